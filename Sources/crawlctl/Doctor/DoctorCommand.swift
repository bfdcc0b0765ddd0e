import ArgumentParser
import Crawler
import Foundation

/// Looks at a server step by step.
struct DoctorCommand: ConcurrentCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", _superCommandName: CrawlctlCommand.name,
        abstract: "Say where a server is, who it proves to be, who we are to it, and which group version is broken.",
        discussion: """
            Goes the way of a crawl step by step: kubeconfig, credentials, name look-up, connection, TLS, who we are to the \
            server, its version and health, the discovery forms that it speaks, what each group version costs, and what \
            the same would cost kubectl. Asks for each group version by itself, four at once. The database is not \
            touched. Exit code 0: nothing is wrong; 2: something is, but the server can be used; 1: it cannot.
            """)

    static let examples = [
        Example("crawlctl doctor", "the current kubeconfig context"),
        Example("crawlctl doctor prod --summary", "a context, without the group versions that are well"),
        Example("crawlctl doctor --server https://10.0.0.1:6443 --token-file token", "a server by its URL"),
        Example("crawlctl doctor -o json", "the same as data"),
    ]

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Argument(help: ArgumentHelp("The kubeconfig context; else the current one.", valueName: "context"))
    var contextName: String?

    @OptionGroup var connection: ConnectionOptions

    @Option(help: ArgumentHelp("How long one request may take; 0 for no limit.", valueName: "time"))
    var requestTimeout = TimeSpan(seconds: 32)

    @Flag(help: "Leave out the group versions with which nothing is wrong.")
    var summary = false

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print what was found.")
    var format = Format.text

    @OptionGroup var color: ColorOptions

    func validate() throws {
        if contextName != nil && (connection.server != nil || connection.inCluster || connection.context != nil) {
            throw ValidationError("a context excludes --server, --in-cluster and --context")
        }
    }

    mutating func run(_ context: CommandContext) async throws {
        var options = connection
        options.context = contextName ?? options.context
        var crawlOptions = CrawlOptions()
        crawlOptions.requestTimeout = requestTimeout.duration
        let factory = ConnectionFactory(context, pluginTimeLimit: connection.pluginTimeout.duration)
        let diagnosis = Diagnosis(
            options: options, context: context, factory: factory,
            transport: CrawlTransport(userAgent: Version.userAgent, connections: Diagnosis.requestsInFlight),
            crawlOptions: crawlOptions)
        let progress = DoctorProgress(context, terminal: factory.terminal)
        let text = DoctorText(
            width: context.output.isTerminal ? TerminalSize.columns(of: 1) : nil,
            isColored: color.isOn(context, stream: context.output), isSummary: summary)

        var report = DoctorReport()
        for await event in diagnosis.events() {
            progress.clear()
            switch event {
            case .doing(let what): progress.show(what)
            case .done(let step):
                report.steps.append(step)
                guard format == .text else { continue }
                context.output.write(text.text(of: step))
                context.output.flush()
            case .skipped(let steps):
                report.steps += steps
                if format == .text { context.output.write(text.text(ofSkipped: steps)) }
            }
        }
        progress.clear()
        switch format {
        case .text: context.output.write(text.closing(report))
        case .json: context.output.write(try DocumentText.json(DoctorFields.object(report)))
        }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }
}
