import ArgumentParser
import Foundation

/// All that a command needs of the world around it.
struct CommandContext: Sendable {
    var environment: [String: String]
    var homeDirectory: String
    var now: @Sendable () -> Date
    var output: OutputStream
    var errors: OutputStream

    /// The process's own.
    static func process() -> CommandContext {
        let environment = ProcessInfo.processInfo.environment
        // As kubectl does: whoever sets HOME means it.
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
        return CommandContext(
            environment: environment, homeDirectory: home, now: { Date() }, output: .standardOutput(),
            errors: .standardError())
    }

    /// How many characters a line of the output should have at most; `nil` where no person is looking.
    ///
    /// `COLUMNS`, where it is set, says so for files and pipes too.
    var outputWidth: Int? {
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
        return output.isTerminal ? TerminalSize.columns(of: 1) : nil
    }

    /// Writes one line to standard error.
    func note(_ line: String) {
        errors.write(line + "\n")
        errors.flush()
    }
}

/// A command that is given its world.
protocol ContextualCommand: ParsableCommand {
    mutating func run(_ context: CommandContext) throws
}

/// A command that is given its world and does several things at once.
protocol ConcurrentCommand: ParsableCommand, Sendable {
    mutating func run(_ context: CommandContext) async throws
}
