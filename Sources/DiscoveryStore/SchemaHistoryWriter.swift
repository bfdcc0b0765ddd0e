import DiscoveryModel
import GRDB

/// Writes the merged history of a cluster's schemas in place of what was there; lives within one transaction.
struct SchemaHistoryWriter {
    let database: Database
    let cluster: Int64
    /// Whether new snapshots get the numbers that they had where they come from.
    let keepsNumbers: Bool

    /// Writes what differs; snapshots up to the first that does keep their numbers.
    func write(_ merge: HistoryMerge, over ours: ClusterHistory) throws -> HistoryWriter.Added {
        let (added, kept) = HistoryWriter.added(merge, over: ours)
        guard added.isChanged else { return added }
        try database.execute(sql: "DELETE FROM schema_crawl WHERE cluster_id = ?", arguments: [cluster])
        try database.execute(sql: "DELETE FROM schema_condition WHERE cluster_id = ?", arguments: [cluster])
        // What was last told of the list says nothing of a newer one.
        try database.execute(sql: "DELETE FROM schema_validator WHERE cluster_id = ?", arguments: [cluster])
        for snapshot in ours.snapshots[kept...] {
            try database.execute(sql: "DELETE FROM schema_snapshot WHERE id = ?", arguments: [snapshot.id])
        }
        var numbers = ours.snapshots[..<kept].map(\.id)
        for snapshot in merge.snapshots[kept...] { numbers.append(try insert(snapshot)) }
        for crawl in merge.crawls { try insert(crawl.crawl, snapshot: crawl.snapshot.map { numbers[$0] }) }
        for condition in merge.conditions { try insert(condition) }
        return added
    }

    private func insert(_ snapshot: ClusterHistory.Snapshot) throws -> Int64 {
        let entries = snapshot.groups.flatMap { group in
            group.versions.map { version in
                SchemaMerge.Entry(
                    groupVersion: GroupVersion(group: group.name, version: version.version),
                    document: version.content.map { ($0.id, $0.digest.text) })
            }
        }.sorted { $0.groupVersion < $1.groupVersion }
        try database.executeCached(
            "INSERT INTO schema_snapshot (id, cluster_id, schema_set_id, first_seen_at) VALUES (?, ?, ?, ?)",
            [
                keepsNumbers ? snapshot.id : nil, cluster, try SchemaSnapshotWriter.set(entries, in: database),
                snapshot.firstSeenAt,
            ])
        return database.lastInsertedRowID
    }

    private func insert(_ crawl: ClusterHistory.Crawl, snapshot: Int64?) throws {
        try database.executeCached(
            """
            INSERT INTO schema_crawl (cluster_id, schema_snapshot_id, observed_at, duration, requests, bytes, form,
                outcome, message, server)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                cluster, snapshot, crawl.observedAt, crawl.duration, crawl.requests, crawl.bytes, crawl.form,
                crawl.outcome, crawl.message, crawl.server,
            ])
    }

    private func insert(_ condition: ClusterHistory.Condition) throws {
        try database.executeCached(
            """
            INSERT OR REPLACE INTO schema_condition (cluster_id, group_name, version, since, until, http_status,
                message, as_of)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                cluster, condition.groupVersion.group, condition.groupVersion.version, condition.since, condition.until,
                condition.httpStatus, condition.message, condition.asOf,
            ])
    }
}
