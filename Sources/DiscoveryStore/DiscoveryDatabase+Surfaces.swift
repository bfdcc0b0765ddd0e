import DiscoveryModel
import Foundation
import GRDB

extension DiscoveryDatabase: SurfaceSource {
    /// Finds the surface of a cluster, now or at a moment.
    ///
    /// The whole text counts as a cluster's name or alias first; only then is it read as a name and a moment.
    ///
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` when the cluster has none at that moment.
    public func surface(
        for reference: SurfaceReference, parts: SurfaceParts
    ) throws -> ResolvedSurface? {
        try surfaces(for: [reference], parts: parts)[0]
    }

    /// Finds the surfaces of several clusters, all of one moment of the database; content that they share is read once.
    ///
    /// - Throws: As ``surface(for:parts:)``.
    public func surfaces(
        for references: [SurfaceReference], parts: SurfaceParts
    ) throws -> [ResolvedSurface?] {
        try read { database in
            var reader = SurfaceReader(database: database, parts: parts)
            return try references.map { reference -> ResolvedSurface? in
                guard let (cluster, moment) = try Self.find(reference, in: database) else { return nil }
                let found = try Self.knownSnapshot(of: cluster, at: moment, reference: reference, in: database)
                let momentText = moment == .latest ? nil : reference.dated?.momentText ?? "latest"
                return try Self.resolved(cluster, found, momentText: momentText, with: &reader)
            }
        } ?? references.map { _ in nil }
    }

    /// Finds the surfaces of all clusters at a moment, by name; those that were not known then are left out.
    ///
    /// - Parameter momentText: The moment as it was written; `nil` for the latest.
    func surfacesOfAllClusters(
        at moment: SurfaceMoment, momentText: String?, parts: SurfaceParts
    ) throws(DiscoveryStoreError) -> [ResolvedSurface] {
        try read { database in
            var reader = SurfaceReader(database: database, parts: parts)
            let clusters = try Row.fetchAll(database, sql: "SELECT id, name FROM cluster ORDER BY name")
            return try clusters.map { ClusterRecord(id: $0[0], name: $0[1]) }.compactMap { cluster in
                try Self.snapshot(of: cluster, at: moment, in: database).map { found in
                    try Self.resolved(cluster, found, momentText: momentText, with: &reader)
                }
            }
        } ?? []
    }

    private static func resolved(
        _ cluster: ClusterRecord, _ found: (id: Int64, observedAt: String?), momentText: String?,
        with reader: inout SurfaceReader
    ) throws -> ResolvedSurface {
        let stored = try reader.surface(ofSnapshot: found.id)
        return ResolvedSurface(
            label: momentText.map { "\(cluster.name)@\($0)" } ?? cluster.name, snapshotID: found.id,
            asOf: found.observedAt.flatMap(Timestamp.date(rfc3339:)), surface: stored.surface, contentID: stored.id,
            conditions: try conditions(
                of: cluster.id, at: momentText == nil ? nil : found.observedAt, in: reader.database))
    }

    struct ClusterRecord {
        var id: Int64
        var name: String
    }

    static func cluster(named name: String, in database: Database) throws -> ClusterRecord? {
        try database.cachedRow(
            """
            SELECT id, name FROM cluster WHERE name = ?1
            UNION ALL
            SELECT id, name FROM cluster JOIN cluster_alias ON cluster_id = id WHERE alias = ?1
            LIMIT 1
            """, [name]
        ).map { ClusterRecord(id: $0[0], name: $0[1]) }
    }

    static func find(
        _ reference: SurfaceReference, in database: Database
    ) throws -> (ClusterRecord, SurfaceMoment)? {
        if reference.mayBeName, let whole = try cluster(named: reference.text, in: database) {
            return (whole, .latest)
        }
        guard let dated = reference.dated, let cluster = try cluster(named: dated.name, in: database) else {
            return nil
        }
        return (cluster, dated.moment)
    }

    static func snapshot(
        of cluster: ClusterRecord, at moment: SurfaceMoment, in database: Database
    ) throws -> (id: Int64, observedAt: String?)? {
        var condition = "snapshot.cluster_id = ?1 AND snapshot.id = (SELECT snapshot_id FROM cluster WHERE id = ?1)"
        var until: String?
        switch moment {
        case .latest: break
        case .previous:
            condition =
                "snapshot.cluster_id = ?1 AND snapshot.id < (SELECT snapshot_id FROM cluster WHERE id = ?1)"
        case .snapshot(let id): condition = "snapshot.cluster_id = ?1 AND snapshot.id = \(id)"
        case .at(let date):
            until = Timestamp.milliseconds(date)
            condition = "snapshot.cluster_id = ?1 AND snapshot.first_seen_at <= ?2"
        }
        let row = try database.cachedRow(
            """
            SELECT snapshot.id, (SELECT max(observed_at) FROM crawl
                WHERE snapshot_id = snapshot.id AND (?2 IS NULL OR observed_at <= ?2))
            FROM snapshot WHERE \(condition) ORDER BY snapshot.id DESC LIMIT 1
            """, [cluster.id, until])
        return row.map { ($0[0], $0[1]) }
    }

    /// The snapshot of a cluster at a moment.
    ///
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` where there is none.
    static func knownSnapshot(
        of cluster: ClusterRecord, at moment: SurfaceMoment, reference: SurfaceReference, in database: Database
    ) throws -> (id: Int64, observedAt: String?) {
        if let found = try snapshot(of: cluster, at: moment, in: database) { return found }
        throw try missingSnapshot(of: cluster, at: moment, reference: reference, in: database)
    }

