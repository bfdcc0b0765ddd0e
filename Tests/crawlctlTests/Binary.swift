import Foundation
import TestSupport

/// The built `crawlctl`, run as a user runs it, in an environment of its own.
struct Binary {
    private let folder: TemporaryFolder
    var environment: [String: String]
    var home: URL { folder.url }

    /// Makes an empty home folder; nothing of the real environment but PATH is seen.
    init() throws {
        folder = try TemporaryFolder()
        let home = folder.url
        environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": home.path,
            "XDG_DATA_HOME": home.appending(path: "data").path,
            "CRAWLCTL_DB": home.appending(path: "discovery.db").path,
        ]
    }

    var database: String { folder.path("discovery.db") }

    /// Runs to the end.
    func run(_ arguments: String...) async throws -> Program.Result { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> Program.Result { try await start(arguments).result() }

    /// Runs a line of shell in which `crawlctl` is the binary.
    func shell(_ line: String) async throws -> Program.Result {
        try await start(words: ["/bin/bash", "-c", "crawlctl() { '\(Self.path)' \"$@\"; }; \(line)"]).result()
    }

    /// - Parameters:
    ///   - standardOutput: Where its output goes, instead of into the result.
    ///   - standardError: Where its errors go, instead of into the result.
    func start(
        _ arguments: [String], standardOutput: FileHandle? = nil, standardError: FileHandle? = nil
    ) throws -> Program {
        try start(words: [Self.path] + arguments, standardOutput: standardOutput, standardError: standardError)
    }

    private func start(
        words: [String], standardOutput: FileHandle? = nil, standardError: FileHandle? = nil
    ) throws -> Program {
        try Program(
            words, environment: environment, workingDirectory: home, standardOutput: standardOutput,
            standardError: standardError)
    }

    /// Built beside the tests.
    static let path: String = {
        let bundle =
            Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
            ?? URL(filePath: CommandLine.arguments[0])
        return bundle.deletingLastPathComponent().appending(path: "crawlctl").path
    }()

    /// Gives a test a binary with a home that is removed behind it.
    static func with<Value>(_ body: (inout Binary) async throws -> Value) async throws -> Value {
        var binary = try Binary()
        return try await body(&binary)
    }
}
