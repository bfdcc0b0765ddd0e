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
            Without contexts, --all-contexts, --server, --context or --in-cluster: the current kubeconfig context, else \
            the pod's service account. Contexts that are the same server and user are read once. Exit code 0: complete; \
            2: recorded, but something is stale or failed, with --schemas a document too; 1: nothing recorded.
            """)

    static let examples = [
        Example("crawlctl crawl", "the current kubeconfig context"),
        Example("crawlctl crawl prod-eu prod-us", "some contexts"),
        Example("crawlctl crawl --all-contexts --concurrency 16", "all contexts, sixteen at once"),
        Example("crawlctl crawl --all-contexts --every 15m", "go on until told to stop"),
        Example(
            "crawlctl crawl --all-contexts --every 5m --metrics-listen 127.0.0.1:9155",
            "the same, with metrics for Prometheus"),
        Example("crawlctl crawl --schemas", "with the schemas of all fields, from the server's OpenAPI documents"),
        Example("crawlctl crawl --context prod --name production", "a context, under another name"),
        Example("crawlctl crawl --server http://127.0.0.1:8001 --name kind", "what kubectl proxy serves"),
        Example("crawlctl crawl --in-cluster --db /data/discovery.db", "from within a pod"),
    ]

    @Argument(help: ArgumentHelp("Kubeconfig contexts to crawl.", valueName: "context")) var contexts: [String] = []

    @Flag(help: "Crawl every context of the kubeconfig.")
    var allContexts = false

    @Flag(help: "Read what the fields are too: the server's OpenAPI documents, of which only those that changed.")
    var schemas = false

    @OptionGroup var connection: ConnectionOptions

    @Option(
        help: ArgumentHelp("The cluster's name in the database; else the context's, else host_port.", valueName: "name")
    )
    var name: String?

    @Option(help: ArgumentHelp("Clusters to crawl at once.", valueName: "count"))
    var concurrency = 8

    @Option(
        help: ArgumentHelp(
            "Crawl again and again, this long apart (a tenth more or less; longer where it fails; at least 1s), until told to stop.",
            valueName: "time"))
    var every: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "With --every: serve metrics for Prometheus there, such as 127.0.0.1:9155.", valueName: "address"))
    var metricsListen: ListenAddress?

    @OptionGroup var tuning: CrawlTuningOptions
    @OptionGroup var database: DatabaseOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print the report.")
    var format = CrawlReportFormat.text

    @OptionGroup var color: ColorOptions

    func validate() throws {
        if !(1...1000).contains(concurrency) { throw ValidationError("--concurrency is 1 to 1000") }
        if let every, every.seconds ?? 0 < 1 { throw ValidationError("--every is at least 1s, such as 5m") }
        if metricsListen != nil && every == nil { throw ValidationError("--metrics-listen goes with --every") }
        guard allContexts || !contexts.isEmpty else { return }
        if allContexts && !contexts.isEmpty { throw ValidationError("--all-contexts and contexts exclude each other") }
        if connection.server != nil || connection.inCluster || connection.context != nil {
            throw ValidationError("contexts exclude --server, --in-cluster and --context")
        }
        if name != nil && (allContexts || contexts.count > 1) { throw ValidationError("--name is for one cluster") }
    }

    mutating func run(_ context: CommandContext) async throws {
        // libcurl is loaded on the transport's thread while kubeconfig and database are read on this one.
        let transport = CrawlTransport(
            userAgent: Version.userAgent, connections: tuning.requestsInFlight, servers: concurrency)
        let factory = ConnectionFactory(context, pluginTimeLimit: connection.pluginTimeout.duration)
        let targets = try targets(context, factory)
        for note in targets.flatMap(\.notes) { context.note(PrintableText.escaping(note)) }

        let recorder = CrawlRecorder(path: database.path(context), now: context.now)
        let distinct = try await Self.distinct(targets, recorder)
        let options = tuning.crawlOptions
        let progress = CrawlProgress(
            total: targets.count, hasSchemas: schemas, stream: context.errors, environment: context.environment,
            terminal: factory.terminal)
        let schemaRun = SchemaRun(
            transport: transport, options: options, recorder: recorder, now: context.now,
            onProgress: { progress.reached($1, of: $0) })
        let fleet = CrawlFleet(distinct, concurrency: concurrency) { [schemas] targets in
            CrawlRun(
                targets: targets, transport: transport, options: options, recorder: recorder, now: context.now,
                schemas: schemas ? schemaRun : nil)
        }
        if let interval = every?.duration {
            let schedule = CrawlSchedule(interval: interval)
            try await goOn(fleet, by: schedule, targets: distinct, recorder, factory, context)
            return
        }
        let empty = CrawlReport(targets: targets, format: format, color: color, context: context)
        let (report, signal) = await StopSignals.cancelling {
            await progress.during {
                var report = empty
                await fleet.crawl(onStart: { progress.started($0) }) { result in
                    progress.ended(result)
                    progress.above { report.add(result) }
                }
                return report
            }
        }
        try report.finish(order: targets.map(\.name), isStopped: signal != nil)
        if let signal { throw ExitCode(128 + signal) }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    /// Crawls again and again until a signal comes, with metrics where they are asked for.
    private func goOn(
        _ fleet: CrawlFleet, by schedule: CrawlSchedule, targets: [CrawlTarget], _ recorder: CrawlRecorder,
        _ factory: ConnectionFactory, _ context: CommandContext
    ) async throws {
        let lines = CrawlLog(format: format, color: color, targets: targets, context: context)
        var metrics: (ListenAddress, CrawlMetrics)?
        if let metricsListen {
            let known = try await recorder.clusters()
            metrics = (metricsListen, CrawlMetrics(names: targets.map(\.name), known: known))
        }
        let crawl = { @Sendable [metrics] in
            await fleet.crawl(by: schedule, onStart: { _ in await factory.plugins.forgetFailures() }) { result in
                metrics?.1.add(result)
                lines.write(result)
            }
        }
        let (failure, _) = await StopSignals.cancelling { [metrics] () -> (any Error)? in
            guard let (address, metrics) = metrics else {
                await crawl()
                return nil
            }
            do {
                try await MetricsServer(address: address, metrics: metrics, context: context).during(crawl)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Sees to it that no cluster in the database is two servers at once: of targets that are stored as one and are not the
    /// same server and user, all but the first fail.
    private static func distinct(_ targets: [CrawlTarget], _ recorder: CrawlRecorder) async throws -> [CrawlTarget] {
        guard targets.count > 1 else { return targets }
        var first: [String: CrawlTarget] = [:]
        var distinct: [CrawlTarget] = []
        for target in targets {
            var target = target
            if case .success = target.connection {
                let stored = try await recorder.clusterName(for: target.name)
                if let other = first[stored], other.identity != target.identity {
                    target.connection = .failure(
                        CommandFailure(
                            "the database knows \(target.name) as \(stored), and so it does \(other.name), another server or user",
                            hint: "crawl it by itself with another --name"))
                    target.identity = nil
                } else {
                    first[stored] = target
                }
            }
            distinct.append(target)
        }
        return distinct
    }

    private func targets(_ context: CommandContext, _ factory: ConnectionFactory) throws -> [CrawlTarget] {
        let targets = CrawlTargets(options: connection, context: context, factory: factory)
        guard allContexts || !contexts.isEmpty else { return [try targets.one(name: name)] }
        return try targets.contexts(allContexts ? nil : contexts, name: name)
    }
}

/// How a crawl's report is printed.
enum CrawlReportFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json
}
