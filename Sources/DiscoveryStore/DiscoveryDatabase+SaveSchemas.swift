import DiscoveryModel
import Foundation
import GRDB
import OpenAPIModel

/// A document as a fetch received it.
public struct FetchedOpenAPIDocument: Sendable {
    /// Whose it is.
    public var groupVersion: GroupVersion
    /// What the server calls this state of it; `nil` where it gives it no name.
    public var serverHash: String?
    /// The document.
    public var document: OpenAPIDocument

    /// Makes a document from its parts.
    public init(groupVersion: GroupVersion, serverHash: String?, document: OpenAPIDocument) {
        self.groupVersion = groupVersion
        self.serverHash = serverHash
        self.document = document
    }
}

extension DiscoveryDatabase {
    /// What need not be fetched of a cluster's documents; for a cluster that is not known, what is known of others.
    ///
    /// - Parameter server: Where the cluster is now: what another server called its documents says nothing.
    public func knownSchemas(ofCluster name: String, server: String) throws(DiscoveryStoreError) -> KnownSchemas {
        try read { database in
            var known = KnownSchemas(
                hashes: Set(try String.fetchAll(database, sql: "SELECT hash FROM openapi_document")))
            guard let cluster = try Self.cluster(named: name, in: database) else { return known }
            let last: String? = try database.cachedValue(
                """
                SELECT server FROM schema_crawl WHERE cluster_id = ? AND outcome = 'ok'
                ORDER BY observed_at DESC, id DESC LIMIT 1
                """, [cluster.id])
            guard last == nil || last == server else { return known }
            let tags = try SchemaSnapshotWriter.validators(of: cluster.id, in: database)
            known.entityTags = tags.filter { $0.key.hasPrefix("/") }
            let documents = try Row.fetchAll(
                database,
                sql: """
                    SELECT group_name, version, hash FROM schema_set_document
                    JOIN openapi_document ON openapi_document.id = document_id
                    WHERE schema_set_id =
                        (SELECT schema_set_id FROM schema_snapshot WHERE cluster_id = ? ORDER BY id DESC LIMIT 1)
                    """, arguments: [cluster.id])
            for row in documents {
                let groupVersion = GroupVersion(group: row[0], version: row[1])
                known.documents[groupVersion] = .init(
                    serverHash: tags[groupVersion.description] ?? row[2], hash: row[2])
            }
            // A fetch that was not completed is newer than what was completed before it.
            let fetched = try Row.fetchAll(
                database,
                sql: """
                    SELECT group_name, version, etag, hash FROM schema_fetch
                    JOIN openapi_document ON openapi_document.id = document_id WHERE cluster_id = ?
                    """, arguments: [cluster.id])
            for row in fetched {
                known.documents[GroupVersion(group: row[0], version: row[1])] = .init(
                    serverHash: row[2], hash: row[3])
            }
            return known
        } ?? KnownSchemas()
    }

    /// Keeps documents of a fetch that goes on, in one transaction. They are part of no answer until the fetch is saved;
    /// one that is broken off finds them again (``knownSchemas(ofCluster:server:)``).
    ///
    /// - Parameter name: The cluster's name or alias.
    /// - Throws: ``DiscoveryStoreError`` when there is no such cluster: its discovery is saved first.
    public func keep(
        _ documents: [FetchedOpenAPIDocument], ofCluster name: String, now: Date = Date()
    ) throws(DiscoveryStoreError) {
        try write { database in
            let cluster = try Self.knownCluster(name, what: "cannot keep schemas of \(name)", in: database)
            var writer = SchemaContentWriter(database, codec: try FramePacking.codec(in: database))
            for fetched in documents {
                let id = try writer.document(fetched.document)
                try database.executeCached(
                    """
                    INSERT OR REPLACE INTO schema_fetch (cluster_id, group_name, version, document_id, etag, kept_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    [
                        cluster.id, fetched.groupVersion.group, fetched.groupVersion.version, id,
                        fetched.serverHash ?? fetched.document.hash, Timestamp.milliseconds(now),
                    ])
            }
        }
    }

    /// Records a reading of a cluster's schemas: what was kept of it becomes visible in one transaction.
    ///
    /// A document that failed keeps its last known one. Readings count in the order in which their answers were received.
    ///
    /// - Parameters:
    ///   - name: The name or alias of a cluster whose discovery was saved.
    ///   - now: The time, asked for once nobody else can write: an observation that lies before the last one of the
    ///     cluster is told apart from a clock that runs behind by it.
    /// - Throws: ``DiscoveryStoreError``; with `outdatedValidator` when a document that it builds on is no longer there:
    ///   read them again.
    public func saveSchemas(
        _ observation: SchemaObservation, asCluster name: String, now: () -> Date = { Date() }
    ) throws(DiscoveryStoreError) -> SchemaSaveOutcome {
        try saveSchemas([(observation, name)], now: now)[0].get()
    }

    /// Records several readings in one transaction, as if one after the other: each is whole or not there, and what is
    /// wrong with one does not touch the others.
    ///
    /// - Returns: What became of each, in order.
    /// - Throws: ``DiscoveryStoreError`` when nothing could be recorded at all.
    public func saveSchemas(
        _ readings: [(observation: SchemaObservation, cluster: String)], now: () -> Date = { Date() }
    ) throws(DiscoveryStoreError) -> [Result<SchemaSaveOutcome, DiscoveryStoreError>] {
        let isTidied = try write { database in
            try Self.tidy(database, after: try Self.keptCount(for: readings.map(\.cluster), in: database))
        }
        let outcomes = try write { database in
            let now = now()
            let outcomes = try Self.each(readings, in: database) { reading in
                let cluster = try Self.knownCluster(
                    reading.cluster, what: "cannot record schemas of \(reading.cluster)", in: database)
                let writer = SchemaSnapshotWriter(database: database, cluster: cluster, now: now)
                return try writer.save(reading.observation)
            }
            try PackedSchemaEdges.update(in: database)
            return outcomes
        }
        if isTidied { try vacuum() }
        return outcomes
    }

    /// After new documents: makes a dictionary where enough of the file wants one, and after many one piece of the search
    /// index. Pages become free by both.
    ///
    /// - Returns: Whether there was anything to do.
    static func tidy(_ database: Database, after newDocuments: Int) throws -> Bool {
        if newDocuments == 0 { return false }
        let isPacked = try FramePacking(database: database).pack()
        let areMany = newDocuments > 10
        if areMany { try database.execute(sql: "INSERT INTO schema_search (schema_search) VALUES ('optimize')") }
        return isPacked || areMany
    }

    /// How many documents were kept of clusters since their last readings, those of fetches that were broken off included.
    private static func keptCount(for clusters: [String], in database: Database) throws -> Int {
        try Set(clusters.compactMap { try cluster(named: $0, in: database)?.id }).reduce(0) { sum, id in
            try sum + (database.cachedValue("SELECT count(*) FROM schema_fetch WHERE cluster_id = ?", [id]) ?? 0)
        }
    }

    /// Records that the schemas of a cluster could not be read, for a cluster that is known; does nothing for another.
    public func recordSchemaFailure(
        ofCluster name: String, server: String, message: String, at date: Date
    ) throws(DiscoveryStoreError) {
        try write { database in
            guard let cluster = try Self.cluster(named: name, in: database) else { return }
            try database.executeCached(
                """
                INSERT INTO schema_crawl (cluster_id, observed_at, duration, requests, bytes, form, outcome, message,
                    server)
                VALUES (?, ?, 0, 0, 0, '', 'failed', ?, ?)
                """, [cluster.id, Timestamp.milliseconds(date), message, server])
        }
    }
}
