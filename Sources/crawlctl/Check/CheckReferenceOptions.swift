import ArgumentParser
import DiscoveryModel

/// What manifests are checked against.
struct CheckReferenceOptions: ParsableArguments {
    @Option(
        name: .customLong("on"),
        help: ArgumentHelp(
            """
            What to check against: a cluster's name, NAME@WHEN, upstream:1.36 or upstream:1.36+all; else the cluster that \
            the other commands choose. Repeatable.
            """, valueName: "ref"))
    var on: [String] = []

    @Flag(help: "Check against every cluster in the database.")
    var allClusters = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if allClusters && !on.isEmpty { throw ValidationError("--on and --all-clusters exclude each other") }
    }

    /// What is checked against, as it was given or chosen.
    func names(_ resolver: SurfaceResolver) throws -> [String] {
        if !on.isEmpty {
            on
        } else if allClusters {
            try resolver.allClusters()
        } else {
            [try resolver.currentCluster()]
        }
    }
}
