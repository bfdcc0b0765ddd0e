import DiscoveryModel
import Foundation
import GRDB

/// Writes a cluster's merged history in place of what was there; lives within one transaction.
struct HistoryWriter {
    let database: Database
    let cluster: Int64
    /// Whether new snapshots get the numbers that they had where they come from.
    let keepsNumbers: Bool

    /// What was added.
    struct Added {
        var snapshots = 0
        var crawls = 0
        var isChanged = false
    }

    /// Writes what differs; snapshots up to the first that does keep their numbers.
    func write(_ merge: HistoryMerge, over ours: ClusterHistory) throws -> Added {
        let (added, kept) = Self.added(merge, over: ours)
        guard added.isChanged else { return added }

        try database.execute(sql: "UPDATE cluster SET snapshot_id = NULL WHERE id = ?", arguments: [cluster])
        try database.execute(sql: "DELETE FROM crawl WHERE cluster_id = ?", arguments: [cluster])
        try database.execute(sql: "DELETE FROM condition WHERE cluster_id = ?", arguments: [cluster])
        for snapshot in ours.snapshots[kept...] {
            try database.execute(sql: "DELETE FROM snapshot WHERE id = ?", arguments: [snapshot.id])
        }
        var numbers = ours.snapshots[..<kept].map(\.id)
        for snapshot in merge.snapshots[kept...] { numbers.append(try insert(snapshot, after: numbers.last)) }
        for crawl in merge.crawls { try insert(crawl.crawl, snapshot: crawl.snapshot.map { numbers[$0] }) }
        for condition in merge.conditions { try insert(condition) }
        try database.execute(
            sql: "UPDATE cluster SET snapshot_id = ? WHERE id = ?", arguments: [numbers.last, cluster])
        if kept < ours.snapshots.count { try DiscoveryDatabase.freeUnusedContent(in: database) }
        return added
    }

    /// What a merged history has more than one of its two, and how many snapshots they begin with in common.
    static func added(_ merge: HistoryMerge, over ours: ClusterHistory) -> (Added, kept: Int) {
        let kept = zip(merge.snapshots, ours.snapshots)
            .prefix { $0.isLike($1) && $0.firstSeenAt == $1.firstSeenAt }.count
        let added = Added(
            snapshots: merge.snapshots.count - ours.snapshots.count, crawls: merge.crawls.count - ours.crawls.count,
            isChanged: kept < merge.snapshots.count || kept < ours.snapshots.count
                || merge.crawls.map(\.crawl) != ours.crawls || Set(merge.conditions) != Set(ours.conditions))
        return (added, kept)
    }

    private func insert(_ snapshot: ClusterHistory.Snapshot, after previous: Int64?) throws -> Int64 {
        var writer = ContentWriter(database)
        try database.executeCached(
            """
            INSERT INTO snapshot (id, cluster_id, surface_id, discovery_order_id, resource_storage_id, server_version,
                first_seen_at, previous_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                keepsNumbers ? snapshot.id : nil, cluster, try writer.surface(snapshot.groups),
                try writer.discoveryOrder(snapshot.order),
                try snapshot.storageVersionHashes.flatMap(writer.resourceStorage), snapshot.serverVersion,
                snapshot.firstSeenAt, previous,
            ])
        let number = database.lastInsertedRowID
        if let previous {
            let difference = try ChangeWriter.difference(from: previous, to: number, in: database)
            try ChangeWriter(database: database, snapshot: number).write(difference)
        }
        return number
    }

    private func insert(_ crawl: ClusterHistory.Crawl, snapshot: Int64?) throws {
        try database.executeCached(
            """
            INSERT INTO crawl (cluster_id, snapshot_id, observed_at, duration, requests, bytes, form, outcome, message,
                server, ca_digest)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                cluster, snapshot, crawl.observedAt, crawl.duration, crawl.requests, crawl.bytes, crawl.form,
                crawl.outcome, crawl.message, crawl.server, crawl.certificateAuthorityDigest,
            ])
    }

    private func insert(_ condition: ClusterHistory.Condition) throws {
        try database.executeCached(
            """
            INSERT OR REPLACE INTO condition (cluster_id, group_name, version, since, until, state, http_status,
                message, as_of)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                cluster, condition.groupVersion.group, condition.groupVersion.version, condition.since, condition.until,
                condition.state, condition.httpStatus, condition.message, condition.asOf,
            ])
    }
}
