import Foundation

/// The built `crawlctl`, run as a user runs it, in an environment of its own.
struct Binary {
    let home: URL
    var environment: [String: String]

    /// Makes an empty home folder; nothing of the real environment but PATH is seen.
    init() throws {
        home = FileManager.default.temporaryDirectory.appending(path: "crawlctl-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": home.path,
            "XDG_DATA_HOME": home.appending(path: "data").path,
            "CRAWLCTL_DB": home.appending(path: "discovery.db").path,
        ]
    }

    var database: String { home.appending(path: "discovery.db").path }

    func remove() { try? FileManager.default.removeItem(at: home) }

    struct Result {
        var status: Int32
        var output: String
        var errors: String
        /// Whether a signal ended it.
        var wasKilled: Bool
    }

    /// Runs to the end.
    func run(_ arguments: String...) async throws -> Result { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> Result { try await start(arguments).result() }

    /// Runs a line of shell in which `crawlctl` is the binary.
    func shell(_ line: String) async throws -> Result {
        try await Started("/bin/bash", ["-c", "crawlctl() { '\(Self.path)' \"$@\"; }; \(line)"], environment, home)
            .result()
    }

    func start(_ arguments: [String]) throws -> Started {
        try Started(Self.path, arguments, environment, home)
    }

    /// A process on its way.
    final class Started: @unchecked Sendable {
        let process = Process()
        private let output: URL
        private let errors: URL
        private let ended = DispatchSemaphore(value: 0)

        init(_ path: String, _ arguments: [String], _ environment: [String: String], _ folder: URL) throws {
            let name = UUID().uuidString
            output = folder.appending(path: "\(name).out")
            errors = folder.appending(path: "\(name).err")
            for file in [output, errors] { try Data().write(to: file) }
            process.executableURL = URL(filePath: path)
            process.arguments = arguments
            process.environment = environment
            process.currentDirectoryURL = folder
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: errors)
            let ended = ended
            process.terminationHandler = { _ in ended.signal() }
            try process.run()
        }

        func result() async throws -> Result {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    self.ended.wait()
                    continuation.resume()
                }
            }
            defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
            return Result(
                status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
                errors: try String(contentsOf: errors, encoding: .utf8),
                wasKilled: process.terminationReason == .uncaughtSignal)
        }
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
        defer { binary.remove() }
        return try await body(&binary)
    }
}
