internal import SeuilCore

/// What would become of one visit, member by member.
enum VisitSection {
    static func section(
        of visit: VisitExplanation, _ policy: Policy, _ say: Speech
    ) -> Page.Section {
        let rows = visit.lines.map { line -> [String] in
            let isDropped = line.outcomes == [.dropped]
            let value =
                line.value ?? (isDropped ? say("(envoyé)", "(sent)") : say("(rien)", "(nothing)"))
            let outcomes = line.outcomes.map { say(policy.words($0)) }
            let fate =
                outcomes.isEmpty
                ? say("compte dans la période ", "counts in the period ") + (visit.period ?? "")
                : outcomes.joined(separator: " ; ")
            let label = say(line.label)
            return [label == line.place ? label : "\(label) (\(line.place))", value, fate]
        }
        let alarms = visit.lines.indices.filter { place in
            visit.lines[place].outcomes.contains(where: \.isRefusal)
        }
        var blocks: [Page.Block] = [.paragraph(verdict(visit, say))]
        if !rows.isEmpty {
            blocks.append(
                .grid(
                    Page.Grid(
                        columns: [
                            say("Champ", "Member"), say("Envoyé", "Sent"),
                            say("Ce qu'il devient", "What becomes of it"),
                        ], rows: rows, alarms: Set(alarms), arrow: "→")))
        }
        return Page.Section(
            say("Ce que deviendrait cette visite", "What would become of this visit"), blocks,
            isProminent: true)
    }

    private static func verdict(_ visit: VisitExplanation, _ say: Speech) -> String {
        if let refusal = visit.refusal {
            let place = refusal.field.map { " (\($0))" } ?? ""
            return say.pair(
                say("Refusée", "Refused"), say(refusal.code.words) + place + ".")
        }
        let person =
            visit.isIdentified
            ? say("une visite et une personne", "a visit and a person")
            : say("une visite, sans personne", "a visit, and no person")
        let period = visit.period ?? ""
        let outside =
            visit.isInForce
            ? ""
            : say(
                " La politique n'est pas en vigueur ce jour-là.",
                " The policy is not in force on that day.")
        return say(
            "Acceptée, si sa période (\(period)) est ouverte. Elle compte \(person).",
            "Accepted, if its period (\(period)) is open. It counts \(person).") + outside
    }
}
