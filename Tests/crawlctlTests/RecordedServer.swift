import Foundation
import TestSupport
import Testing

/// A recording, served as the recorded API server did.
enum RecordedServer {
    /// Serves a recording while `body` runs.
    static func with<Value>(
        _ name: String, _ options: [String] = [], _ body: (String) async throws -> Value
    ) async throws -> Value {
        try await with(folder: try #require(Recordings.folder).appending(path: name), options, body)
    }

    /// Serves any folder that has a list of exchanges.
    static func with<Value>(
        folder: URL, _ options: [String] = [], _ body: (String) async throws -> Value
    ) async throws -> Value {
        let output = Pipe()
        let server = try Program(
            ["python3", #require(Recordings.server).path, folder.path, "--port", "0"] + options,
            standardOutput: output.fileHandleForWriting)
        defer { server.signal(SIGKILL) }
        try output.fileHandleForWriting.close()
        let lines = LineReader(output.fileHandleForReading)
        let line = try #require(await lines.next())
        return try await body(String(line.trimmingPrefix("listening on ")))
    }
}
