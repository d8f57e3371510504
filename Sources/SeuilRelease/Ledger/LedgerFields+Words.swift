internal import SeuilCore

extension LedgerFields {
    func time(_ name: String) -> LedgerTime? { text(name).flatMap { LedgerTime(text: $0) } }

    func period(_ name: String = "period") -> String? {
        text(name).flatMap { LedgerWords.days(ofPeriod: $0) == nil ? nil : $0 }
    }
}
