import DiscoveryModel
import Foundation
import GRDB

extension DiscoveryDatabase {
    /// The names of all clusters, in alphabetical order.
    public func clusterNames() throws(DiscoveryStoreError) -> [String] {
        try read { try String.fetchAll($0, sql: "SELECT name FROM cluster ORDER BY name") } ?? []
    }

    /// The name of the cluster that has a name or alias; `nil` when none has.
    public func clusterName(for nameOrAlias: String) throws(DiscoveryStoreError) -> String? {
        try read { try Self.cluster(named: nameOrAlias, in: $0)?.name } ?? nil
    }

    /// All clusters, by name.
    public func clusters() throws(DiscoveryStoreError) -> [ClusterSummary] {
        try read { database in
            let aliases = Dictionary(
                grouping: try Row.fetchAll(
                    database, sql: "SELECT cluster_id, alias FROM cluster_alias ORDER BY alias"),
                by: { $0[0] as Int64 })
            let slugs = try Self.slugs(in: database)
            return try Row.fetchAll(database, sql: Self.clustersQuery).map { row in
                ClusterSummary(
                    name: row["name"], aliases: (aliases[row["id"]] ?? []).map { $0[1] },
                    slug: slugs[row["id"]] ?? row["slug"],
                    server: row["server"] ?? "", serverVersion: row["server_version"],
                    counts: SurfaceCounts(
                        groups: row["group_count"], versions: row["version_count"],
                        resources: row["resource_count"], subresources: row["subresource_count"]),
                    digest: row["digest"],
                    crawledAt: (row["crawled_at"] as String?).flatMap(Timestamp.date(rfc3339:)),
                    stale: row["stale"], failed: row["failed"], lastFailure: row["last_failure"])
            }
        } ?? []
    }

    /// How large a cluster's newest surface is.
    static func surfaceCounts(of cluster: Int64, in database: Database) throws -> SurfaceCounts {
        try database.cachedRow(
            """
            SELECT group_count, version_count, resource_count, subresource_count
            FROM cluster JOIN snapshot ON snapshot.id = cluster.snapshot_id JOIN surface ON surface.id = surface_id
            WHERE cluster.id = ?
            """, [cluster]
        ).map { SurfaceCounts(groups: $0[0], versions: $0[1], resources: $0[2], subresources: $0[3]) }
            ?? SurfaceCounts()
    }

    private static let clustersQuery = """
        SELECT cluster.id, cluster.name, slug, last.server,
            json_extract(snapshot.server_version, '$.gitVersion') AS server_version,
            group_count, version_count, resource_count, subresource_count, digest,
            (SELECT max(observed_at) FROM crawl WHERE snapshot_id = snapshot.id) AS crawled_at,
            (SELECT count(*) FROM condition
                WHERE cluster_id = cluster.id AND until IS NULL AND state = 'stale') AS stale,
            (SELECT count(*) FROM condition
                WHERE cluster_id = cluster.id AND until IS NULL AND state = 'failed') AS failed,
            CASE last.outcome WHEN 'failed' THEN coalesce(last.message, 'failed') END AS last_failure
        FROM cluster
        JOIN snapshot ON snapshot.id = cluster.snapshot_id
        JOIN surface ON surface.id = snapshot.surface_id
        LEFT JOIN crawl AS last ON last.id =
            (SELECT id FROM crawl WHERE cluster_id = cluster.id AND outcome <> 'superseded'
                ORDER BY observed_at DESC, server LIKE 'file:%', id DESC LIMIT 1)
        ORDER BY cluster.name
        """

    /// Gives a cluster another name; the old one stays as an alias, so that the next crawl under it finds the cluster.
    ///
    /// - Throws: ``DiscoveryStoreError`` when there is no such cluster, or the new name is another cluster's.
    public func renameCluster(_ name: String, to newName: String) throws(DiscoveryStoreError) {
        try write { database in
            try ClusterName.check(newName)
            let cluster = try Self.knownCluster(name, what: "cannot rename \(name)", in: database)
            guard cluster.name != newName else { return }
            if let other = try Self.cluster(named: newName, in: database), other.id != cluster.id {
                throw DiscoveryStoreError(
                    .invalidName, what: "cannot rename \(name) to \(newName)",
                    cause: "\(other.name == newName ? "a cluster has" : "\(other.name) had") that name")
            }
            let slug = try ClusterName.slug(for: newName) { candidate in
                try Bool.fetchOne(
                    database, sql: "SELECT EXISTS (SELECT 1 FROM cluster WHERE slug = ? AND id <> ?)",
                    arguments: [candidate, cluster.id]) ?? false
            }
            try database.execute(sql: "DELETE FROM cluster_alias WHERE alias = ?", arguments: [newName])
            try database.execute(
                sql: "INSERT INTO cluster_alias (alias, cluster_id) VALUES (?, ?)",
                arguments: [cluster.name, cluster.id])
            try database.execute(
                sql: "UPDATE cluster SET name = ?, slug = ? WHERE id = ?", arguments: [newName, slug, cluster.id])
        }
    }

    /// Removes a cluster, its history, and whatever content only it used; the file shrinks by that.
    ///
    /// - Throws: ``DiscoveryStoreError`` when there is no such cluster.
    public func forgetCluster(_ name: String) throws(DiscoveryStoreError) {
        try write { database in
            let cluster = try Self.knownCluster(name, what: "cannot forget \(name)", in: database)
            try database.execute(sql: "UPDATE cluster SET snapshot_id = NULL WHERE id = ?", arguments: [cluster.id])
            let tables = [
                "validator", "condition", "crawl", "snapshot", "schema_fetch", "schema_validator", "schema_condition",
                "schema_crawl", "schema_snapshot", "cluster_alias",
            ]
            for table in tables {
                try database.execute(sql: "DELETE FROM \(table) WHERE cluster_id = ?", arguments: [cluster.id])
            }
            try database.execute(sql: "DELETE FROM cluster WHERE id = ?", arguments: [cluster.id])
            try Self.freeUnusedContent(in: database)
        }
        try vacuum()
    }

    static func knownCluster(_ name: String, what: String, in database: Database) throws -> ClusterRecord {
        if let cluster = try cluster(named: name, in: database) { return cluster }
        let names = try String.fetchAll(database, sql: "SELECT name FROM cluster ORDER BY name LIMIT 20")
        throw DiscoveryStoreError(
            .unknownCluster, what: what, cause: "there is no such cluster",
            hint: names.isEmpty ? nil : "known are: \(names.joined(separator: ", "))")
    }

    /// The history of clusters in a file that is still empty: there is none, and a cluster that was named is not known.
    static func nothing<Value>(ofClusters names: [String]?) throws(DiscoveryStoreError) -> [Value] {
        guard let name = names?.first else { return [] }
        throw DiscoveryStoreError(
            .unknownCluster, what: "cannot read the history of \(name)", cause: "there is no such cluster")
    }
}
