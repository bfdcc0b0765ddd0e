import Foundation
import TestSupport
import Testing

extension Recordings {
    /// Serves a recording while `body`, which gets its URL, runs.
    static func withServer<Value>(
        _ name: String, _ options: [String] = [], _ body: (String) async throws -> Value
    ) async throws -> Value {
        try await withServer(folder: try #require(folder).appending(path: name), options, body)
    }

    /// Serves any folder that has a list of exchanges.
    static func withServer<Value>(
        folder: URL, _ options: [String] = [], _ body: (String) async throws -> Value
    ) async throws -> Value {
        let output = Pipe()
        let server = try Program(
            ["python3", #require(server).path, folder.path, "--port", "0"] + options,
            standardOutput: output.fileHandleForWriting)
        defer { server.signal(SIGKILL) }
        let lines = LineReader(output.fileHandleForReading)
        let line = try #require(await lines.next())
        return try await body(String(line.trimmingPrefix("listening on ")))
    }
}
