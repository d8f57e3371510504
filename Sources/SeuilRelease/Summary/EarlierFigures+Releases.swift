public import SeuilCore
public import SeuilDisclosure

extension EarlierFigures {
    /// What the releases of one period, one an audience, published together.
    ///
    /// Audiences pool what they get, so the later release is held against all of it.
    public init(_ releases: [ReleasedFigures], of period: Period, under policy: Policy) {
        self.init(
            policy: policy, period: period,
            published: releases.flatMap(\.tables).flatMap { table in
                table.cells.map { cell in
                    Published(
                        table: table.declaration.name, codes: cell.codes, count: cell.count,
                        visitors: cell.visitors)
                }
            })
    }
}
