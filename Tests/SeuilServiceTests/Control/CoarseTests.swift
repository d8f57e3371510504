import Foundation
import Logging
import Testing

@testable import SeuilService

@Suite("What may be told of volumes, and how")
struct CoarseTests {
    @Test(
        "A magnitude is a power of ten, and nothing below the least that is told",
        arguments: [
            (0, 0), (1, 0), (99, 0), (100, 100), (999, 100), (1_000, 1_000), (9_999, 1_000),
            (Int.max, 1_000_000_000_000_000_000),
        ])
    func magnitude(count: Int, told: Int) {
        #expect(Magnitude(of: count, telling: 100).atLeast == told)
    }

    @Test("Time since is told in hours at best")
    func recency() {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        func told(_ seconds: Double) -> Recency { Recency(of: now - seconds, now: now) }
        #expect(told(0) == .withinTheHour)
        #expect(told(3_599) == .withinTheHour)
        #expect(told(3_600) == .withinTheDay)
        #expect(told(86_400) == .longAgo)
        #expect(Recency(of: nil, now: now) == .never)
    }

    @Test("A log line is one line, whatever is logged")
    func logLines() {
        let fields = [("message", "a \"b\"\nc=d\u{1}"), ("plain", "x/y:z"), ("none", "")]
        #expect(
            LogLines.line(fields, .logfmt)
                == "message=\"a \\\"b\\\"\\nc=d\\u0001\" plain=x/y:z none=\"\"")
        #expect(
            LogLines.line(fields, .json)
                == "{\"message\":\"a \\\"b\\\"\\nc=d\\u0001\",\"plain\":\"x/y:z\",\"none\":\"\"}")
    }
}
