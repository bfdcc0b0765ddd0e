import ArgumentParser
import DiscoveryStore
import Foundation

/// Writes a database with some clusters only.
struct ExportSQLiteCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "sqlite", _superCommandName: ExportCommand.name,
        abstract: "A new database with some clusters' whole history, schemas included, and nothing of others.",
        discussion: """
            The file is written anew, so that it has no trace of other clusters, and snapshots keep their numbers. It is \
            readable by its owner only.
            """)

    static let examples = [
        Example("crawlctl export sqlite --cluster prod --to prod.db", "one cluster, to pass on"),
        Example("crawlctl export sqlite --cluster prod --cluster staging --to both.db --force", "replace a file"),
    ]

    @Option(help: ArgumentHelp("A cluster's name. Repeatable.", valueName: "name"))
    var cluster: [String] = []

    @Flag(help: "Every cluster in the database.")
    var allClusters = false

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
    var to: String

    @Flag(help: "Replace a file that is there already.")
    var force = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if allClusters && !cluster.isEmpty { throw ValidationError("--cluster and --all-clusters exclude each other") }
    }

    mutating func run(_ context: CommandContext) throws {
        let database = try database.openForReading(context)
        let names = cluster.isEmpty ? try database.clusterNames() : cluster
        guard !names.isEmpty else {
            throw CommandFailure("there is no cluster to export", hint: "crawl one first: crawlctl crawl")
        }
        guard names.count == 1 || allClusters || !cluster.isEmpty else {
            throw CommandFailure("there are \(names.count) clusters", hint: "give --cluster or --all-clusters")
        }
        let path = URL(filePath: to).standardizedFileURL.path
        var work: Int?
        defer { if let work { UnfinishedWork.end(work) } }
        let outcomes = try database.export(clusters: names, to: path, replacing: force) { removal in
            work = UnfinishedWork.begin { removal }
        }
        for outcome in outcomes {
            var counts = [Quantity.count(outcome.snapshots, "snapshot"), Quantity.count(outcome.crawls, "crawl")]
            if outcome.schemaSnapshots > 0 {
                counts.append("\(Quantity.count(outcome.schemaSnapshots, "snapshot")) of schemas")
            }
            context.output.write(
                PrintableText.escaping("\(outcome.cluster)  \(counts.joined(separator: ", "))") + "\n")
        }
    }
}
