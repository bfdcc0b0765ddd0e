import ArgumentParser
import Crawler
import Foundation

@main
enum Main {
    static func main() {
        // A peer that goes away, or a file that may not grow, must be an error of one write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        let arguments = CommandLine.arguments.dropFirst().flatMap(Self.splitting)
        do {
            var command = try Self.parse(arguments)
            if var command = command as? any ContextualCommand {
                Self.run(&command)
            } else if let command = command as? any ConcurrentCommand {
                Self.start(command)
            } else {
                try command.run()
            }
        } catch {
            Self.exit(parsing: error, arguments: arguments)
        }
    }

    /// Runs a command on this thread: questions need no other, and starting some takes as long as a small question does.
    private static func run(_ command: inout some ContextualCommand) {
        let context = CommandContext.process()
        do {
            try command.run(context)
            context.output.flush()
        } catch {
            context.output.flush()
            Self.exit(with: error, of: type(of: command), context: context)
        }
    }

    /// Runs a command that does several things at once, and ends the process after it.
    private static func start(_ command: some ConcurrentCommand) -> Never {
        let context = CommandContext.process()
        Task {
            do {
                var command = command
                try await command.run(context)
                context.output.flush()
            } catch {
                context.output.flush()
                Self.exit(with: error, of: type(of: command), context: context)
            }
            ProcessEnd.now(0)
        }
        dispatchMain()
    }

    /// Parses the arguments.
    ///
    /// ArgumentParser looks at every command there is before it parses, which takes as long as answering a question
    /// does. So the command that is named first is tried alone; whatever it does not take, help and errors too, is the
    /// root command's to say.
    private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        var command: any ParsableCommand.Type = CrawlctlCommand.self
        var rest = arguments[...]
        while let name = rest.first,
            let next = command.configuration.subcommands.first(where: { $0._commandName == name })
        {
            command = next
            rest = rest.dropFirst()
        }
        if command is any ConcurrentCommand.Type { CrawlTransport.prepare() }
        if command.configuration.subcommands.isEmpty, let parsed = try? command.parseAsRoot(Array(rest)) {
            return parsed
        }
        return try CrawlctlCommand.parseAsRoot(arguments)
    }

    /// Splits what ArgumentParser does not read as kubectl does: `--api-group=`, an empty value, which it wants as a word
    /// of its own; `--namespaced=false`, whose value it drops where another option follows (its `defaultAsFlag`);
    /// `-owide`; and `--no-headers=true`, the value of a flag.
    private static func splitting(_ argument: String) -> [String] {
        if argument.hasPrefix("-o"), argument.count > 2 {
            let value = argument.dropFirst(2)
            return ["-o", String(value.hasPrefix("=") ? value.dropFirst() : value)]
        }
        guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return [argument] }
        let (name, value) = (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
        if name == "--no-headers", let isSet = goBool(value) { return isSet ? [name] : [] }
        return value.isEmpty || name == "--namespaced" ? [name, value] : [argument]
    }

    /// Ends after a command failed.
    private static func exit(
        with error: any Error, of command: any ParsableCommand.Type, context: CommandContext
    ) -> Never {
        if let code = error as? ExitCode { ProcessEnd.now(code.rawValue) }
        if error is ValidationError {
            // As of what is wrong before the command runs.
            let name = [command.configuration._superCommandName, command._commandName].compactMap(\.self)
            context.note("Error: \(command.message(for: error))")
            context.note("Usage: \(command.usageString())")
            context.note("  See '\(name.joined(separator: " ")) --help' for more information.")
            ProcessEnd.now(command.exitCode(for: error).rawValue)
        }
        context.note(ErrorText.text(error))
        ProcessEnd.now(1)
    }

    /// Ends where the arguments ask for help or for nothing that there is; help ends with examples.
    private static func exit(parsing error: any Error, arguments: [String]) -> Never {
        var message = CrawlctlCommand.fullMessage(for: error)
        let code = CrawlctlCommand.exitCode(for: error)
        guard code == .success else {
            // Where it cannot be written, the code says it still.
            let line = Array("\(message)\n".utf8)
            if !message.isEmpty { _ = Foundation.write(2, line, line.count) }
            ProcessEnd.now(code.rawValue)
        }
        if message.contains("USAGE:") {
            message += "\n\n" + ExampleText.text(for: CrawlctlCommand.named(by: arguments))
        }
        print(message)
        ProcessEnd.now(0)
    }
}
