/// The attack on the releases of one site whose days overlap.
struct Campaign {
    let equations: Equations
    let bounds: Bounds
    let components: Components
    let questions: [Question]
    /// Sets of cells that were too many to be looked at.
    let leftOut: Int

    init(_ releases: [AttackedRelease]) throws(AttackError) {
        let known = try KnownCells(releases)
        let maker = EquationMaker(LineFinder(known))
        equations = maker.equations
        var bounds = Bounds(equations)
        guard bounds.tighten(equations) else { throw known.contradiction }
        self.bounds = bounds
        components = Components(equations, bounds)
        let groups = GroupFinder(equations, bounds)
        leftOut = groups.leftOut
        questions = QuestionMaker(equations, bounds, groups).questions
    }

    /// Answers every question and tells what follows.
    func run(
        _ budget: AttackBudget, narrowest: Int, progress: (AttackProgress) -> Void
    ) throws(AttackError) -> Verdict {
        var maker = VerdictMaker(self, budget)
        guard let base = try FirstWorld.find(equations, bounds, components) else {
            return maker.withoutWorlds()
        }
        return try maker.verdict(base: base, narrowest: narrowest, progress)
    }
}
