import DiscoveryModel
import Foundation
import GRDB

/// Records one reading of one cluster's schemas; lives within one transaction.
struct SchemaSnapshotWriter {
    let database: Database
    let cluster: DiscoveryDatabase.ClusterRecord
    let now: Date

    /// The newest snapshot.
    struct Latest {
        var id: Int64
        var set: Int64
        var firstSeenAt: String
    }

    func save(_ observation: SchemaObservation) throws -> SchemaSaveOutcome {
        var observedAt = observation.observedAt
        let last: String? = try database.cachedValue(
            "SELECT max(observed_at) FROM schema_crawl WHERE cluster_id = ? AND outcome = 'ok'", [cluster.id])
        let latest = try Self.latest(of: cluster.id, in: database)
        if let last, Timestamp.milliseconds(observedAt) < last {
            guard Timestamp.milliseconds(now) < last, let lastTime = Timestamp.date(rfc3339: last) else {
                try insertCrawl(observation, at: observedAt, snapshot: nil, outcome: "superseded")
                return try outcome(.superseded, latest?.set, observedAt: observedAt)
            }
            // The clock runs behind.
            observedAt = lastTime.addingTimeInterval(0.001)
        }
        try thinCrawls(before: observedAt, last: last)
        try forgetFetch()
        guard case .listed(let documents) = observation.content else {
            guard let latest else { throw Self.outdated }
            try insertCrawl(observation, at: observedAt, snapshot: latest.id, outcome: "ok")
            return try outcome(.unchanged(since: date(latest.firstSeenAt)), latest.set, observedAt: observedAt)
        }
        let merge = try SchemaMerge(documents, cluster: cluster.id, latest: latest, database: database)
        let set = try Self.set(merge.entries, in: database)
        var snapshot = latest?.id ?? 0
        if latest?.set != set {
            try database.executeCached(
                "INSERT INTO schema_snapshot (cluster_id, schema_set_id, first_seen_at) VALUES (?, ?, ?)",
                [cluster.id, set, Timestamp.milliseconds(observedAt)])
            snapshot = database.lastInsertedRowID
        }
        try insertCrawl(observation, at: observedAt, snapshot: snapshot, outcome: "ok")
        try SchemaConditionWriter(database: database, cluster: cluster.id)
            .replace(with: merge.conditions, at: observedAt)
        try saveValidators(observation, documents, isComplete: merge.conditions.isEmpty)
        let change: SchemaSaveOutcome.Change
        if let latest {
            change =
                latest.set == set
                ? .unchanged(since: date(latest.firstSeenAt)) : try self.change(from: latest.set, to: set)
        } else {
            change = .first
        }
        return try outcome(change, set, observedAt: observedAt)
    }

    static let outdated = DiscoveryStoreError(
        .outdatedValidator, what: "cannot record the schemas", cause: "what they build on was removed meanwhile")

    static func latest(of cluster: Int64, in database: Database) throws -> Latest? {
        try database.cachedRow(
            """
            SELECT id, schema_set_id, first_seen_at FROM schema_snapshot WHERE cluster_id = ? ORDER BY id DESC LIMIT 1
            """, [cluster]
        ).map { Latest(id: $0[0], set: $0[1], firstSeenAt: $0[2]) }
    }

    // MARK: - Steps

    /// The row of a set of documents, by group version.
    static func set(_ entries: [SchemaMerge.Entry], in database: Database) throws -> Int64 {
        let lines = entries.map { "\($0.groupVersion) \($0.document?.hash ?? "")" }
        let digest = CanonicalForm.digest(ofList: lines, kind: "schema-set").text
        if let known: Int64 = try database.cachedValue("SELECT id FROM schema_set WHERE digest = ?", [digest]) {
            return known
        }
        try database.executeCached("INSERT INTO schema_set (digest) VALUES (?)", [digest])
        let id = database.lastInsertedRowID
        for entry in entries {
            try database.executeCached(
                """
                INSERT INTO schema_set_document (schema_set_id, group_name, version, document_id) VALUES (?, ?, ?, ?)
                """, [id, entry.groupVersion.group, entry.groupVersion.version, entry.document?.id])
        }
        return id
    }

