import Foundation
import SeuilCore
import Testing

@testable import SeuilService

@Suite("Clocks that are set")
struct ClockWatchTests {
    @Test("A clock set forward does not end a live period, by itself or on command")
    func forward() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        await room.tick()
        try instance.clock.leap(to: "2026-02-10T12:00:00Z")
        await #expect(throws: ClosingError.clockWasSet) { try await room.closePeriod("2026-01") }
        await room.tick()
        #expect(await room.periods()[0].state == .open)
        #expect(await room.status().problems.count == 1)
        // Set right again, the month goes on.
        try instance.clock.leap(to: "2026-01-10T11:01:00Z")
        await room.tick()
        #expect(await room.status().problems == [])
        try instance.clock.set("2026-02-04T12:00:00Z")
        await room.tick()
        #expect(await room.periods()[0].state == .closed)
    }

    @Test("After a day a clock that was set is believed")
    func believed() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        await room.tick()
        try instance.clock.leap(to: "2026-02-10T12:00:00Z")
        await room.tick()
        instance.clock.advance(.seconds(86_399))
        await room.tick()
        #expect(await room.periods()[0].state == .open)
        instance.clock.advance(.seconds(1))
        await room.tick()
        #expect(await room.periods()[0].state == .closed)
    }

    @Test("Small corrections and long pauses are no leaps")
    func corrections() {
        var watch = ClockWatch()
        let start = Date(timeIntervalSince1970: 0)
        watch.look(wall: start, uptime: .zero)
        watch.look(wall: start + 100, uptime: .seconds(10))
        #expect(watch.doubted == nil)
        watch.look(wall: start + 1_000_100, uptime: .seconds(1_000_010))
        #expect(watch.doubted == nil)
        watch.look(wall: start + 900_000, uptime: .seconds(1_000_020))
        #expect(watch.doubted != nil)
    }
}
