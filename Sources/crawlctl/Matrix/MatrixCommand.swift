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
            row says what most clusters have and which sets deviate. With --no-headers there are the rows alone.
            """)

    static let examples = [
        Example("crawlctl matrix --differing", "in what the clusters differ, outliers first"),
        Example("crawlctl matrix --common -o name", "the resources that every cluster serves"),
        Example(
            "crawlctl matrix --by version --cluster prod --cluster upstream:1.36", "group versions of two, compared"),
        Example("crawlctl matrix --api-group gateway.networking.k8s.io -o csv", "one group, a column for each cluster"),
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
    @OptionGroup var output: OutputOptions

    mutating func run(_ context: CommandContext) throws {
        let resolved = try surfaces.surfaces(parts: .all, context, otherwise: .allClusters)
        let matrix = SurfaceMatrix(of: resolved, by: by, apiGroup: apiGroup)
        var rows = differing ? matrix.differingRows : matrix.rows
        if common { rows.removeAll { $0.commonVersions.isEmpty } }
        switch output.format {
        case .table, .wide, .markdown:
            let text = MatrixText(
                matrix: matrix, rows: rows, showsCommon: common, output: output, context: context)
            try text.render()
        case .json, .yaml, .name: try render(MatrixTable.objects(matrix, rows), context)
        case .csv, .tsv: try render(MatrixTable.lines(matrix, rows), context)
        }
        context.output.flush()
        if output.format == .table || output.format == .wide { summarize(matrix, context) }
        IncompleteNotes.write(together: matrix.sets.flatMap(\.members), context)
        for surface in resolved {
            IncompleteNotes.writeConflicts(surface, context) { apiGroup == nil || apiGroup == $0 }
        }
    }

    private func render(_ table: OutputTable, _ context: CommandContext) throws {
        try OutputRenderer(options: output, context: context).render(table)
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

    fileprivate var plural: String {
        switch self {
        case .group: "groups"
        case .version: "group versions"
        case .resource: "resources"
        }
    }
}
