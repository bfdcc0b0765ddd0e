import Foundation
import TestSupport

/// A `sqlite3` that is talked to: another process at the same file.
struct Conversation {
    private let program: Program
    private let input: FileHandle
    private let lines: LineReader

    init(_ path: String) throws {
        let (input, output) = (Pipe(), Pipe())
        program = try Program(
            ["sqlite3", path], standardInput: input.fileHandleForReading,
            standardOutput: output.fileHandleForWriting)
        self.input = input.fileHandleForWriting
        lines = LineReader(output.fileHandleForReading)
    }

    func say(_ text: String) throws { try input.write(contentsOf: Data(text.utf8)) }

    /// Waits for a line.
    func line() async -> String? { await lines.next() }

    func end() async throws {
        try input.close()
        _ = try await program.result()
    }
}
