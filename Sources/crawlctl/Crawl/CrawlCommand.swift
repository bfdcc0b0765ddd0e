import ArgumentParser
import Crawler
import DiscoveryStore
import Foundation

/// Crawls a cluster.
struct CrawlCommand: ConcurrentCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "crawl", _superCommandName: CrawlctlCommand.name,
        abstract: "Read everything a server says about its API and record it.",
        discussion: """
            Without --server, --context or --in-cluster: the current kubeconfig context, else the pod's service account. \
            Exit code 0: complete; 2: recorded, but something is stale or failed; 1: nothing recorded.
            """)

    static let examples = [
        Example("crawlctl crawl", "the current kubeconfig context"),
        Example("crawlctl crawl --context prod --name production", "a context, under another name"),
        Example("crawlctl crawl --server http://127.0.0.1:8001 --name kind", "what kubectl proxy serves"),
        Example("crawlctl crawl --in-cluster --db /data/discovery.db", "from within a pod"),
    ]

    @OptionGroup var connection: ConnectionOptions

    @Option(
        help: ArgumentHelp("The cluster's name in the database; else the context's, else host_port.", valueName: "name")
    )
    var name: String?

    @OptionGroup var tuning: CrawlTuningOptions
    @OptionGroup var database: DatabaseOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print the report.")
    var format = CrawlReportFormat.text

    @OptionGroup var color: ColorOptions

    mutating func run(_ context: CommandContext) async throws {
        // libcurl is loaded on the transport's thread while kubeconfig and database are read on this one.
        let transport = CrawlTransport(userAgent: Version.userAgent, connections: tuning.requestsInFlight)
        let factory = ConnectionFactory(context, pluginTimeLimit: connection.pluginTimeout.duration)
        let target = try CrawlTarget.choose(connection, name: name, context, factory)
        try ClusterName.check(target.name)
        if let note = target.note { context.note(note) }

        let run = CrawlRun(
            target: target, transport: transport, options: tuning.crawlOptions, databasePath: database.path(context),
            context: context)
        let result = try await StopSignals.cancelling { await run.result() }
        let report = CrawlReport(results: [result], format: format, color: color, context: context)
        try report.write()
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }
}

/// How a crawl's report is printed.
enum CrawlReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json
}
