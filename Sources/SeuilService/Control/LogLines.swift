public import Foundation
import Glibc
public import Logging

/// Writes log events to standard error, one line each, as logfmt or JSON.
///
/// What is logged is the daemon's own doing. Nothing of a visit ever is, and no line stands for one visit.
public struct LogLines: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: LogFormat
    private let clock: @Sendable () -> Date
    private let write: @Sendable (String) -> Void

    public init(
        label: String, level: Logger.Level, format: LogFormat,
        clock: @escaping @Sendable () -> Date,
        write: @escaping @Sendable (String) -> Void = LogLines.writeToStandardError
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.clock = clock
        self.write = write
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let own = metadata.merging(event.metadata ?? [:]) { $1 }
        var fields = [
            ("time", clock().formatted(.iso8601)), ("level", event.level.rawValue),
            ("from", label), ("message", "\(event.message)"),
        ]
        fields += own.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        write(LogLines.line(fields, format) + "\n")
    }

    /// `fields` as one line.
    static func line(_ fields: [(String, String)], _ format: LogFormat) -> String {
        switch format {
        case .logfmt:
            fields.map { key, value in
                let isPlain =
                    !value.isEmpty
                    && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D }
                return "\(key)=\(isPlain ? value : quoted(value))"
            }.joined(separator: " ")
        case .json:
            "{" + fields.map { "\(quoted($0))\(":")\(quoted($1))" }.joined(separator: ",") + "}"
        }
    }

    /// `value` as a JSON string: no control character gets through, so that no value can begin a line.
    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case _ where scalar.properties.generalCategory == .control:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    /// One call a line, so that the lines of several threads do not mix.
    public static func writeToStandardError(_ line: String) {
        var line = line
        line.withUTF8 { bytes in
            // Safe: the bytes are lent for the call. A log that nobody reads must not stop the daemon.
            _ = unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
