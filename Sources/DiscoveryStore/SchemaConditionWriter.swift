import DiscoveryModel
import Foundation
import GRDB

/// Keeps the intervals during which documents could not be read.
struct SchemaConditionWriter {
    let database: Database
    let cluster: Int64

    /// Ends the intervals that are over and begins new ones; one that goes on is not touched.
    func replace(with conditions: [GroupVersionCondition], at date: Date) throws {
        let time = Timestamp.milliseconds(date)
        var open = try DiscoveryDatabase.schemaConditions(of: cluster, at: nil, in: database)
        for condition in conditions {
            let before = open.removeValue(forKey: condition.groupVersion)
            if let before, before.failure == condition.failure { continue }
            if before != nil { try end(condition.groupVersion, at: time) }
            try database.executeCached(
                """
                INSERT OR REPLACE INTO schema_condition (cluster_id, group_name, version, since, http_status, message,
                    as_of)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    cluster, condition.groupVersion.group, condition.groupVersion.version, time,
                    condition.failure.httpStatus, condition.failure.message,
                    condition.asOf.map(Timestamp.milliseconds),
                ])
        }
        for groupVersion in open.keys { try end(groupVersion, at: time) }
    }

    private func end(_ groupVersion: GroupVersion, at time: String) throws {
        try database.executeCached(
            """
            UPDATE schema_condition SET until = ?
            WHERE cluster_id = ? AND group_name = ? AND version = ? AND until IS NULL
            """, [time, cluster, groupVersion.group, groupVersion.version])
    }
}

extension DiscoveryDatabase {
    /// The conditions of documents that are open, or that were open at a time.
    static func schemaConditions(
        of cluster: Int64, at time: String?, in database: Database
    ) throws -> [GroupVersion: GroupVersionCondition] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT group_name, version, http_status, message, as_of, since FROM schema_condition
                WHERE cluster_id = ?1 AND CASE WHEN ?2 IS NULL THEN until IS NULL
                    ELSE since <= ?2 AND (until IS NULL OR until > ?2) END
                """)
        let rows = try Row.fetchCursor(statement, arguments: [cluster, time])
        var conditions: [GroupVersion: GroupVersionCondition] = [:]
        while let row = try rows.next() {
            let groupVersion = GroupVersion(group: row[0], version: row[1])
            conditions[groupVersion] = GroupVersionCondition(
                groupVersion: groupVersion, state: .failed,
                failure: GroupVersionFailure(httpStatus: row[2], message: row[3]),
                asOf: (row[4] as String?).flatMap(Timestamp.date(rfc3339:)),
                since: (row[5] as String?).flatMap(Timestamp.date(rfc3339:)))
        }
        return conditions
    }
}
