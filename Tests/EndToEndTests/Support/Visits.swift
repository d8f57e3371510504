import Foundation
import Testing

/// Valid codes of an instance's own form, so that tests need not repeat its code lists.
struct Visits {
    let district: String
    let reason: String

    /// The first district and the first reason that `GET /v1/form` offers.
    static func leafCodes(of instance: Instance) throws -> Visits {
        let form = try Command.run(
            "curl", ["-s", "--unix-socket", instance.events, "http://seuil/v1/form"])
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(form.output)) as? [String: Any])
        let members = try #require(schema["properties"] as? [String: Any])
        let requests = try #require(members["requests"] as? [String: Any])
        let item = try #require(requests["items"] as? [String: Any])
        let requestMembers = try #require(item["properties"] as? [String: Any])
        return Visits(
            district: try firstCode(members["district"]),
            reason: try firstCode(requestMembers["reason"]))
    }

    private static func firstCode(_ member: Any?) throws -> String {
        let schema = try #require(member as? [String: Any])
        if let choices = schema["oneOf"] as? [[String: Any]] {
            return try #require(choices.first?["const"] as? String)
        }
        return try #require((schema["enum"] as? [String])?.first)
    }
}
