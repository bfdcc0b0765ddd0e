import Foundation
import NIOConcurrencyHelpers

/// A request sent by the `curl` command line, running or done.
final class Curl: Sendable {
    struct Response: Sendable {
        /// What curl exits with: 0 when a whole answer came, whatever its status.
        let exitCode: Int32
        let status: Int
        /// Such as `HTTP/1.1` or `HTTP/2`.
        let version: String
        /// By name in lower case.
        let headers: [String: String]
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private enum State {
        case running([CheckedContinuation<Int32, Never>])
        case done(Int32)
    }

    private let folder: TemporaryFolder
    private let process: NIOLockedValueBox<Process>
    private let state: NIOLockedValueBox<State>

    /// Starts a request.
    ///
    /// - Parameter output: Where the body goes; otherwise it is in the response.
    init(_ url: URL, _ arguments: [String] = [], headers: [String: String] = [:], output: String? = nil) throws {
        let folder = try TemporaryFolder()
        let state = NIOLockedValueBox(State.running([]))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "curl", "--disable", "--silent", "--noproxy", "*", "--max-time", "60", "--dump-header",
                folder.url.appending(path: "headers").path, "--output",
                output ?? folder.url.appending(path: "body").path,
            ] + headers.flatMap { ["--header", "\($0.key): \($0.value)"] } + arguments + [url.absoluteString]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { process in
            let code = process.terminationStatus
            let waiting = state.withLockedValue { state in
                guard case .running(let waiting) = state else { return [CheckedContinuation<Int32, Never>]() }
                state = .done(code)
                return waiting
            }
            for continuation in waiting { continuation.resume(returning: code) }
        }
        try process.run()
        self.folder = folder
        self.process = NIOLockedValueBox(process)
        self.state = state
    }

    /// Sends a request and waits for its end.
    static func send(
        _ url: URL, _ arguments: [String] = [], headers: [String: String] = [:]
    ) async throws -> Response {
        try await Curl(url, arguments, headers: headers).response()
    }

    /// Kills the process: its connections are closed.
    func cancel() {
        // Not `terminate()`: a process inherits a mask that blocks SIGTERM when a Dispatch thread starts it.
        process.withLockedValue { _ = kill($0.processIdentifier, SIGKILL) }
    }

    func response() async throws -> Response {
        let exitCode = await withCheckedContinuation { continuation in
            let code: Int32? = state.withLockedValue { state in
                switch state {
                case .done(let code): return code
                case .running(let waiting):
                    state = .running(waiting + [continuation])
                    return nil
                }
            }
            if let code { continuation.resume(returning: code) }
        }
        let lines = String(decoding: contents(of: "headers"), as: UTF8.self)
            .split(whereSeparator: \.isNewline).map(String.init)
        let statusLine = (lines.first ?? "").split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return Response(
            exitCode: exitCode, status: statusLine.dropFirst().first.flatMap { Int($0) } ?? 0,
            version: statusLine.first.map(String.init) ?? "", headers: headers, body: contents(of: "body"))
    }

    /// Empty when curl did not get as far as making the file.
    private func contents(of name: String) -> Data {
        FileManager.default.contents(atPath: folder.url.appending(path: name).path) ?? Data()
    }
}

/// A folder that goes away with its last user.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "fake-api-server-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}
