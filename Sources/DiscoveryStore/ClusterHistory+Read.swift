import DiscoveryModel
import Foundation
import GRDB

extension ClusterHistory {
    /// Reads the history of a cluster.
    ///
    /// - Throws: A database error that says the file is damaged when a value is none of its kind.
    init(ofCluster cluster: Int64, in database: Database) throws {
        var storedLists = StoredLists()
        let writer = ContentWriter(database)
        var surfaces: [Int64: [StoredGroup]] = [:]
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT snapshot.id, surface_id, groups, resource_storage_id, server_version, first_seen_at
                FROM snapshot JOIN discovery_order ON discovery_order.id = discovery_order_id
                WHERE cluster_id = ? ORDER BY snapshot.id
                """, arguments: [cluster])
        for row in rows {
            let surface: Int64 = row[1]
            if surfaces[surface] == nil {
                surfaces[surface] = try SurfaceReader.groups(ofSurface: surface, in: database)
            }
            let storage: Int64? = row[3]
            snapshots.append(
                Snapshot(
                    id: row[0], groups: surfaces[surface] ?? [], order: try storedLists.list(row[2] as String),
                    storageVersionHashes: try storage.map(writer.storageVersionHashes),
                    serverVersion: (row[4] as String?).flatMap(Self.jsonObject),
                    firstSeenAt: try Self.time(row[5])))
        }
        aliases = try String.fetchAll(
            database, sql: "SELECT alias FROM cluster_alias WHERE cluster_id = ? ORDER BY alias", arguments: [cluster])
        crawls = try Self.crawls(ofCluster: cluster, in: database)
        conditions = try Self.conditions(ofCluster: cluster, in: database)
    }

    private static func crawls(ofCluster cluster: Int64, in database: Database) throws -> [Crawl] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT observed_at, duration, requests, bytes, form, outcome, message, server, ca_digest
                FROM crawl WHERE cluster_id = ? ORDER BY id
                """, arguments: [cluster]
        ).map { row in
            Crawl(
                observedAt: try time(row[0]), duration: row[1], requests: row[2], bytes: row[3], form: row[4],
                outcome: row[5], message: row[6], server: row[7], certificateAuthorityDigest: row[8])
        }
    }

    private static func conditions(ofCluster cluster: Int64, in database: Database) throws -> [Condition] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT group_name, version, since, until, state, http_status, message, as_of
                FROM condition WHERE cluster_id = ? ORDER BY since, group_name, version
                """, arguments: [cluster]
        ).map { row in
            Condition(
                groupVersion: GroupVersion(group: row[0], version: row[1]), since: try time(row[2]),
                until: try (row[3] as String?).map(time), state: row[4], httpStatus: row[5], message: row[6],
                asOf: try (row[7] as String?).map(time))
        }
    }

    /// The resources of each content that a cluster ever had, by the contents' numbers.
    ///
    /// - Throws: A database error that says the file is damaged when content is not what its digest says.
    static func contents(ofCluster cluster: Int64, in database: Database) throws -> [Int64: APIResourceList] {
        let used = "SELECT group_version_id FROM snapshot JOIN surface_version USING (surface_id) WHERE cluster_id = ?"
        let resources = try SurfaceReader.resources(of: used, [cluster], parts: .all, in: database)
        let rows = try Row.fetchAll(
            database, sql: "SELECT id, group_name, version, digest FROM group_version WHERE id IN (\(used))",
            arguments: [cluster])
        var contents: [Int64: APIResourceList] = [:]
        for row in rows {
            let groupVersion = GroupVersion(group: row[1], version: row[2])
            let list = try? APIResourceList(groupVersion: groupVersion, resources: resources[row[0]] ?? [])
            guard let list, list.digest.text == row[3] else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "content is not what its digest says")
            }
            contents[row[0]] = list
        }
        return contents
    }

    /// A time as the database writes it, whatever way it is written there.
    static func time(_ text: String) throws -> String {
        // Nearly all are written so, and reading one as a date takes long.
        let form = "0000-00-00T00:00:00.000Z".utf8
        let isUsual =
            text.utf8.count == form.count
            && zip(text.utf8, form).allSatisfy { $1 == 0x30 ? (0x30...0x39).contains($0) : $0 == $1 }
        if isUsual { return text }
        guard let date = Timestamp.date(rfc3339: text) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "not a time")
        }
        return Timestamp.milliseconds(date)
    }

    /// The text where it is a JSON object: views look into it.
    private static func jsonObject(_ text: String) -> String? {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) is [String: Any] ? text : nil
    }
}
