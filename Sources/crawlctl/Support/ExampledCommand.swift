import ArgumentParser

/// A command line and what it is for.
struct Example: Sendable {
    let line: String
    let purpose: String

    init(_ line: String, _ purpose: String) {
        self.line = line
        self.purpose = purpose
    }
}

/// A command whose help ends with examples.
protocol ExampledCommand: ParsableCommand {
    static var examples: [Example] { get }
}

extension ParsableCommand {
    /// The command that arguments name: the words before the first option, `help` aside, as far as they are commands.
    static func named(by arguments: [String]) -> any ParsableCommand.Type {
        var command: any ParsableCommand.Type = self
        for word in arguments where word != "help" {
            guard
                let next = command.configuration.subcommands.first(where: { $0._commandName == word })
            else { break }
            command = next
        }
        return command
    }
}

/// Examples as help shows them.
enum ExampleText {
    static func text(for command: any ParsableCommand.Type) -> String {
        guard let examples = (command as? any ExampledCommand.Type)?.examples else { return "" }
        let lines = examples.map { "  # \($0.purpose)\n  \($0.line)" }
        return "EXAMPLES:\n" + lines.joined(separator: "\n")
    }
}
