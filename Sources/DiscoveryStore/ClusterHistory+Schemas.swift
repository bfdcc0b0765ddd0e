import DiscoveryModel
import Foundation
import GRDB

extension ClusterHistory {
    /// Reads the history of a cluster's schemas, in the form of that of its surface: a group version's content is its
    /// document, whose digest is its hash.
    ///
    /// - Throws: A database error that says the file is damaged when a value is none of its kind.
    init(schemasOfCluster cluster: Int64, in database: Database) throws {
        var sets: [Int64: [StoredGroup]] = [:]
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT id, schema_set_id, first_seen_at FROM schema_snapshot WHERE cluster_id = ? ORDER BY id",
            arguments: [cluster])
        for row in rows {
            let set: Int64 = row[1]
            if sets[set] == nil { sets[set] = try Self.groups(ofSchemaSet: set, in: database) }
            snapshots.append(
                Snapshot(id: row[0], groups: sets[set] ?? [], order: [], firstSeenAt: try Self.time(row[2])))
        }
        crawls = try Row.fetchAll(
            database,
            sql: """
                SELECT observed_at, duration, requests, bytes, form, outcome, message, server
                FROM schema_crawl WHERE cluster_id = ? ORDER BY id
                """, arguments: [cluster]
        ).map { row in
            Crawl(
                observedAt: try Self.time(row[0]), duration: row[1], requests: row[2], bytes: row[3], form: row[4],
                outcome: row[5], message: row[6], server: row[7])
        }
        conditions = try Row.fetchAll(
            database,
            sql: """
                SELECT group_name, version, since, until, http_status, message, as_of
                FROM schema_condition WHERE cluster_id = ? ORDER BY since, group_name, version
                """, arguments: [cluster]
        ).map { row in
            Condition(
                groupVersion: GroupVersion(group: row[0], version: row[1]), since: try Self.time(row[2]),
                until: try (row[3] as String?).map(Self.time), state: GroupVersionState.failed.rawValue,
                httpStatus: row[4], message: row[5], asOf: try (row[6] as String?).map(Self.time))
        }
    }

    private static func groups(ofSchemaSet set: Int64, in database: Database) throws -> [StoredGroup] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT group_name, schema_set_document.version, document_id, hash FROM schema_set_document
                LEFT JOIN openapi_document ON openapi_document.id = document_id
                WHERE schema_set_id = ? ORDER BY group_name, schema_set_document.version
                """, arguments: [set])
        var groups: [StoredGroup] = []
        for row in rows {
            let (name, hash): (String, String?) = (row[0], row[3])
            if groups.last?.name != name {
                groups.append(StoredGroup(name: name, preferredVersion: "", versions: []))
            }
            let content = (row[2] as Int64?).flatMap { id in
                hash.map { StoredGroup.Content(id: id, digest: ContentDigest(text: $0)) }
            }
            groups[groups.count - 1].versions.append(.init(version: row[1], content: content))
        }
        return groups
    }
}
