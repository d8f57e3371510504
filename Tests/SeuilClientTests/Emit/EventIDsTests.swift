import SeuilClient
import SeuilCore
import Testing

@Suite struct EventIDsTests {
    @Test("Ids are what the protocol takes for random UUIDs")
    func form() {
        let ids = EventIDs()
        for number in 0..<1_000 {
            let id = ids.id(number)
            #expect(EventID(id) != nil, "\(id)")
            let digits = Array(id)
            #expect(digits[14] == "4")
            #expect("89ab".contains(digits[19]))
        }
    }

    @Test("No two visits of a run share an id, nor two runs")
    func distinct() {
        let one = EventIDs()
        let other = EventIDs()
        let all = (0..<5_000).flatMap { [one.id($0), other.id($0)] }
        #expect(Set(all).count == 10_000)
    }

    @Test("The token gives the same ids again")
    func token() throws {
        let ids = EventIDs()
        let again = try #require(EventIDs(token: ids.token))
        #expect((0..<100).map { again.id($0) } == (0..<100).map { ids.id($0) })
        #expect(again.token == ids.token)
    }

    @Test(
        "What is no token is refused",
        arguments: [
            "", "00", String(repeating: "g", count: 32), String(repeating: "+1", count: 16),
        ])
    func badToken(_ token: String) {
        #expect(EventIDs(token: token) == nil)
    }
}
