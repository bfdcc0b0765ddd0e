import Foundation

/// Other programs, run by a test.
enum Shell {
    struct Failure: Error {
        var status: Int32
    }

    /// Runs a program to its end.
    @discardableResult
    static func run(_ words: String...) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Starts a program that is talked to.
    static func start(_ words: String...) throws -> Conversation {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        return Conversation(process: process, input: input.fileHandleForWriting, output: output.fileHandleForReading)
    }

    struct Conversation {
        let process: Process
        let input: FileHandle
        let output: FileHandle

        func say(_ text: String) throws { try input.write(contentsOf: Data(text.utf8)) }

        /// Waits for a line.
        func line() throws -> String {
            var line = Data()
            while let byte = try output.read(upToCount: 1), let first = byte.first, first != UInt8(ascii: "\n") {
                line.append(first)
            }
            return String(decoding: line, as: UTF8.self)
        }

        func end() throws {
            try input.close()
            process.waitUntilExit()
        }
    }
}