    private func insertCrawl(
        _ observation: SchemaObservation, at observedAt: Date, snapshot: Int64?, outcome: String
    ) throws {
        try database.executeCached(
            """
            INSERT INTO schema_crawl (cluster_id, schema_snapshot_id, observed_at, duration, requests, bytes, form,
                outcome, server)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                cluster.id, snapshot, Timestamp.milliseconds(observedAt),
                (observation.duration * 1_000_000).rounded() / 1_000_000, observation.requests, observation.bytes,
                observation.form.rawValue, outcome, observation.server,
            ])
    }

    /// What is a document's hash anyway is not said again.
    private func saveValidators(
        _ observation: SchemaObservation, _ documents: [SchemaObservation.Document], isComplete: Bool
    ) throws {
        var tags: [String: String] = [:]
        // Told that nothing changed, nobody would ask for what failed.
        if isComplete, let tag = observation.entityTag { tags["/openapi/\(observation.form.rawValue)"] = tag }
        for document in documents {
            switch document.outcome {
            case .known(let hash), .fetched(let hash):
                if let own = document.serverHash, own != hash { tags[document.groupVersion.description] = own }
            case .failed: break
            }
        }
        guard try tags != Self.validators(of: cluster.id, in: database) else { return }
        try database.executeCached("DELETE FROM schema_validator WHERE cluster_id = ?", [cluster.id])
        for (path, tag) in tags {
            try database.executeCached(
                "INSERT INTO schema_validator (cluster_id, path, etag) VALUES (?, ?, ?)", [cluster.id, path, tag])
        }
    }

    /// What a cluster's server calls its documents and the list of them, by path.
    static func validators(of cluster: Int64, in database: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            try database.cachedStatement(sql: "SELECT path, etag FROM schema_validator WHERE cluster_id = ?"),
            arguments: [cluster])
        return Dictionary(rows.map { ($0[0] as String, $0[1] as String) }) { first, _ in first }
    }

    private func forgetFetch() throws {
        try database.executeCached("DELETE FROM schema_fetch WHERE cluster_id = ?", [cluster.id])
    }

    private func thinCrawls(before observedAt: Date, last: String?) throws {
        let today = Timestamp.milliseconds(observedAt).prefix(10)
        guard let last, last.prefix(10) != today else { return }
        try database.executeCached(
            """
            DELETE FROM schema_crawl WHERE cluster_id = ?1 AND observed_at < ?2 AND EXISTS (
                SELECT 1 FROM schema_crawl AS later
                WHERE later.cluster_id = ?1 AND later.observed_at > schema_crawl.observed_at
                    AND later.observed_at < substr(schema_crawl.observed_at, 1, 10) || 'U'
                    AND later.schema_snapshot_id IS schema_crawl.schema_snapshot_id
                    AND later.outcome = schema_crawl.outcome)
            """,
            [cluster.id, Timestamp.milliseconds(observedAt.addingTimeInterval(-7 * 86400))])
    }

    // MARK: - What it came to

    private func change(from old: Int64, to new: Int64) throws -> SchemaSaveOutcome.Change {
        let row = try database.cachedRow(
            """
            WITH old AS (SELECT * FROM schema_set_document WHERE schema_set_id = ?1),
                new AS (SELECT * FROM schema_set_document WHERE schema_set_id = ?2)
            SELECT
                (SELECT count(*) FROM new LEFT JOIN old USING (group_name, version)
                  WHERE old.schema_set_id IS NULL),
                (SELECT count(*) FROM old LEFT JOIN new USING (group_name, version)
                  WHERE new.schema_set_id IS NULL),
                (SELECT count(*) FROM old JOIN new USING (group_name, version)
                  WHERE old.document_id IS NOT new.document_id)
            """, [old, new])
        guard let row else { return .changed(added: 0, removed: 0, changed: 0) }
        return .changed(added: row[0], removed: row[1], changed: row[2])
    }

    private func outcome(
        _ change: SchemaSaveOutcome.Change, _ set: Int64?, observedAt: Date
    ) throws -> SchemaSaveOutcome {
        let row = try database.cachedRow(
            """
            SELECT count(*), coalesce(sum(size), 0) FROM schema_set_document
            LEFT JOIN openapi_document ON openapi_document.id = document_id WHERE schema_set_id = ?
            """, [set])
        return SchemaSaveOutcome(
            cluster: cluster.name, change: change, documents: row?[0] ?? 0, size: row?[1] ?? 0,
            conditions: try DiscoveryDatabase.schemaConditions(of: cluster.id, at: nil, in: database).values
                .sorted { $0.groupVersion < $1.groupVersion },
            observedAt: observedAt)
    }

    private func date(_ text: String) -> Date { Timestamp.date(rfc3339: text) ?? now }
}
