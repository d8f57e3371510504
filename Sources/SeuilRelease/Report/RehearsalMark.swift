internal import SeuilCore

/// How the files of a rehearsal say that nobody was counted.
enum RehearsalMark {
    static let word = LocalizedText(fr: "RÉPÉTITION", en: "REHEARSAL")

    static let sentence = LocalizedText(
        fr: "visites inventées, personne n’a été compté. Ce ne sont les chiffres d’aucun lieu.",
        en: "invented visits, nobody was counted. These are no place’s figures.")

    /// The site's name on a page: that which a rehearsal makes up is a word, said in the page's language.
    static func site(_ name: String, isRehearsal: Bool) -> LocalizedText {
        isRehearsal && name == word.en ? word : LocalizedText(name)
    }

    /// The content of `REHEARSAL.txt`.
    static let file = [word.en + " – " + sentence.en, word.fr + " – " + sentence.fr, ""]
        .joined(separator: "\n")
}
