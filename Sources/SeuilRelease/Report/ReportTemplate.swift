/// The page, in Mustache. Embedded, so that a report needs no file beside the program.
///
/// No script, and nothing from outside: the page's own policy forbids both to the browser.
enum ReportTemplate {
    static let text = """
        {{% CONTENT_TYPE:SEUIL-PAGE}}<!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="referrer" content="no-referrer">
        <title>{{#mark}}{{.}} – {{/mark}}{{title}} – {{site}} – {{period}}</title>
        <style>
        {{{style}}}</style>
        </head>
        <body>
        {{#warning}}
        <p class="rehearsal"><strong>{{mark}}</strong> – {{.}}</p>
        {{/warning}}
        <header>
        <p class="site">{{site}}</p>
        <h1>{{title}}</h1>
        <p class="period">{{period}}</p>
        <p class="purpose">{{purpose}}</p>
        </header>
        <main>
        <section aria-labelledby="key">
        <h2 id="key">{{keyFigures}}</h2>
        <dl class="totals">
        {{#totals}}
        <div><dt>{{name}}</dt><dd><b{{#isWithheld}} class="c"{{/isWithheld}}>{{value}}</b>{{#changes}}<span>{{line}}{{#percent}} <i>({{percent}})</i>{{/percent}}</span>{{/changes}}</dd></div>
        {{/totals}}
        </dl>
        {{#notes}}
        <p class="note">{{.}}</p>
        {{/notes}}
        <ul class="legend">
        <li><b class="c">{{withheldMark}}</b> {{withheld}}</li>
        {{#zero}}
        <li><b>0</b> {{zero}}</li>
        {{/zero}}
        {{#noFigureMark}}
        <li><b class="p">{{noFigureMark}}</b> {{noFigure}}</li>
        {{/noFigureMark}}
        </ul>
        </section>
        {{#hasContents}}
        <nav aria-label="{{tables}}">
        <h2>{{tables}}</h2>
        <ol>
        {{#sections}}
        <li><a href="#{{anchor}}">{{heading2}}</a></li>
        {{/sections}}
        </ol>
        </nav>
        {{/hasContents}}
        {{#sections}}
        <section class="table" id="{{anchor}}">
        <h2>{{heading2}}</h2>
        {{#remarks}}
        <p>{{.}}</p>
        {{/remarks}}
        {{#grids}}
        <div class="grid" role="region" aria-label="{{caption}}" tabindex="0">
        <table>
        <caption>{{caption}}</caption>
        <thead><tr><th scope="col">{{corner}}</th>{{#columns}}<th scope="col"{{#kind}} class="{{kind}}"{{/kind}}>{{heading}}{{#detail}}<small>{{detail}}</small>{{/detail}}</th>{{/columns}}</tr></thead>
        <tbody>
        {{#rows}}
        <tr class="{{depth}}"><th scope="row">{{label}}</th>{{#cells}}<td{{#mark}} class="{{mark}}"{{/mark}}>{{text}}</td>{{/cells}}</tr>
        {{/rows}}
        </tbody>
        </table>
        </div>
        {{/grids}}
        </section>
        {{/sections}}
        <section class="text">
        <h2>{{readingGuide}}</h2>
        <ul>
        {{#reading}}
        <li>{{.}}</li>
        {{/reading}}
        </ul>
        <h2>{{protection}}</h2>
        <ul>
        {{#promises}}
        <li>{{.}}</li>
        {{/promises}}
        </ul>
        </section>
        </main>
        <footer>
        <h2>{{about}}</h2>
        <dl>
        {{#facts}}
        <div><dt>{{term}}</dt><dd>{{description}}</dd></div>
        {{/facts}}
        </dl>
        </footer>
        </body>
        </html>

        """
}
