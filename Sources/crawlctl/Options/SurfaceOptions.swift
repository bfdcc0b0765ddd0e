import ArgumentParser
import DiscoveryModel

/// Which surfaces a question is about.
struct SurfaceOptions: ParsableArguments {
    @Option(
        name: .customLong("cluster"),
        help: ArgumentHelp(
            """
            A cluster's name, or NAME@WHEN with a date, a time, -7d, -12h, id:12, previous or latest; or upstream:1.36, \
            upstream:1.36+all; or fleet:common, fleet:union: what all clusters in the database serve, or any of them. \
            Repeatable.
            """, valueName: "ref"))
    var references: [String] = []

    @Flag(help: "Every cluster in the database.")
    var allClusters = false

    @OptionGroup var database: DatabaseOptions

    /// What a question is about that names no cluster.
    enum Fallback {
        /// The only cluster there is; with several, the one named like the current kubeconfig context.
        case currentCluster
        /// Every cluster in the database.
        case allClusters
    }

    func validate() throws {
        if allClusters && !references.isEmpty {
            throw ValidationError("--cluster and --all-clusters exclude each other")
        }
    }

    /// Finds the surfaces, in the order in which they were named.
    func surfaces(
        parts: SurfaceParts, _ context: CommandContext, otherwise fallback: Fallback = .currentCluster
    ) throws -> [ResolvedSurface] {
        let resolver = SurfaceResolver(database, context)
        return try resolver.surfaces(names(resolver, otherwise: fallback), parts: parts)
    }

    /// The references that were given, or that those stand for which were not.
    func names(_ resolver: SurfaceResolver, otherwise fallback: Fallback = .currentCluster) throws -> [String] {
        if !references.isEmpty { return references }
        if allClusters || fallback == .allClusters { return try resolver.allClusters() }
        return [try resolver.currentCluster()]
    }
}
