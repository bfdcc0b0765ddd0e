import Foundation
import TestSupport

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

    private let folder: TemporaryFolder
    private let program: Program

    /// Starts a request.
    ///
    /// - Parameter output: Where the body goes; otherwise it is in the response.
    init(_ url: URL, _ arguments: [String] = [], headers: [String: String] = [:], output: String? = nil) throws {
        folder = try TemporaryFolder()
        program = try Program(
            [
                "curl", "--disable", "--silent", "--noproxy", "*", "--max-time", "240", "--dump-header",
                folder.path("headers"), "--output", output ?? folder.path("body"),
            ] + headers.flatMap { ["--header", "\($0.key): \($0.value)"] } + arguments + [url.absoluteString])
    }

    /// Sends a request and waits for its end.
    static func send(
        _ url: URL, _ arguments: [String] = [], headers: [String: String] = [:]
    ) async throws -> Response {
        try await Curl(url, arguments, headers: headers).response()
    }

    /// Kills the process: its connections are closed.
    func cancel() { program.signal(SIGKILL) }

    func response() async throws -> Response {
        let exitCode = try await program.result().status
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
        FileManager.default.contents(atPath: folder.path(name)) ?? Data()
    }
}
