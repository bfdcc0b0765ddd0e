import Foundation
import TestSupport

extension Binary {
    private struct ServeFailure: Error {
        var errors: String
    }

    /// Serves the store for as long as `body` runs, which gets the URL.
    func serve<Value>(_ arguments: [String] = [], _ body: (String) async throws -> Value) async throws -> Value {
        let output = Pipe()
        let program = try start(
            ["serve", "--listen", "127.0.0.1:0"] + arguments, standardOutput: output.fileHandleForWriting)
        defer { program.signal(SIGKILL) }
        let lines = LineReader(output.fileHandleForReading)
        guard let line = await lines.next() else { throw ServeFailure(errors: try await program.result().errors) }
        let value = try await body(String(line.trimmingPrefix("listening on ")))
        program.signal(SIGINT)
        let result = try await program.result()
        guard result.status == 0 else { throw ServeFailure(errors: result.errors) }
        return value
    }
}

/// Requests by another HTTP client than our own.
enum Curl {
    private static let command = [
        "curl", "--disable", "--silent", "--noproxy", "*", "--max-time", "60", "--path-as-is", "-A", "test",
    ]

    /// Headers and body of an answer, as they came.
    static func get(_ url: String, _ arguments: String...) async throws -> String {
        try await Program.run(command + ["--include"] + arguments + [url]).output.replacing("\r\n", with: "\n")
    }

    /// The body of an answer.
    static func body(_ url: String, _ arguments: String...) async throws -> Data {
        try await Program.run(command + arguments + [url]).data
    }

    static func status(_ url: String, _ arguments: String...) async throws -> Int? {
        Int(
            try await Program.run(
                command + ["--output", "/dev/null", "--write-out", "%{http_code}"] + arguments + [url]
            ).output)
    }
}
