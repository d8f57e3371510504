import Foundation
import TestSupport

@testable import SeuilCore

/// A visit as its sender would describe it, from which both the sent text and a naive recount are made.
struct DescribedVisit {
    struct Request {
        var reason: String
        var partner: String?
        var recovered: Int?
    }
    var id: EventID
    var person: Int?
    var count = 1
    var birthYear: Int?
    var postcode: String?
    var sex: String?
    var district: String
    var minutes: Int?
    var income: Int?
    var day: Int
    var hour: Int
    var requests: [Request]

    /// A random one of `personCount` people; the attributes of a person are the same each time.
    init(_ number: Int, personCount: Int, using mix: inout SeededGenerator) {
        id = EventID(random: mix.next())
        func pick<Item>(_ items: [Item]) -> Item? { items.randomElement(using: &mix) }
        switch Int.random(in: 0..<10, using: &mix) {
        case 0: count = Int.random(in: 1...5, using: &mix)
        case 1: break
        default: person = Int.random(in: 0..<personCount, using: &mix)
        }
        let seed = person ?? Int.random(in: 0..<1000, using: &mix)
        birthYear = person.map { 1940 + $0 % 80 }
        postcode = pick(["38000", "69001", "75011", "73", nil, nil]) ?? nil
        sex = ["F", "M", "X", nil][seed % 4]
        district = ["N1", "N2", "S1", "S2", "S3"][seed % 5]
        minutes = pick([15, 30, 300, nil]) ?? nil
        income = pick([1, 3, 9, nil]) ?? nil
        day = Int.random(in: 1...20, using: &mix)
        hour = Int.random(in: 8...10, using: &mix)
        requests = []
        for _ in 0..<Int.random(in: 1...3, using: &mix) {
            requests.append(
                Request(
                    reason: pick(["housing", "health", "papers"]) ?? "papers",
                    partner: pick(["CAF", "CPAM", nil]) ?? nil,
                    recovered: pick([100, 6000, nil]) ?? nil))
        }
    }

    /// The visit as JSON.
    var text: String {
        var members = ["\"district\":\"\(district)\""]
        let day = self.day < 10 ? "0\(self.day)" : "\(self.day)"
        let hour = self.hour < 10 ? "0\(self.hour)" : "\(self.hour)"
        members.append("\"at\":\"2026-01-\(day)T\(hour):30:00+01:00\"")
        if let person {
            // A name of letters, one for each person.
            let name = String(person, radix: 10).map {
                "abcdefghij".map(String.init)[$0.wholeNumberValue ?? 0]
            }
            members.append("\"name\":\"\(name.joined())\"")
        }
        if let birthYear { members.append("\"birth_date\":\"\(birthYear)-01-01\"") }
        if count > 1 { members.append("\"count\":\(count)") }
        if let postcode { members.append("\"postcode\":\"\(postcode)\"") }
        if let sex { members.append("\"sex\":\"\(sex)\"") }
        if let minutes { members.append("\"minutes\":\(minutes)") }
        if let income { members.append("\"income\":\(income)") }
        let requests = requests.map { request in
            var members = ["\"reason\":\"\(request.reason)\""]
            if let partner = request.partner { members.append("\"partner\":\"\(partner)\"") }
            if let recovered = request.recovered { members.append("\"recovered\":\(recovered)") }
            return "{\(members.joined(separator: ","))}"
        }
        members.append("\"requests\":[\(requests.joined(separator: ","))]")
        return "{\(members.joined(separator: ","))}"
    }

    /// The leaf code of dimension `name`, by rules written anew here.
    func code(_ name: String, _ request: Request) -> String {
        switch name {
        case "age":
            guard let birthYear else { return "_U" }
            let age = 2026 - birthYear
            return age < 18 ? "LT18" : age < 26 ? "18-25" : age < 66 ? "26-65" : "GE66"
        case "hour": return hour < 10 ? "0\(hour)" : "\(hour)"
        // 1 January 2026 was a Thursday.
        case "weekday": return String((day + 2) % 7 + 1)
        case "department":
            guard let postcode else { return "_U" }
            let prefix = String(postcode.prefix(2))
            return ["38", "69", "73"].contains(prefix) ? prefix : "_O"
        case "sex": return sex ?? "_U"
        case "district": return district
        case "income": return income.map { $0 < 2 ? "LT2.5" : $0 < 4 ? "2.5-3.5" : "GE3.5" } ?? "_U"
        case "reason": return request.reason
        default: return request.partner ?? "_U"
        }
    }
}
