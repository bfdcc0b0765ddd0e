import ArgumentParser
import DiscoveryModel

/// Lists resources.
struct ResourcesCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "resources", _superCommandName: CrawlctlCommand.name,
        abstract: "List API resources, with the answers of kubectl api-resources and more.",
        discussion: """
            Each resource once, in its group's preferred version, without subresources, as kubectl lists them. Group \
            versions that could not be read are listed as they were last seen and named on standard error; --state \
            shows their states and times.
            """)

    static let examples = [
        Example("crawlctl resources --verbs watch -o name", "the names of all resources that support watch"),
        Example("crawlctl resources --namespaced=false --categories all", "cluster-scoped resources in a category"),
        Example("crawlctl resources --api-group apps --all-versions --subresources", "everything a group serves"),
        Example("crawlctl resources --state stale --state failed", "what is only known from before, and since when"),
        Example("crawlctl resources --cluster prod --cluster prod@-7d --kind Gateway", "one kind, now and a week ago"),
    ]

    @OptionGroup var filter: ResourceFilterOptions
    @OptionGroup var surfaces: SurfaceOptions
    @OptionGroup var output: OutputOptions

    mutating func run(_ context: CommandContext) throws {
        let query = filter.query
        let parts = query.parts(details: output.format != .name)
        let resolved = try surfaces.surfaces(parts: parts, context)
        var table = ResourceTable(
            severalClusters: resolved.count > 1, format: output.format, showsStates: !query.states.isEmpty)
        var named: Set<String> = []
        for surface in resolved {
            // Each name is printed once, so one of many clusters that serve the same says it all.
            if output.format == .name, query.states.isEmpty, let id = surface.contentID, !named.insert(id).inserted {
                continue
            }
            query.forEachRow(in: surface) { table.append($0) }
        }
        try OutputRenderer(options: output, context: context).render(table.table)
        context.output.flush()
        if let group = query.apiGroup { IncompleteNotes.writeAbsent([group], in: resolved, context) }
        IncompleteNotes.write(resolved, context) { query.apiGroup == nil || query.apiGroup == $0 }
    }
}
