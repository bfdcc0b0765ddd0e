import ArgumentParser
import DiscoveryStore
import Foundation

/// Bounds the history.
struct PruneCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", _superCommandName: CrawlctlCommand.name,
        abstract: "Remove history that ended long ago.",
        discussion: """
            What clusters serve now always stays, however old it is. Crawls are thinned without being asked: all of the \
            last week stay, and one a day before that.
            """)

    static let examples = [
        Example("crawlctl prune --older-than 90d", "keep the snapshots of the last 90 days"),
        Example("crawlctl prune --older-than 4w --cluster dev --dry-run", "only count, for one cluster"),
    ]

    @Option(help: ArgumentHelp("Remove what ended before this long ago: 90d, 12w, 36h.", valueName: "age"))
    var olderThan: Age

    @Option(help: ArgumentHelp("Only this cluster. Repeatable.", valueName: "name"))
    var cluster: [String] = []

    @Flag(help: "Only say what would go.")
    var dryRun = false

    @OptionGroup var database: DatabaseOptions

    mutating func run(_ context: CommandContext) throws {
        _ = try database.openForReading(context)
        let outcome = try database.openForWriting(context).prune(
            endedBefore: context.now().addingTimeInterval(-olderThan.seconds),
            clusters: cluster.isEmpty ? nil : cluster, isTrial: dryRun)
        var parts = [
            Quantity.count(outcome.snapshots, "snapshot"), Quantity.count(outcome.crawls, "crawl"),
            Quantity.count(outcome.conditions, "condition"),
        ]
        if outcome.schemaSnapshots > 0 { parts.append(Quantity.count(outcome.schemaSnapshots, "schema snapshot")) }
        let freed = dryRun ? "" : "; the file is \(Quantity.bytes(outcome.bytes)) smaller"
        context.output.write("\(dryRun ? "would remove" : "removed") \(parts.joined(separator: ", "))\(freed)\n")
    }
}

/// A length of time in days, weeks or hours: `90d`, `12w`, `36h`.
struct Age: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        let scales: [Character: Double] = ["h": 3600, "d": 86400, "w": 7 * 86400]
        guard let unit = argument.last, let scale = scales[unit], let number = Int(argument.dropLast()), number >= 0,
            number < 1_000_000
        else { return nil }
        seconds = Double(number) * scale
    }
}
