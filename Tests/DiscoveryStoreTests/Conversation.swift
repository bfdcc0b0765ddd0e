import Foundation
import TestSupport

/// A `sqlite3` that is talked to: another process at the same file.
struct Conversation {
    private let program: Program
    private let input: FileHandle
    private let output: FileHandle

    init(_ path: String) throws {
        let (input, output) = (Pipe(), Pipe())
        program = try Program(
            ["sqlite3", path], standardInput: input.fileHandleForReading,
            standardOutput: output.fileHandleForWriting)
        self.input = input.fileHandleForWriting
        self.output = output.fileHandleForReading
        // The reader's end of its input and the writer's end of its output are the program's alone.
        try input.fileHandleForReading.close()
        try output.fileHandleForWriting.close()
    }

    func say(_ text: String) throws { try input.write(contentsOf: Data(text.utf8)) }

    /// Waits for a line.
    func line() throws -> String {
        var line = Data()
        while let byte = try output.read(upToCount: 1), let first = byte.first, first != UInt8(ascii: "\n") {
            line.append(first)
        }
        return String(decoding: line, as: UTF8.self)
    }

    func end() async throws {
        try input.close()
        _ = try await program.result()
    }
}
