import DiscoveryModel
import Foundation
import GRDB

/// What pruning removed.
public struct PruneOutcome: Hashable, Sendable {
    /// Snapshots that had ended.
    public var snapshots = 0
    /// Crawls, and readings of schemas.
    public var crawls = 0
    /// Times in which a group version was not current, or its schemas could not be read.
    public var conditions = 0
    /// Snapshots of schemas that had ended.
    public var schemaSnapshots = 0
    /// How much smaller the file is, in bytes; what it would be for a trial is not known, and 0.
    public var bytes: Int64 = 0
}

extension DiscoveryDatabase {
    /// Removes history that ended before a date, and the content that nothing else uses.
    ///
    /// What a cluster serves now always stays, however old it is; so does the last crawl of every snapshot that stays, and
    /// the newest of each cluster.
    ///
    /// - Parameters:
    ///   - names: The clusters' names or aliases; `nil` for all of them.
    ///   - isTrial: Whether only to count.
    /// - Throws: ``DiscoveryStoreError`` when there is no such cluster.
    public func prune(
        endedBefore date: Date, clusters names: [String]? = nil, isTrial: Bool = false
    ) throws(DiscoveryStoreError) -> PruneOutcome {
        let before = fileSize
        var outcome = try write { database in
            var outcome = PruneOutcome()
            try database.inSavepoint {
                let ids = try names?.map { try Self.knownCluster($0, what: "cannot prune \($0)", in: database).id }
                outcome = try Self.prune(endedBefore: Timestamp.milliseconds(date), clusters: ids, in: database)
                if isTrial { return .rollback }
                try Self.freeUnusedContent(in: database)
                return .commit
            }
            return outcome
        }
        if isTrial { return outcome }
        try vacuum()
        outcome.bytes = max(0, before - fileSize)
        return outcome
    }

    private static func prune(
        endedBefore date: String, clusters: [Int64]?, in database: Database
    ) throws -> PruneOutcome {
        let chosen = clusters.map { "cluster_id IN (\($0.map(String.init).joined(separator: ", ")))" } ?? "true"
        var outcome = PruneOutcome()
        // A snapshot ended when the next of its cluster began.
        let ended = try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM (
                    SELECT id, cluster_id, lead(first_seen_at) OVER (PARTITION BY cluster_id ORDER BY id) AS ended_at
                    FROM snapshot WHERE \(chosen))
                WHERE ended_at < ?
                    AND id NOT IN (SELECT snapshot_id FROM cluster WHERE snapshot_id IS NOT NULL)
                    AND id NOT IN (SELECT snapshot_id FROM validator)
                """, arguments: [date])
        for id in ended {
            try database.execute(sql: "DELETE FROM crawl WHERE snapshot_id = ?", arguments: [id])
            outcome.crawls += database.changesCount
            try database.execute(sql: "DELETE FROM snapshot WHERE id = ?", arguments: [id])
        }
        outcome.snapshots = ended.count
        try database.execute(
            sql: """
                DELETE FROM crawl WHERE observed_at < ?1 AND \(chosen)
                    AND id NOT IN (SELECT max(id) FROM crawl WHERE snapshot_id IS NOT NULL GROUP BY snapshot_id)
                    AND id NOT IN (SELECT max(id) FROM crawl GROUP BY cluster_id)
                """, arguments: [date])
        outcome.crawls += database.changesCount
        try database.execute(
            sql: "DELETE FROM condition WHERE until IS NOT NULL AND until < ? AND \(chosen)", arguments: [date])
        outcome.conditions = database.changesCount
        try pruneSchemas(endedBefore: date, chosen: chosen, &outcome, in: database)
        return outcome
    }

    /// The same for schemas; and a fetch that was broken off then is not gone on with.
    private static func pruneSchemas(
        endedBefore date: String, chosen: String, _ outcome: inout PruneOutcome, in database: Database
    ) throws {
        let ended = try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM (
                    SELECT id, lead(first_seen_at) OVER (PARTITION BY cluster_id ORDER BY id) AS ended_at
                    FROM schema_snapshot WHERE \(chosen))
                WHERE ended_at < ?
                """, arguments: [date])
        for id in ended {
            try database.execute(sql: "DELETE FROM schema_crawl WHERE schema_snapshot_id = ?", arguments: [id])
            outcome.crawls += database.changesCount
            try database.execute(sql: "DELETE FROM schema_snapshot WHERE id = ?", arguments: [id])
        }
        outcome.schemaSnapshots = ended.count
        try database.execute(
            sql: """
                DELETE FROM schema_crawl WHERE observed_at < ?1 AND \(chosen)
                    AND id NOT IN (SELECT max(id) FROM schema_crawl WHERE schema_snapshot_id IS NOT NULL
                        GROUP BY schema_snapshot_id)
                    AND id NOT IN (SELECT max(id) FROM schema_crawl GROUP BY cluster_id)
                """, arguments: [date])
        outcome.crawls += database.changesCount
        try database.execute(
            sql: "DELETE FROM schema_condition WHERE until IS NOT NULL AND until < ? AND \(chosen)",
            arguments: [date])
        outcome.conditions += database.changesCount
        try database.execute(sql: "DELETE FROM schema_fetch WHERE kept_at < ? AND \(chosen)", arguments: [date])
    }

    /// Gives free pages back to the file system.
    func vacuum() throws(DiscoveryStoreError) {
        try Self.translatingErrors(what: "cannot write \(path)") {
            try queue.writeWithoutTransaction { database in
                _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum")
            }
        }
    }

    private var fileSize: Int64 {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int64) ?? 0
    }
}
