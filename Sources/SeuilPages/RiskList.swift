internal import SeuilCore

/// Risks that every site has, and what Seuil does about each; what it does not do is said as plainly.
///
/// Source: the threat model of SeuilService.
enum RiskList {
    /// The risk and what reduces it.
    static func risks(_ policy: Policy, _ say: Speech) -> [[String]] {
        let least = say(policy.threshold.words)
        var risks = [
            [
                say(
                    "Un lecteur des synthèses reconnaît une personne dans un petit chiffre.",
                    "A reader of summaries recognises a person in a small figure."),
                say(
                    "Rien sous \(least) ; ce qui permettrait de le calculer est masqué aussi. Le raisonnement sur "
                        + "plusieurs cases masquées à la fois n'est pas couvert.",
                    "Nothing under \(least); what would let it be worked out is withheld too. Reasoning over several "
                        + "withheld cells at once is not covered."),
            ],
            [
                say(
                    "Un chiffre est recoupé avec ce que l'on sait par ailleurs d'une personne.",
                    "A figure is combined with what is known of a person from elsewhere."),
                say(
                    "Catégories larges, peu de croisements. Le savoir du voisin n'est pas couvert.",
                    "Wide categories, few crosses. What a neighbour knows is not covered."),
            ],
            [
                say(
                    "Les disques ou une sauvegarde sont volés.", "Disks or a backup are stolen."),
                say(
                    "Tout est scellé ; la clé de la machine est à garder loin des sauvegardes. Après la clôture, il "
                        + "ne reste que ce qui est publié.",
                    "Everything is sealed; the machine's key is to be kept away from backups. After closing only what "
                        + "was published remains."),
            ],
        ]
        if policy.visitor != nil {
            risks.append([
                say(
                    "Qui détient les fichiers et la clé teste une liste de noms avant la clôture.",
                    "Who holds the files and the key tests a list of names before closing."),
                say(
                    "Données pseudonymisées \(PolicyExplanation(policy).keyDayCount) jours au plus ; clés effacées à "
                        + "la clôture.",
                    "Data are pseudonymised for \(PolicyExplanation(policy).keyDayCount) days at most; keys are erased "
                        + "at closing."),
            ])
        }
        risks += [
            [
                say(
                    "L'outil d'accueil garde des copies de ce qu'il envoie.",
                    "The desk's tool keeps copies of what it sends."),
                say(
                    "Hors de Seuil : à régler avec l'éditeur de l'outil.",
                    "Outside Seuil: to be settled with the maker of the tool."),
            ],
            [
                say(
                    "Une personne n'ose pas refuser, ou n'est plus reçue de la même façon.",
                    "A person does not dare to refuse, or is no longer received just the same."),
                say(
                    "Affiche en mots simples ; le refus se fait d'une phrase et ne laisse pas de trace.",
                    "A notice in plain words; refusing takes one sentence and leaves no trace."),
            ],
            [
                say(
                    "La politique est élargie peu à peu.", "The policy is widened little by little."
                ),
                say(
                    "Chaque version est signée ; `seuil policy diff` dit ce qui est plus large.",
                    "Each version is signed; `seuil policy diff` says what is looser."),
            ],
        ]
        return risks
    }
}
