import ArgumentParser
import Foundation

@main
enum Main {
    static func main() async {
        // A peer that goes away, or a file that may not grow, must be an error of one write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        let arguments = CommandLine.arguments.dropFirst().flatMap(Self.withEmptyValue)
        do {
            var command = try CrawlctlCommand.parseAsRoot(arguments)
            if var command = command as? any ContextualCommand {
                let context = CommandContext.process()
                do {
                    try await command.run(context)
                    context.output.flush()
                } catch {
                    context.output.flush()
                    Self.exit(with: error, context: context)
                }
            } else {
                try command.run()
            }
        } catch {
            Self.exit(parsing: error, arguments: arguments)
        }
    }

    /// `--api-group=` gives an empty value, as kubectl takes it; ArgumentParser wants that as a word of its own.
    private static func withEmptyValue(_ argument: String) -> [String] {
        argument.hasPrefix("--") && argument.hasSuffix("=") && argument.firstIndex(of: "=") == argument.indices.last
            ? [String(argument.dropLast()), ""] : [argument]
    }

    /// Ends after a command failed.
    private static func exit(with error: any Error, context: CommandContext) -> Never {
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        if error is ValidationError { CrawlctlCommand.exit(withError: error) }
        context.note(ErrorText.text(error))
        Foundation.exit(1)
    }

    /// Ends where the arguments ask for help or for nothing that there is; help ends with examples.
    private static func exit(parsing error: any Error, arguments: [String]) -> Never {
        guard CrawlctlCommand.exitCode(for: error) == .success else { CrawlctlCommand.exit(withError: error) }
        var message = CrawlctlCommand.fullMessage(for: error)
        if message.contains("USAGE:") {
            message += "\n\n" + ExampleText.text(for: CrawlctlCommand.named(by: arguments))
        }
        print(message)
        Foundation.exit(0)
    }
}
