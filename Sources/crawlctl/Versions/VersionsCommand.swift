import ArgumentParser
import DiscoveryModel

/// Lists group versions.
struct VersionsCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions", _superCommandName: CrawlctlCommand.name,
        abstract: "List group versions, one a line, as kubectl api-versions does.")

    static let examples = [
        Example("crawlctl versions", "the group versions of the only cluster, or of the current context's"),
        Example("crawlctl versions -o wide", "with state and time"),
    ]

    @OptionGroup var surfaces: SurfaceOptions
    @OptionGroup var output: OutputOptions

    mutating func run(_ context: CommandContext) throws {
        let resolved = try surfaces.surfaces(parts: .groups, context)
        let several = resolved.count > 1
        var table = OutputTable(
            columns: (several ? [.init("CLUSTER")] : []) + [
                .init("GROUPVERSION"), .init("PREFERRED", isWide: true), .init("STATE", isWide: true),
                .init("ASOF", isWide: true),
            ])
        table.hasHeaders = several || output.format == .wide
        table.fieldNames = ["cluster", "group", "version", "groupVersion", "preferred", "known", "state", "asOf"]
        for surface in resolved {
            let rows = surface.surface.groups.flatMap { group in
                group.versions.map { Self.row($0, group: group, of: surface, several: several) }
            }
            table.rows += rows.sorted { $0.name.precedes($1.name) }
        }
        try OutputRenderer(options: output, context: context).render(table)
        context.output.flush()
        IncompleteNotes.write(resolved, context)
    }

    private static func row(
        _ version: APIGroup.Version, group: APIGroup, of surface: ResolvedSurface, several: Bool
    ) -> OutputTable.Row {
        let groupVersion = GroupVersion(group: group.name, version: version.version)
        let isPreferred = group.preferredVersion == version.version
        let state = surface.state(of: groupVersion).rawValue
        let asOf = surface.asOf(of: groupVersion).map(Timestamp.seconds)
        return OutputTable.Row(
            cells: (several ? [surface.label] : []) + [
                groupVersion.description, String(isPreferred), state, asOf ?? "",
            ],
            name: groupVersion.description,
            fields: [
                ("cluster", .text(surface.label)), ("group", .text(group.name)), ("version", .text(version.version)),
                ("groupVersion", .text(groupVersion.description)), ("preferred", .bool(isPreferred)),
                ("known", .bool(version.resources != nil)), ("state", .text(state)), ("asOf", .text(asOf)),
            ])
    }
}