    private static func missingSnapshot(
        of cluster: ClusterRecord, at moment: SurfaceMoment, reference: SurfaceReference, in database: Database
    ) throws -> DiscoveryStoreError {
        let first = try Row.fetchOne(
            database, sql: "SELECT id, first_seen_at FROM snapshot WHERE cluster_id = ? ORDER BY id LIMIT 1",
            arguments: [cluster.id])
        let what = "cannot find \(reference)"
        guard let first else {
            return DiscoveryStoreError(.noSnapshot, what: what, cause: "\(cluster.name) was never crawled")
        }
        let (id, time): (Int64, String) = (first[0], first[1])
        let firstText = "the first snapshot of \(cluster.name) is id:\(id), of \(time)"
        switch moment {
        case .snapshot:
            return DiscoveryStoreError(
                .noSnapshot, what: what, cause: "\(cluster.name) has no such snapshot; \(firstText)")
        case .previous: return DiscoveryStoreError(.noSnapshot, what: what, cause: "\(firstText), and the only one")
        default: return DiscoveryStoreError(.noSnapshot, what: what, cause: firstText)
        }
    }

    /// The conditions that are open, or that were open at a time.
    static func conditions(
        of cluster: Int64, at time: String?, in database: Database
    ) throws -> [GroupVersion: GroupVersionCondition] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT group_name, version, state, http_status, message, as_of, since FROM condition
                WHERE cluster_id = ?1 AND CASE WHEN ?2 IS NULL THEN until IS NULL
                    ELSE since <= ?2 AND (until IS NULL OR until > ?2) END
                """)
        let rows = try Row.fetchCursor(statement, arguments: [cluster, time])
        var conditions: [GroupVersion: GroupVersionCondition] = [:]
        while let row = try rows.next() {
            let groupVersion = GroupVersion(group: row[0], version: row[1])
            conditions[groupVersion] = GroupVersionCondition(
                groupVersion: groupVersion, state: GroupVersionState(rawValue: row[2]) ?? .failed,
                failure: GroupVersionFailure(httpStatus: row[3], message: row[4]),
                asOf: (row[5] as String?).flatMap(Timestamp.date(rfc3339:)),
                since: (row[6] as String?).flatMap(Timestamp.date(rfc3339:)))
        }
        return conditions
    }
}
