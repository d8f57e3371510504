public import Foundation
public import SeuilCore

/// What the tool needs to know of an instance: where its sockets and its releases are.
///
/// The daemon alone judges `seuild.yaml`; the tool reads three paths of it and passes over the rest, so that an
/// older tool can still speak to a newer daemon.
public struct InstanceSettings: Sendable, Equatable {
    /// The folder that is used where none is named.
    public static let usualFolder = "/etc/seuil"

    public var eventsSocket: String
    public var controlSocket: String
    public var outbox: String

    /// Reads `folder`'s configuration.
    ///
    /// - Throws: `InstanceSettingsError`.
    public static func read(_ folder: URL) throws(InstanceSettingsError) -> InstanceSettings {
        let file = folder.appendingPathComponent(InstanceFiles.configuration)
        guard let data = try? Data(contentsOf: file) else {
            throw .unreadable(file.path)
        }
        do throws(Diagnostics) {
            return try InstanceSettings(bytes: Array(data), folder: folder)
        } catch {
            throw .invalid(error)
        }
    }

    /// The settings that `bytes` hold; paths are relative to `folder`.
    init(bytes: [UInt8], folder: URL) throws(Diagnostics) {
        let document = try YAMLDocument(bytes: bytes, file: InstanceFiles.configuration)
        let reader = YAMLReader(document)
        let top = reader.mapping(reader.root, "the configuration")
        func path(_ node: YAMLNode?, _ what: String, _ usual: String) -> String {
            let path = reader.string(node, what) ?? usual
            return URL(fileURLWithPath: path.hasPrefix("/") ? path : "\(folder.path)/\(path)")
                .standardizedFileURL.path
        }
        func socket(_ name: String, _ usual: String) -> String {
            let sockets = reader.mapping(top?["sockets"], "sockets")
            return path(reader.mapping(sockets?[name], name)?["path"], "path", usual)
        }
        eventsSocket = socket("events", InstanceFiles.eventsSocket)
        controlSocket = socket("control", InstanceFiles.controlSocket)
        outbox = path(top?["outbox"], "outbox", InstanceFiles.outbox)
        try reader.check()
    }
}

/// Why an instance's settings could not be had.
public enum InstanceSettingsError: Error, Sendable, Equatable {
    /// There is no such file, or it may not be read.
    case unreadable(String)
    case invalid(Diagnostics)
}
