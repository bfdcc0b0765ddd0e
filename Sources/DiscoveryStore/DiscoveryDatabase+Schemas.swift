import DiscoveryModel
import Foundation
import GRDB

extension DiscoveryDatabase {
    /// Reads the schemas of clusters, now or at a moment, all of one moment of the database.
    ///
    /// A reference means what it means for surfaces, except that `previous` is the moment before the last change of the
    /// surface or the schemas (``momentBeforeLastChange(of:)``), and `id:12` the schemas as they were before the surface's
    /// next snapshot. Schemas that are the same have the same number for all readers of one call.
    ///
    /// - Parameters:
    ///   - canLack: Whether a cluster whose schemas were not read by that moment has no reader, which else throws.
    ///   - body: Gets a reader for each reference, `nil` for a name that no cluster has.
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` when the cluster was not crawled at that moment, with
    ///   `noSchemas` when its schemas were not; and what `body` throws.
    public func withSchemas<Value>(
        of references: [SurfaceReference], canLack: Bool = false, _ body: ([SchemaReader?]) throws -> Value
    ) throws -> Value {
        let result = try read { database -> Result<Value, any Error> in
            let nodes = try StoredSchemaNodes(database)
            let readers = try references.map { reference -> SchemaReader? in
                guard let (cluster, named) = try Self.find(reference, in: database) else { return nil }
                let moment = try Self.schemaMoment(named, of: cluster, in: database)
                let found: (id: Int64, set: Int64, observedAt: String?)
                do {
                    found = try Self.schemaSnapshot(of: cluster, at: moment, reference: reference, in: database)
                } catch let error as DiscoveryStoreError where canLack && error.code == .noSchemas {
                    return nil
                }
                return SchemaReader(
                    label: moment == .latest
                        ? cluster.name : "\(cluster.name)@\(reference.dated?.momentText ?? "latest")",
                    snapshot: found,
                    conditions: try Self.schemaConditions(
                        of: cluster.id, at: moment == .latest ? nil : found.observedAt, in: database),
                    nodes: nodes, database: database)
            }
            return Result { try body(readers) }.mapError { error in
                DiscoveryStoreError(translating: error, what: "cannot read \(path)") ?? error
            }
        }
        return try result?.get() ?? body(references.map { _ in nil })
    }

    /// Before when the schemas that belong to a moment were seen; `nil` where all may be meant.
    ///
    /// A crawl reads the schemas after the surface, so what belongs to a surface is what was seen before the next one.
    ///
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` when the cluster has none at that moment.
    static func schemasEnd(
        of cluster: ClusterRecord, at moment: SurfaceMoment, reference: SurfaceReference, in database: Database
    ) throws -> String? {
        switch moment {
        case .latest: return nil
        case .at(let date): return Timestamp.milliseconds(date.addingTimeInterval(0.001))
        case .snapshot, .previous:
            let snapshot = try knownSnapshot(of: cluster, at: moment, reference: reference, in: database)
            return try database.cachedValue(
                "SELECT min(first_seen_at) FROM snapshot WHERE cluster_id = ? AND id > ?", [cluster.id, snapshot.id])
        }
    }

    /// The moment before the last change of a cluster's surface or of its schemas; what one crawl found of both counts as
    /// one change, and so does all that was found of the surface between two readings of the schemas.
    ///
    /// - Parameter reference: A reference to what was there before: `prod@previous`.
    /// - Returns: `nil` for any other reference, and where nothing changed since the first crawl.
    public func momentBeforeLastChange(of reference: SurfaceReference) throws(DiscoveryStoreError) -> Date? {
        try read { database -> Date? in
            guard let (cluster, named) = try Self.find(reference, in: database), named == .previous,
                case .at(let date) = try Self.schemaMoment(named, of: cluster, in: database)
            else { return nil }
            return date
        } ?? nil
    }

    /// What a moment is where schemas are asked for: `previous` is a time, unless nothing changed yet.
    private static func schemaMoment(
        _ moment: SurfaceMoment, of cluster: ClusterRecord, in database: Database
    ) throws -> SurfaceMoment {
        guard moment == .previous else { return moment }
        let surface = try firstSeen("snapshot", of: cluster.id, in: database)
        let schemas = try firstSeen("schema_snapshot", of: cluster.id, in: database)
        let before: Date?
        if let changed = schemas, changed > surface ?? "" {
            let reading: String? = try database.cachedValue(
                """
                SELECT max(observed_at) FROM schema_crawl WHERE cluster_id = ? AND outcome = 'ok' AND observed_at < ?
                """, [cluster.id, changed])
            before = reading.flatMap(Timestamp.date(rfc3339:))
        } else {
            before = surface.flatMap(Timestamp.date(rfc3339:))?.addingTimeInterval(-0.001)
        }
        return before.map(SurfaceMoment.at) ?? moment
    }

    /// When the newest snapshot began; `nil` where it is the first.
    private static func firstSeen(_ table: String, of cluster: Int64, in database: Database) throws -> String? {
        let times = try String.fetchAll(
            database, sql: "SELECT first_seen_at FROM \(table) WHERE cluster_id = ? ORDER BY id DESC LIMIT 2",
            arguments: [cluster])
        return times.count == 2 ? times[0] : nil
    }

    private static func schemaSnapshot(
        of cluster: ClusterRecord, at moment: SurfaceMoment, reference: SurfaceReference, in database: Database
    ) throws -> (id: Int64, set: Int64, observedAt: String?) {
        var condition = "true"
        var until: String?
        switch moment {
        case .latest: break
        case .previous, .snapshot, .at:
            until = try schemasEnd(of: cluster, at: moment, reference: reference, in: database)
            if until != nil { condition = "first_seen_at < ?2" }
        }
        let row = try database.cachedRow(
            """
            SELECT id, schema_set_id, (SELECT max(observed_at) FROM schema_crawl
                WHERE schema_snapshot_id = schema_snapshot.id AND (?2 IS NULL OR observed_at < ?2))
            FROM schema_snapshot WHERE cluster_id = ?1 AND \(condition) ORDER BY id DESC LIMIT 1
            """, [cluster.id, until])
        if let row { return (row[0], row[1], row[2]) }
        let what = "cannot find the schemas of \(reference)"
        let first: String? = try database.cachedValue(
            "SELECT min(first_seen_at) FROM schema_snapshot WHERE cluster_id = ?", [cluster.id])
        guard let first else {
            throw DiscoveryStoreError(
                .noSchemas, what: what, cause: "those of \(cluster.name) were never read",
                hint: "read them: crawlctl crawl --schemas")
        }
        throw DiscoveryStoreError(
            .noSchemas, what: what, cause: "those of \(cluster.name) were first read at \(first)")
    }
}
