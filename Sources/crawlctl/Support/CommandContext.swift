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
        CommandContext(
            environment: ProcessInfo.processInfo.environment, homeDirectory: NSHomeDirectory(), now: { Date() },
            output: .standardOutput(), errors: .standardError())
    }

    /// Writes one line to standard error.
    func note(_ line: String) {
        errors.write(line + "\n")
        errors.flush()
    }
}

/// A command that is given its world.
protocol ContextualCommand: AsyncParsableCommand {
    mutating func run(_ context: CommandContext) async throws
}
