internal import SeuilCore

/// What Seuil does for security, in sentences that a record and an assessment share.
enum SecurityMeasures {
    static func list(_ policy: Policy, _ say: Speech) -> [String] {
        var texts = [
            say(
                "Une politique signée dit seule ce qui peut être reçu, gardé et publié ; la machine refuse le reste.",
                "A signed policy alone says what may be received, kept and published; the machine refuses the rest."
            ),
            say(
                "Au repos, tout est scellé (AES-256-GCM) sous une clé propre à la période, détruite à la clôture.",
                "At rest everything is sealed (AES-256-GCM) under a key of the period, destroyed at closing."
            ),
            say(
                "Les synthèses sont signées, puis chiffrées pour leurs seuls destinataires (CMS).",
                "Summaries are signed, then encrypted to their recipients alone (CMS)."),
            say(
                "Les outils d'accueil ne font qu'écrire : rien ne leur dit si une personne est déjà venue.",
                "Desk tools can only write: nothing tells them whether a person was seen before."),
            say(
                "Journaux, erreurs et mesures ne contiennent ni identité, ni valeur, ni nombre de visites.",
                "Logs, errors and metrics hold no identity, no value and no number of visits."),
        ]
        if policy.visitor != nil {
            texts.insert(
                say(
                    "Pseudonymisation à la réception : HMAC sous la clé de la période, des jetons différents dans "
                        + "chaque case.",
                    "Pseudonymisation on receipt: HMAC under the period's key, with different tokens in each cell."
                ),
                at: 1)
        }
        return texts
    }
}
