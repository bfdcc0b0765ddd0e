import DiscoveryModel
import Foundation
import GRDB

/// Keeps the intervals during which group versions were not current.
struct ConditionWriter {
    let database: Database
    let cluster: Int64

    /// Ends the intervals that are over and begins new ones; one that goes on is not touched.
    func replace(with conditions: [GroupVersionCondition], at date: Date) throws {
        let time = Timestamp.milliseconds(date)
        var open = try DiscoveryDatabase.conditions(of: cluster, at: nil, in: database)
        for condition in conditions {
            let before = open.removeValue(forKey: condition.groupVersion)
            if let before, before.state == condition.state, before.failure == condition.failure { continue }
            if before != nil { try end(condition.groupVersion, at: time) }
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO condition (cluster_id, group_name, version, since, state, http_status,
                        message, as_of)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    cluster, condition.groupVersion.group, condition.groupVersion.version, time,
                    condition.state.rawValue, condition.failure.httpStatus, condition.failure.message,
                    condition.asOf.map(Timestamp.milliseconds),
                ])
        }
        for groupVersion in open.keys { try end(groupVersion, at: time) }
    }

    private func end(_ groupVersion: GroupVersion, at time: String) throws {
        try database.execute(
            sql: """
                UPDATE condition SET until = ?
                WHERE cluster_id = ? AND group_name = ? AND version = ? AND until IS NULL
                """, arguments: [time, cluster, groupVersion.group, groupVersion.version])
    }
}
