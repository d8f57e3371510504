internal import SeuilCore

/// Says things in one language, the other standing beside it in the source so that neither falls behind.
struct Speech {
    let language: Language

    func callAsFunction(_ fr: String, _ en: String) -> String { language == .fr ? fr : en }

    func callAsFunction(_ text: LocalizedText) -> String { text[language] }

    func callAsFunction(_ texts: [LocalizedText]) -> [String] { texts.map { $0[language] } }

    /// `text` as a sentence: a capital, and a full stop.
    func sentence(_ text: LocalizedText) -> String {
        let words = text[language]
        return words.prefix(1).uppercased() + words.dropFirst() + (words.hasSuffix(".") ? "" : ".")
    }

    /// A name and what belongs to it, with the language's colon.
    func pair(_ name: String, _ value: String) -> String {
        language == .fr ? "\(name)\u{A0}: \(value)" : "\(name): \(value)"
    }

    /// Which policy a page was made from, for its foot.
    func footer(_ policy: Policy) -> String {
        let (first, last) = (policy.inForce.lowerBound.words, policy.inForce.upperBound.words)
        return self(
            "Établi par Seuil d'après la politique \(policy.name), version \(policy.version), en vigueur du "
                + "\(first.fr) au \(last.fr).",
            "Made by Seuil from the policy \(policy.name), version \(policy.version), in force from "
                + "\(first.en) to \(last.en).")
    }
}
