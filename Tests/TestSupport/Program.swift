import Foundation
import Synchronization

/// Another program, started by a test.
///
/// Waiting for its end blocks no thread: with as few threads as a small machine has, a waiting test would otherwise
/// hold up the server, in the same process, that its program waits for.
package final class Program: Sendable {
    package struct Result: Sendable {
        package var status: Int32
        /// Standard output, as bytes.
        package var data: Data
        /// Standard error.
        package var errors: String
        /// Whether a signal ended it.
        package var wasKilled: Bool

        /// Standard output, as text.
        package var output: String { String(decoding: data, as: UTF8.self) }
    }

    package struct Failure: Error {
        package var words: [String]
        package var result: Result
    }

    package let processIdentifier: Int32
    private let folder: TemporaryFolder
    private let ending = Ending()

    /// Starts a program. The files that are given are its alone: this process closes them.
    ///
    /// - Parameters:
    ///   - words: The program, by path or by a name in PATH, and its arguments.
    ///   - environment: All of its environment; ours where none is given.
    ///   - workingDirectory: Ours where none is given.
    ///   - standardInput: Empty where none is given.
    ///   - standardOutput: Where its output goes, instead of into the result.
    ///   - standardError: Where its errors go, instead of into the result.
    package init(
        _ words: [String], environment: [String: String]? = nil, workingDirectory: URL? = nil,
        standardInput: FileHandle? = nil, standardOutput: FileHandle? = nil, standardError: FileHandle? = nil
    ) throws {
        let folder = try TemporaryFolder()
        // Files, not pipes: a program that says more than a pipe holds would wait for a reader.
        for name in ["out", "err"] { try Data().write(to: folder.url.appending(path: name)) }
        let output = try standardOutput ?? FileHandle(forWritingTo: folder.url.appending(path: "out"))
        let errors = try standardError ?? FileHandle(forWritingTo: folder.url.appending(path: "err"))
        // Foundation keeps a process, and its files open, beyond its end. With some 1,360 open files Process.run() reads
        // behind a buffer (swift-corelibs-foundation, pull request 5472).
        defer { for file in [standardInput, output, errors] { try? file?.close() } }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.environment = environment
        process.currentDirectoryURL = workingDirectory
        process.standardInput = standardInput ?? .nullDevice
        process.standardOutput = output
        process.standardError = errors
        let ending = ending
        process.terminationHandler = { process in
            ending.happened(
                Ending.How(status: process.terminationStatus, bySignal: process.terminationReason == .uncaughtSignal))
        }
        self.folder = folder
        try process.run()
        processIdentifier = process.processIdentifier
    }

    /// Starts a program and waits for its end, whatever its status.
    package static func run(
        _ words: [String], environment: [String: String]? = nil, workingDirectory: URL? = nil
    ) async throws -> Result {
        try await Program(words, environment: environment, workingDirectory: workingDirectory).result()
    }

    /// Runs a program that must succeed, and returns what it says.
    @discardableResult
    package static func output(of words: String...) async throws -> String {
        let result = try await run(words)
        guard result.status == 0 else { throw Failure(words: words, result: result) }
        return result.output
    }

    /// Sends a signal, unless the program has ended.
    ///
    /// A program inherits a mask that blocks SIGTERM when a Dispatch thread starts it: SIGKILL and SIGINT always work.
    package func signal(_ number: Int32) { ending.unlessHappened { _ = kill(processIdentifier, number) } }

    /// Waits for the end.
    package func result() async throws -> Result {
        let how = await ending.wait()
        return Result(
            status: how.status, data: try Data(contentsOf: folder.url.appending(path: "out")),
            errors: try String(contentsOf: folder.url.appending(path: "err"), encoding: .utf8),
            wasKilled: how.bySignal)
    }
}

/// The end of a program, for whoever waits for it.
private final class Ending: Sendable {
    struct How {
        var status: Int32
        var bySignal: Bool
    }

    private enum State {
        case ahead([CheckedContinuation<How, Never>])
        case past(How)
    }

    private let state = Mutex(State.ahead([]))

    func happened(_ how: How) {
        let waiting: [CheckedContinuation<How, Never>] = state.withLock { state in
            guard case .ahead(let waiting) = state else { return [] }
            state = .past(how)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: how) }
    }

    func unlessHappened(_ body: () -> Void) {
        state.withLock { if case .ahead = $0 { body() } }
    }

    func wait() async -> How {
        await withCheckedContinuation { continuation in
            let how: How? = state.withLock { state in
                switch state {
                case .past(let how): return how
                case .ahead(let waiting):
                    state = .ahead(waiting + [continuation])
                    return nil
                }
            }
            if let how { continuation.resume(returning: how) }
        }
    }
}
