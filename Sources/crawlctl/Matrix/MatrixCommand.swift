import ArgumentParser
import DiscoveryModel

/// Shows clusters side by side.
struct MatrixCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix", _superCommandName: CrawlctlCommand.name,
        abstract: "Show what clusters serve side by side, the most unusual first.",
        discussion: """
            A column is a set of clusters that serve the same, named by its first member and how many there are beside it; \
            without --cluster, of every cluster in the database. A cell has the versions that are served, and these marks:

              *    of several, the version that is taken where none is asked for
              [2]  not what most clusters have under this version; -o wide says how
              !    stale or failed on some cluster of the set: as it was last seen
              ?    never seen, which is no difference

            On a terminal too narrow for the columns, resources stand under their groups, then sets get letters, then each \
            row says what most clusters have and which sets deviate. With --no-headers there are the rows alone. -o html \
            is a page that needs nothing else; rows that are alike everywhere are folded away there.
            """)

    static let examples = [
        Example("crawlctl matrix --differing", "in what the clusters differ, outliers first"),
        Example("crawlctl matrix --common -o name", "the resources that every cluster serves"),
        Example(
            "crawlctl matrix --by version --cluster prod --cluster upstream:1.36", "group versions of two, compared"),
        Example("crawlctl matrix --api-group gateway.networking.k8s.io -o csv", "one group, a column for each cluster"),
        Example("crawlctl matrix -o html > matrix.html", "a page to be looked through, printed or attached"),
    ]

    @Option(help: ArgumentHelp("What the rows are.", valueName: "rows"))
    var by = SurfaceMatrix.Axis.resource

    @Flag(help: "Only rows in which clusters differ; first those in which the fewest do.")
    var differing = false

    @Flag(
        help: "Only rows that every cluster serves, in the same version, scope and kind; COMMON says in which versions."
    )
    var common = false

    @Option(help: ArgumentHelp("Only this group; \"\" is the core group.", valueName: "group"))
    var apiGroup: String?

    @OptionGroup var surfaces: SurfaceOptions
    @OptionGroup var output: MatrixOutputOptions

    mutating func run(_ context: CommandContext) throws {
        let resolved = try surfaces.surfaces(parts: .all, context, otherwise: .allClusters)
        let matrix = SurfaceMatrix(of: resolved, by: by, apiGroup: apiGroup)
        var rows = differing ? matrix.differingRows : matrix.rows
        if common { rows.removeAll { $0.commonVersions.isEmpty } }
        switch output.format {
        case .rows(.table), .rows(.wide), .rows(.markdown):
            let text = MatrixText(
                matrix: matrix, rows: rows, showsCommon: common, output: output.rows, context: context)
            try text.render()
        case .rows(.json), .rows(.yaml), .rows(.name): try render(MatrixTable.objects(matrix, rows), context)
        case .rows(.csv), .rows(.tsv): try render(MatrixTable.lines(matrix, rows), context)
        case .html:
            let page = MatrixPage(
                matrix: matrix, rows: rows, showsCommon: common, restrictions: restrictions,
                conflicts: resolved.flatMap { IncompleteNotes.conflictLines($0, includes: includes) })
            context.output.write(page.text)
        }
        context.output.flush()
        if output.format == .rows(.table) || output.format == .rows(.wide) { summarize(matrix, context) }
        IncompleteNotes.write(together: matrix.sets.flatMap(\.members), context)
        if let apiGroup { IncompleteNotes.writeAbsent([apiGroup], in: resolved, context) }
        for surface in resolved { IncompleteNotes.writeConflicts(surface, context, includes: includes) }
    }

    private func includes(_ group: String) -> Bool { apiGroup == nil || apiGroup == group }

    /// What the answer is kept to, in words.
    private var restrictions: [String] {
        var restrictions = apiGroup.map { ["only group \(PageParts.groupName($0))"] } ?? []
        if common { restrictions.append("only what every cluster serves") }
        if differing { restrictions.append("only where they differ") }
        return restrictions
    }

    private func render(_ table: OutputTable, _ context: CommandContext) throws {
        try OutputRenderer(options: output.rows, context: context).render(table)
    }

    private func summarize(_ matrix: SurfaceMatrix, _ context: CommandContext) {
        guard matrix.clusterCount > 1 else { return }
        let rows = matrix.rows.count { $0.differs }
        let what = "\(rows) of \(matrix.rows.count) \(by.plural) differ between \(matrix.clusterCount) clusters"
        context.note("note: \(what)\(rows > 0 && !differing ? "; --differing shows only those" : "")")
    }
}

extension SurfaceMatrix.Axis: ExpressibleByArgument {
    /// `GROUPVERSION`, over the column that names the rows.
    var title: String {
        switch self {
        case .group: "GROUP"
        case .version: "GROUPVERSION"
        case .resource: "RESOURCE"
        }
    }

    /// `Group version`, over a column of a page.
    var heading: String { singular.prefix(1).uppercased() + singular.dropFirst() }

    var singular: String {
        switch self {
        case .group: "group"
        case .version: "group version"
        case .resource: "resource"
        }
    }

    var plural: String {
        switch self {
        case .group: "groups"
        case .version: "group versions"
        case .resource: "resources"
        }
    }
}
