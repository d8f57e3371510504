/// The page, in Mustache. Embedded, so that a notice needs no file beside the program.
///
/// No script, and nothing from outside; what three braces show was escaped when it was marked up. Blanks can be filled in in the browser before printing.
enum PageTemplate {
    static let text = """
        {{% CONTENT_TYPE:SEUIL-PAGE}}<!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="referrer" content="no-referrer">
        <title>{{title}} – {{kicker}}</title>
        <style>
        {{{style}}}</style>
        </head>
        <body class="{{layout}}">
        <header>
        <p class="kicker">{{kicker}}</p>
        <h1>{{title}}</h1>
        <p class="lead">{{lead}}</p>
        </header>
        <main>
        {{#sections}}
        <section{{#kind}} class="{{kind}}"{{/kind}}>
        <h2>{{heading2}}</h2>
        {{#blocks}}
        {{#paragraphHTML}}
        <p>{{{.}}}</p>
        {{/paragraphHTML}}
        {{#itemsHTML}}
        {{#first()}}<ul>{{/first()}}
        <li>{{{.}}}</li>
        {{#last()}}</ul>{{/last()}}
        {{/itemsHTML}}
        {{#blank}}
        <p class="blank" contenteditable="true">{{.}}</p>
        {{/blank}}
        {{#facts}}
        {{#first()}}<dl>{{/first()}}
        <div><dt>{{term}}</dt>{{#textsHTML}}<dd>{{{.}}}</dd>{{/textsHTML}}{{#blank}}<dd class="blank" contenteditable="true">{{.}}</dd>{{/blank}}</div>
        {{#last()}}</dl>{{/last()}}
        {{/facts}}
        {{#grid}}
        <table>
        <thead><tr>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}</tr></thead>
        <tbody>
        {{#rows}}
        <tr{{#mark}} class="{{mark}}"{{/mark}}><th scope="row">{{{labelHTML}}}</th>{{#cells}}<td data-column="{{column}}"{{#isEmpty}} class="blank" contenteditable="true"{{/isEmpty}}>{{#cellHTML}}{{{.}}}{{/cellHTML}}</td>{{/cells}}</tr>
        {{/rows}}
        </tbody>
        </table>
        {{/grid}}
        {{/blocks}}
        </section>
        {{/sections}}
        </main>
        <footer>{{footer}}</footer>
        </body>
        </html>

        """
}
