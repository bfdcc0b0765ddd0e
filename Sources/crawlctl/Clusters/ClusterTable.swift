import DiscoveryModel
import DiscoveryStore

/// Clusters as rows.
enum ClusterTable {
    static func table(_ clusters: [ClusterSummary]) -> OutputTable {
        var table = OutputTable(columns: [
            .init("NAME"), .init("SERVER"), .init("VERSION"), .init("GROUPS"), .init("RESOURCES"), .init("STATE"),
            .init("CRAWLED"), .init("VERSIONS", isWide: true), .init("SUBRESOURCES", isWide: true),
            .init("ALIASES", isWide: true), .init("SLUG", isWide: true),
        ])
        table.fieldNames = fieldNames
        table.rows = clusters.map(row)
        return table
    }

    private static func row(_ cluster: ClusterSummary) -> OutputTable.Row {
        let counts = cluster.counts
        let crawled = cluster.crawledAt.map(Timestamp.seconds)
        return OutputTable.Row(
            cells: [
                cluster.name, cluster.server, cluster.serverVersion ?? "", String(counts.groups),
                String(counts.resources), stateText(cluster), crawled ?? "", String(counts.versions),
                String(counts.subresources), cluster.aliases.joined(separator: ","), cluster.slug,
            ],
            name: cluster.name,
            fields: [
                ("name", .text(cluster.name)), ("aliases", .texts(cluster.aliases)), ("slug", .text(cluster.slug)),
                ("server", .text(cluster.server)), ("version", .text(cluster.serverVersion)),
                ("groups", .integer(counts.groups)), ("versions", .integer(counts.versions)),
                ("resources", .integer(counts.resources)), ("subresources", .integer(counts.subresources)),
                ("digest", .text(cluster.digest)), ("state", .text(state(cluster))),
                ("staleVersions", .integer(cluster.stale)), ("failedVersions", .integer(cluster.failed)),
                ("crawled", .text(crawled)), ("lastFailure", .text(cluster.lastFailure)),
            ])
    }

    private static let fieldNames = [
        "name", "aliases", "slug", "server", "version", "groups", "versions", "resources", "subresources", "digest",
        "state", "staleVersions", "failedVersions", "crawled", "lastFailure",
    ]

    private static func state(_ cluster: ClusterSummary) -> String {
        if cluster.lastFailure != nil || cluster.failed > 0 { return GroupVersionState.failed.rawValue }
        return cluster.stale > 0 ? GroupVersionState.stale.rawValue : GroupVersionState.current.rawValue
    }

    /// `current`, `2 stale`, `1 failed, 2 stale`; `crawl failed` where the newest crawl read nothing.
    private static func stateText(_ cluster: ClusterSummary) -> String {
        if cluster.lastFailure != nil { return "crawl failed" }
        let parts = [(cluster.failed, "failed"), (cluster.stale, "stale")].filter { $0.0 > 0 }
        return parts.isEmpty ? "current" : parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
