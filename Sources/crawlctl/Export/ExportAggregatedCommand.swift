import ArgumentParser
import DiscoveryModel
import DiscoveryWire

/// Writes aggregated discovery documents.
struct ExportAggregatedCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "aggregated", _superCommandName: ExportCommand.name,
        abstract: "Aggregated discovery documents (apidiscovery.k8s.io/v2).",
        discussion: """
            One APIGroupDiscoveryList with all groups, the core group first; or with --to a folder of what a server \
            answers at /api and /apis: api.json, apis.json, version.json, and exchanges.tsv, which says which is which. \
            Group versions that are not current are marked stale, which makes clients leave them out; what was last \
            seen of them is listed all the same. crawlctl import reads both.
            """)

    static let examples = [
        Example("crawlctl export aggregated --cluster upstream:1.36", "what plain Kubernetes serves, one document"),
        Example("crawlctl export aggregated --cluster prod --to ./prod", "what /api and /apis answered, as files"),
    ]

    @OptionGroup var export: ExportOptions

    @Option(help: ArgumentHelp("The folder to write into; it is made where it is missing.", valueName: "folder"))
    var to: String?

    mutating func run(_ context: CommandContext) throws {
        let surface = try export.surface(context)
        let groups = surface.resolved.surface.groups
        if let to {
            let folder = try StagedFolder(path: to)
            var exchanges = ExchangeList()
            try folder.writeAggregated(surface, &exchanges)
            try folder.finish(surface, exchanges, context)
        } else {
            let sorted = groups.filter(\.name.isEmpty) + groups.filter { !$0.name.isEmpty }
            let document = String(decoding: surface.aggregated(sorted), as: UTF8.self)
            context.output.write(PrintableText.escapingDocument(document))
        }
        surface.note(context, unreliable: "marked stale")
        for group in groups where group.preferredVersion != group.versions.first?.version {
            context.note(
                PrintableText.escaping(
                    "note: \(group.name.isEmpty ? "the core group" : group.name) prefers \(group.preferredVersion), which is not its first version: listed first"
                ))
        }
    }
}

extension ExportedSurface {
    /// Some of its groups in the aggregated form.
    fileprivate func aggregated(_ groups: [APIGroup]) -> [UInt8] {
        DiscoveryText.aggregated(groups, stale: unreliable, listsStaleResources: true)
    }
}

extension StagedFolder {
    /// Adds what `/api` and `/apis` answered, in the aggregated form.
    func writeAggregated(_ surface: ExportedSurface, _ exchanges: inout ExchangeList) throws {
        let groups = surface.resolved.surface.groups
        for (path, file, groups) in [
            ("/api", DiscoveryTree.coreGroups, groups.filter(\.name.isEmpty)),
            ("/apis", DiscoveryTree.groups, groups.filter { !$0.name.isEmpty }),
        ] where path != "/api" || !groups.isEmpty {
            try write(surface.aggregated(groups), to: file, modified: surface.resolved.asOf)
            exchanges.add(path, file, accept: DiscoveryMediaType.aggregatedV2)
        }
    }

    /// Adds what every folder of documents has: what `/version` answered, where that is known, and the list of all answers.
    func writeVersionAndList(_ surface: ExportedSurface, _ exchanges: inout ExchangeList) throws {
        if let version = surface.serverVersion {
            try write(
                Array("\(version)\n".utf8), to: DiscoveryTree.serverVersion, modified: surface.resolved.asOf)
            exchanges.add("/version", DiscoveryTree.serverVersion)
        }
        try write(Array(exchanges.text.utf8), to: [ExchangeList.name], modified: surface.resolved.asOf)
    }

    /// The same, and then puts all files in place and says so.
    func finish(_ surface: ExportedSurface, _ exchanges: ExchangeList, _ context: CommandContext) throws {
        var exchanges = exchanges
        try writeVersionAndList(surface, &exchanges)
        try commit()
        context.output.write(PrintableText.escaping("wrote \(count) files to \(path): \(surface.datedLabel)") + "\n")
    }
}
