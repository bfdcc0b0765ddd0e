import DiscoveryModel
import Foundation
import GRDB

extension DiscoveryDatabase {
    /// Every interval of some clusters and in what it differs from the one before, newest first.
    ///
    /// Costs as many rows as there are intervals and differences, however large the surfaces are.
    ///
    /// - Parameters:
    ///   - names: The clusters' names or aliases; `nil` for all of them.
    ///   - values: Whether the differences shall hold what each side had; without, `from` and `to` are empty.
    /// - Throws: ``DiscoveryStoreError`` when there is no such cluster.
    public func history(
        ofClusters names: [String]?, values: Bool
    ) throws(DiscoveryStoreError) -> [SnapshotInterval] {
        let known = try read { database in
            let ids = try names?.map {
                try Self.knownCluster($0, what: "cannot read the history of \($0)", in: database).id
            }
            let chosen = ids.map { "cluster_id IN (\($0.map(String.init).joined(separator: ",")))" } ?? "true"
            var intervals = try Self.intervals(where: chosen, in: database)
            let positions = Dictionary(
                intervals.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
            try Self.readChanges(of: &intervals, positions, where: chosen, values: values, in: database)
            return intervals.sorted { one, other in
                one.firstSeen == other.firstSeen ? one.id > other.id : one.firstSeen > other.firstSeen
            }
        }
        if let known { return known }
        return try Self.nothing(ofClusters: names)
    }

    /// By cluster, oldest first.
    private static func intervals(where chosen: String, in database: Database) throws -> [SnapshotInterval] {
        let statement = try database.makeStatement(
            sql: """
                SELECT cluster.name, snapshot.id, previous_id, snapshot.id = cluster.snapshot_id, first_seen_at,
                    (SELECT max(observed_at) FROM crawl WHERE crawl.snapshot_id = snapshot.id), surface.digest,
                    json_extract(server_version, '$.gitVersion'), resource_storage_id,
                    group_count, version_count, resource_count, subresource_count
                FROM snapshot
                JOIN cluster ON cluster.id = snapshot.cluster_id
                JOIN surface ON surface.id = snapshot.surface_id
                WHERE \(chosen) ORDER BY cluster_id, snapshot.id
                """)
        let rows = BulkRows(statement)
        var cluster = RepeatedText()
        var intervals: [SnapshotInterval] = []
        var storage: Int64?
        while try rows.next() {
            let name = cluster.text(rows.bytes(0))
            let firstSeen = Timestamp.date(rfc3339: rows.text(4)) ?? .distantPast
            var interval = SnapshotInterval(
                cluster: name, id: rows.integer(1), previousID: rows.isNull(2) ? nil : rows.integer(2),
                isLatest: rows.integer(3) != 0, firstSeen: firstSeen,
                lastSeen: Timestamp.date(rfc3339: rows.text(5)) ?? firstSeen, digest: rows.text(6),
                serverVersion: rows.isNull(7) ? nil : rows.text(7),
                counts: SurfaceCounts(
                    groups: Int(rows.integer(9)), versions: Int(rows.integer(10)), resources: Int(rows.integer(11)),
                    subresources: Int(rows.integer(12))))
            let hashes = rows.isNull(8) ? nil : rows.integer(8)
            if let last = intervals.last, last.cluster == name {
                interval.previousServerVersion = last.serverVersion
                interval.storageChanged = storage != nil && hashes != storage
                intervals[intervals.count - 1].nextSeen = firstSeen
            } else {
                interval.previousServerVersion = interval.serverVersion
            }
            storage = hashes
            intervals.append(interval)
        }
        return intervals
    }

    private static func readChanges(
        of intervals: inout [SnapshotInterval], _ positions: [Int64: Int], where chosen: String, values: Bool,
        in database: Database
    ) throws {
        let statement = try database.makeStatement(
            sql: """
                SELECT snapshot_id, kind, level, group_name, version, resource, subresource, names, field, rule,
                    snapshot_change.resource_count, before, after
                FROM snapshot_change
                WHERE snapshot_id IN (SELECT id FROM snapshot WHERE \(chosen))
                ORDER BY snapshot_id, position
                """)
        let rows = BulkRows(statement)
        var columns = ChangeColumns(hasValues: values)
        while try rows.next() {
            guard let position = positions[rows.integer(0)] else { continue }
            try columns.add(rows, to: &intervals[position])
        }
    }
}

/// Makes differences of rows.
private struct ChangeColumns {
    let hasValues: Bool
    private var names = StoredLists()
    private let decoder = JSONDecoder()

    init(hasValues: Bool) {
        self.hasValues = hasValues
    }

    mutating func add(_ rows: BulkRows, to interval: inout SnapshotInterval) throws {
        func text(_ column: Int32) -> String? { rows.isNull(column) ? nil : rows.text(column) }
        let subject = DifferenceSubject(
            DifferenceSubject.Level(rawValue: rows.text(2)) ?? .surface, group: text(3), version: text(4),
            resource: text(5), subresource: text(6))
        let names = rows.isNull(7) ? [] : try self.names.list(rows.bytes(7))
        let kindText = rows.text(1)
        if kindText == ChangeKind.known.rawValue {
            if let groupVersion = subject.groupVersion { interval.becameKnown.append(groupVersion) }
        } else if kindText == ChangeKind.moved.rawValue {
            guard let from = subject.groupVersion, case .text(let text) = try value(rows, 12),
                let to = GroupVersion(text)
            else { return }
            interval.moves.append(
                ResourceMove(resource: subject.resource ?? "", kind: names.first ?? "", from: from, to: to))
        } else if let kind = DifferenceRecord.Kind(rawValue: kindText),
            let rule = DifferenceRule(rawValue: rows.text(9))
        {
            let field = rows.isNull(8) ? nil : DifferenceRecord.Field(rawValue: rows.text(8))
            // These are short, and a line of a history tells them.
            let hasValues = hasValues || field == .preferredVersion || field == .meaning
            interval.differences.append(
                DifferenceRecord(
                    kind: kind, subject: subject, names: names, field: field,
                    from: hasValues ? try value(rows, 11) : .none, to: hasValues ? try value(rows, 12) : .none,
                    rule: rule, resourceCount: Int(rows.integer(10))))
        }
    }

    private func value(_ rows: BulkRows, _ column: Int32) throws -> DifferenceValue {
        if rows.isNull(column) { return .none }
        guard let value = try? decoder.decode(DifferenceValue.self, from: Data(rows.bytes(column))) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "not a JSON value")
        }
        return value
    }
}
