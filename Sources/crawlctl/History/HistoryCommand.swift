import ArgumentParser
import DiscoveryModel
import DiscoveryStore

/// Shows what changed on clusters, and when.
struct HistoryCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", _superCommandName: CrawlctlCommand.name,
        abstract: "Show the snapshots of a cluster, newest first, each with what changed.",
        discussion: """
            A snapshot is an interval during which nothing changed; it was first and last seen at those times, and held until \
            the next one was seen. CHANGES counts resources that came (+), went (-) or changed (~), as \
            crawl does, and names what matters most; crawlctl diff NAME@id:11 NAME@id:12 says it all.

            With --resource or --group-version: when that came, changed and went. What was there in the first snapshot was \
            found, since nobody knows when it came.
            """)

    static let examples = [
        Example("crawlctl history prod", "every interval of a cluster"),
        Example("crawlctl history --all-clusters -o json", "every change on every cluster, as data"),
        Example("crawlctl history prod --resource cronjobs.batch", "when a resource came, changed, went"),
        Example("crawlctl history --all-clusters --group-version batch/v1beta1", "where a group version is or was"),
    ]

    @Argument(help: "A cluster's name; without, the only one, or the one named like the current kubeconfig context.")
    var name: String?

    @Flag(help: "Every cluster in the database.")
    var allClusters = false

    @Option(
        help: ArgumentHelp(
            "What became of this resource: deployments, deploy, deployments.apps, apps/v1/deployments, pods/resize.",
            valueName: "name"))
    var resource: String?

    @Option(help: ArgumentHelp("What became of this group version, such as batch/v1beta1.", valueName: "group/version"))
    var groupVersion: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if name != nil && allClusters { throw ValidationError("a name and --all-clusters exclude each other") }
        if resource != nil && groupVersion != nil {
            throw ValidationError("--resource and --group-version exclude each other")
        }
        _ = try subject()
    }

    mutating func run(_ context: CommandContext) throws {
        let resolver = SurfaceResolver(database, context)
        let clusters: [String]?
        if allClusters {
            // An empty database is an error here as elsewhere.
            _ = try resolver.allClusters()
            clusters = nil
        } else {
            clusters = [try name ?? resolver.currentCluster(toGive: "a name")]
        }
        let database = try resolver.database()
        let renderer = OutputRenderer(options: output, context: context)
        if let subject = try subject() {
            let histories = try database.sightings(of: subject, onClusters: clusters).map { sightings in
                (sightings.cluster, SubjectHistory(of: subject, in: sightings.sightings).events)
            }
            let table = EventTable(histories, of: subject, namesCluster: allClusters, format: output.format)
            guard !table.isEmpty else { throw nothingFound(clusters) }
            try renderer.render(table.table(width: context.outputWidth))
        } else {
            let values = output.format == .json || output.format == .yaml
            let intervals = try database.history(ofClusters: clusters, values: values)
            let table = IntervalTable(intervals, namesCluster: allClusters, format: output.format)
            try renderer.render(table.table(width: context.outputWidth))
        }
    }

    private func subject() throws -> HistorySubject? {
        if let groupVersion {
            guard let one = GroupVersion(groupVersion) else {
                throw ValidationError("\(groupVersion) is no group version; write batch/v1, or v1 for the core group")
            }
            return .groupVersion(one)
        }
        guard let resource else { return nil }
        guard let pattern = ResourcePattern(resource) else {
            throw ValidationError("\(resource) is no resource's name; write deployments.apps, or apps/v1/deployments")
        }
        return .resource(pattern)
    }

    private func nothingFound(_ clusters: [String]?) -> CommandFailure {
        CommandFailure(
            "\(clusters?.first ?? "no cluster") \(clusters == nil ? "ever" : "never") served \(groupVersion ?? resource ?? "")",
            hint: groupVersion == nil
                ? "crawlctl resolve shows what a name may mean" : "crawlctl versions lists what is served")
    }
}
