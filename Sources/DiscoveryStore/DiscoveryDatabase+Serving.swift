import DiscoveryModel
import Foundation
import GRDB

/// What it takes to serve clusters from the store: names for URLs, and cheap answers to "is this still so?".
extension DiscoveryDatabase {
    /// The names, slugs and aliases of all clusters, by name.
    public func clusterSlugs() throws(DiscoveryStoreError) -> [ClusterSlug] {
        try read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT name, slug, id FROM cluster ORDER BY name")
            let slugs = try Self.slugs(in: database)
            var taken = Set(slugs.values)
            var aliases: [Int64: [ClusterSlug.Alias]] = [:]
            for row in try Row.fetchAll(
                database, sql: "SELECT alias, cluster_id FROM cluster_alias ORDER BY alias")
            {
                let slug = ClusterName.slug(for: row[0], isTaken: taken.contains)
                taken.insert(slug)
                aliases[row[1], default: []].append(.init(name: row[0], slug: slug))
            }
            return rows.map {
                ClusterSlug(name: $0[0], slug: slugs[$0[2]] ?? $0[1], aliases: aliases[$0[2]] ?? [])
            }
        } ?? []
    }

    /// The slugs of all clusters, by number. Where one stands for something built in, which it may in a file of an older
    /// crawlctl, another one takes its place.
    static func slugs(in database: Database) throws -> [Int64: String] {
        let rows = try Row.fetchAll(database, sql: "SELECT id, slug FROM cluster ORDER BY name")
        var slugs = Dictionary(rows.map { ($0[0] as Int64, $0[1] as String) }, uniquingKeysWith: { first, _ in first })
        for row in rows where ClusterName.isBuiltInSlug(row[1]) {
            slugs[row[0]] = ClusterName.slug(for: row[1], isTaken: slugs.values.contains)
        }
        return slugs
    }

    /// What the server of a surface says of itself; `nil` when there is no such cluster.
    ///
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` when the cluster has none at that moment.
    public func serverDetails(for reference: SurfaceReference) throws(DiscoveryStoreError) -> ServerDetails? {
        try read { database -> ServerDetails? in
            guard let (cluster, moment) = try Self.find(reference, in: database) else { return nil }
            let snapshot = try Self.knownSnapshot(of: cluster, at: moment, reference: reference, in: database)
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT server_version, resource_storage_id,
                        (SELECT server FROM crawl WHERE cluster_id = ? AND outcome <> 'superseded'
                            ORDER BY observed_at DESC, server LIKE 'file:%', id DESC LIMIT 1),
                        (SELECT form FROM crawl WHERE snapshot_id = snapshot.id ORDER BY id DESC LIMIT 1)
                    FROM snapshot WHERE id = ?
                    """, arguments: [cluster.id, snapshot.id])
            return ServerDetails(
                cluster: cluster.name, server: row?[2] ?? "", serverVersion: row?[0],
                form: (row?[3] as String?).flatMap { DiscoveryForm(rawValue: $0) },
                storageVersionHashes: try (row?[1] as Int64?).map {
                    try ContentWriter(database).storageVersionHashes($0)
                } ?? [:])
        } ?? nil
    }

    /// A text that is the same for as long as a reference means the same surface, and the same schemas, in the same
    /// states; `nil` when there is no such cluster. Costs a few rows, not a surface.
    ///
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` when the cluster has none at that moment.
    public func stamp(of reference: SurfaceReference) throws(DiscoveryStoreError) -> String? {
        try read { database -> String? in
            guard let (cluster, moment) = try Self.find(reference, in: database) else { return nil }
            let snapshot = try Self.knownSnapshot(of: cluster, at: moment, reference: reference, in: database)
            let conditions = try Self.conditions(
                of: cluster.id, at: moment == .latest ? nil : snapshot.observedAt, in: database)
            let states = conditions.values.map { "\($0.groupVersion) \($0.state.rawValue)" }.sorted()
            let schemas = try Row.fetchOne(
                database,
                sql: """
                    SELECT max(id), (SELECT group_concat(group_name || '/' || version || ' ' || since, ',')
                        FROM schema_condition WHERE cluster_id = ?1 AND until IS NULL)
                    FROM schema_snapshot WHERE cluster_id = ?1
                    """, arguments: [cluster.id])
            let schemasText = "\(schemas?[0] as Int64? ?? 0) \(schemas?[1] as String? ?? "")"
            return "\(cluster.id) \(snapshot.id) \(states.joined(separator: ",")) \(schemasText)"
        } ?? nil
    }

    /// The OpenAPI documents that belong to a surface, without their bodies: as they were when that surface was last
    /// seen. Costs a row for each.
    ///
    /// - Returns: None where there is no such cluster, or its schemas were not read by then.
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` when the cluster has none at that moment.
    public func servedSchemas(for reference: SurfaceReference) throws -> ServedSchemas {
        try read { database -> ServedSchemas in
            guard let (cluster, moment) = try Self.find(reference, in: database) else { return .none }
            let until = try Self.schemasEnd(of: cluster, at: moment, reference: reference, in: database)
            let set: Int64? = try database.cachedValue(
                """
                SELECT schema_set_id FROM schema_snapshot
                WHERE cluster_id = ?1 AND (?2 IS NULL OR first_seen_at < ?2) ORDER BY id DESC LIMIT 1
                """, [cluster.id, until])
            guard let set else { return .none }
            let documents = try Row.fetchAll(
                database,
                sql: """
                    SELECT group_name, version, hash, size FROM schema_set_document
                    JOIN openapi_document ON openapi_document.id = document_id WHERE schema_set_id = ?
                    """, arguments: [set]
            ).map { row in
                (
                    GroupVersion(group: row[0], version: row[1]),
                    ServedSchemas.Document(hash: row[2], size: row[3])
                )
            }
            return ServedSchemas(
                documents: Dictionary(documents, uniquingKeysWith: { first, _ in first }),
                failed: Set(try Self.schemaConditions(of: cluster.id, at: until, in: database).keys))
        } ?? .none
    }

    /// The body of a document that some cluster has or had: the very bytes that its server sent.
    ///
    /// The cost is its size, about 100 MB a second.
    ///
    /// - Parameter hash: Its SHA-512, upper-case hexadecimal digits.
    /// - Returns: `nil` when there is none.
    public func openAPIDocument(hash: String) throws -> Data? {
        try read { database -> Data? in
            let row = try Row.fetchOne(
                database, sql: "SELECT id, size FROM openapi_document WHERE hash = ?", arguments: [hash])
            guard let row else { return nil }
            return try StoredDocuments(database, nodes: StoredSchemaNodes(database)).body(of: row[0], size: row[1])
        } ?? nil
    }
}
