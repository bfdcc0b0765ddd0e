import ArgumentParser
import DiscoveryModel

/// Lists groups.
struct GroupsCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups", _superCommandName: CrawlctlCommand.name,
        abstract: "List API groups with their versions and state.")

    static let examples = [
        Example("crawlctl groups", "the groups of the only cluster, or of the current context's"),
        Example("crawlctl groups --all-clusters -o csv", "every group of every cluster, for a spreadsheet"),
    ]

    @OptionGroup var surfaces: SurfaceOptions
    @OptionGroup var output: OutputOptions

    mutating func run(_ context: CommandContext) throws {
        let resolved = try surfaces.surfaces(parts: .groups, context)
        let several = resolved.count > 1
        var table = OutputTable(
            columns: (several ? [.init("CLUSTER")] : []) + [
                .init("GROUP"), .init("PREFERRED"), .init("VERSIONS"), .init("STATE"),
                .init("CLIENTPREFERRED", isWide: true), .init("ASOF", isWide: true),
            ])
        table.fieldNames = [
            "cluster", "group", "preferredVersion", "clientPreferredVersion", "versions", "state", "asOf",
        ]
        for surface in resolved {
            let groups = surface.surface.groups.sorted { $0.name.precedes($1.name) }
            table.rows += groups.map { Self.row($0, of: surface, several: several) }
        }
        try OutputRenderer(options: output, context: context).render(table)
        context.output.flush()
        IncompleteNotes.write(resolved, context)
    }

    private static func row(_ group: APIGroup, of surface: ResolvedSurface, several: Bool) -> OutputTable.Row {
        let versions = group.versions.map(\.version)
        let groupVersions = versions.map { GroupVersion(group: group.name, version: $0) }
        let states = groupVersions.map { surface.state(of: $0) }
        let state = states.contains(.failed) ? GroupVersionState.failed : states.contains(.stale) ? .stale : .current
        let times = groupVersions.map { surface.asOf(of: $0) }
        let asOf = times.contains(nil) ? nil : times.compactMap { $0 }.min()
        return OutputTable.Row(
            cells: (several ? [surface.label] : []) + [
                group.name.isEmpty ? "(core)" : group.name, group.preferredVersion,
                versions.joined(separator: ","), state.rawValue, surface.clientPreferredVersion(of: group) ?? "",
                asOf.map(Timestamp.seconds) ?? "",
            ],
            name: group.name.isEmpty ? "(core)" : group.name,
            fields: [
                ("cluster", .text(surface.label)), ("group", .text(group.name)),
                ("preferredVersion", .text(group.preferredVersion)),
                ("clientPreferredVersion", .text(surface.clientPreferredVersion(of: group))),
                ("versions", .texts(versions)),
                ("state", .text(state.rawValue)), ("asOf", .text(asOf.map(Timestamp.seconds))),
            ])
    }
}
