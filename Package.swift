// swift-tools-version: 6.2
import PackageDescription

/// The rules that every Swift target of the project is compiled under.
let rules: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(
    name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "seuil",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CCbc", pkgConfig: "cbc", providers: [.apt(["coinor-libcbc-dev"])]),
        .systemLibrary(
            name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        // The few calls on Unix sockets that Swift's C library does not show.
        .target(name: "CUnixSocket"),

        // The rooms, from the ground up; each may use only what stands above it here.
        .target(name: "SeuilCrypto", dependencies: ["COpenSSL"], swiftSettings: rules),
        .target(name: "SeuilCore", dependencies: ["SeuilCrypto", yams], swiftSettings: rules),
        .target(
            name: "SeuilPages", dependencies: ["SeuilCore", mustache], swiftSettings: rules),
        .target(name: "SeuilSolver", dependencies: ["CCbc"], swiftSettings: rules),
        .target(
            name: "SeuilDisclosure", dependencies: ["SeuilCrypto", "SeuilCore", "SeuilSolver"],
            swiftSettings: rules),
        .target(
            name: "SeuilRelease",
            dependencies: [
                "SeuilCrypto", "SeuilCore", "SeuilPages", "SeuilDisclosure", "CArchive", mustache,
            ],
            swiftSettings: rules),
        .target(
            name: "SeuilAudit",
            dependencies: ["SeuilCrypto", "SeuilCore", "SeuilRelease", "SeuilSolver"],
            swiftSettings: rules),
        .target(
            name: "SeuilService",
            dependencies: [
                "SeuilCrypto", "SeuilCore", "SeuilDisclosure", "SeuilRelease", "SeuilAudit",
                "CUnixSocket", grdb, lifecycle, logging, nioCore, nioPosix, nioHTTP1, system,
            ],
            swiftSettings: rules),
        .target(
            name: "SeuilClient",
            dependencies: ["SeuilCrypto", "SeuilCore", nioCore, nioPosix, nioHTTP1],
            swiftSettings: rules),
        .executableTarget(
            name: "seuild",
            dependencies: [
                "SeuilCrypto", "SeuilCore", "SeuilService", argumentParser, lifecycle, logging,
                system, unixSignals,
            ],
            swiftSettings: rules),
        .executableTarget(
            name: "seuil",
            dependencies: [
                "SeuilCrypto", "SeuilCore", "SeuilPages", "SeuilDisclosure", "SeuilRelease",
                "SeuilAudit", "SeuilClient", argumentParser,
            ],
            swiftSettings: rules),

        // Tests, one target a room, and the whole way from outside.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: rules),
        .testTarget(
            name: "SeuilCryptoTests", dependencies: ["SeuilCrypto"],
            exclude: ["Vectors"], swiftSettings: rules),
        .testTarget(
            name: "SeuilCoreTests", dependencies: ["SeuilCore", "SeuilCrypto", "TestSupport"],
            exclude: ["Vectors"], swiftSettings: rules),
        .testTarget(
            name: "SeuilPagesTests", dependencies: ["SeuilPages", "SeuilCore"],
            swiftSettings: rules),
        .testTarget(
            name: "SeuilDisclosureTests",
            dependencies: [
                "SeuilDisclosure", "SeuilAudit", "SeuilCore", "SeuilCrypto", "SeuilSolver",
                "TestSupport",
            ],
            exclude: ["Vectors"], swiftSettings: rules),
        .testTarget(
            name: "SeuilReleaseTests",
            dependencies: [
                "SeuilRelease", "SeuilAudit", "SeuilDisclosure", "SeuilCore", "SeuilCrypto",
                "TestSupport",
            ],
            swiftSettings: rules),
        .testTarget(
            name: "SeuilAuditTests",
            dependencies: ["SeuilAudit", "SeuilRelease", "SeuilCore", "TestSupport"],
            exclude: ["Vectors"], swiftSettings: rules),
        .testTarget(
            name: "SeuilServiceTests",
            dependencies: [
                "SeuilService", "SeuilAudit", "SeuilRelease", "SeuilDisclosure", "SeuilCore",
                "SeuilCrypto",
                "TestSupport", grdb, lifecycle, logging, nioCore, nioPosix, system,
            ],
            swiftSettings: rules),
        .testTarget(
            name: "SeuilClientTests",
            dependencies: [
                "seuil", "SeuilClient", "SeuilCore", "SeuilCrypto", "TestSupport", nioCore,
                nioHTTP1,
                nioPosix,
            ],
            exclude: ["Vectors"], swiftSettings: rules),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "seuild", "seuil", "SeuilRelease", "SeuilCore", "SeuilCrypto", "TestSupport", grdb,
            ],
            exclude: ["Vectors"], swiftSettings: rules),

        // What scripts/bench runs: figures of speed, never part of `swift test`, and not installed.
        .executableTarget(
            name: "seuil-bench",
            dependencies: [
                "SeuilDisclosure", "SeuilCore", "SeuilCrypto", "TestSupport", argumentParser,
            ],
            path: "Tests/Benchmarks", swiftSettings: rules),

        // What scripts/fuzz runs; the tests replay its corpora. Not installed.
        .target(
            name: "FuzzTargets",
            dependencies: ["SeuilAudit", "SeuilRelease", "SeuilCore", "SeuilCrypto"],
            path: "Tests/Fuzzing/Targets", swiftSettings: rules),
        .executableTarget(
            name: "seuil-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzing/Runner",
            swiftSettings: rules),
        .testTarget(name: "FuzzingTests", dependencies: ["FuzzTargets"], swiftSettings: rules),
    ],
    swiftLanguageModes: [.v6]
)
