import DiscoveryModel
import Foundation
import GRDB

extension DiscoveryDatabase {
    /// Writes a new database with some clusters: their whole history, schemas included, under the same numbers, and
    /// nothing of others.
    ///
    /// The file is made in a hidden folder beside its place and put there when it is whole, readable by its owner only.
    ///
    /// - Parameters:
    ///   - names: The clusters' names or aliases.
    ///   - replacing: Whether a file that is there already is replaced.
    ///   - onStart: Is given, before anything is written, what removes all of it that is not in its place: for a process
    ///     that a signal ends meanwhile.
    /// - Returns: What was written of each, in order.
    /// - Throws: ``DiscoveryStoreError`` when there is no such cluster, there is a file already, or it cannot be written.
    public func export(
        clusters names: [String], to path: String, replacing: Bool = false,
        onStart: (_ removal: @escaping @Sendable () -> Void) -> Void = { _ in }
    ) throws(DiscoveryStoreError) -> [MergeOutcome] {
        let what = "cannot write \(path)"
        let place = NewFile(path: path, isReplacing: replacing)
        try place.check(what: what)
        guard !isSameFile(as: path) else {
            throw DiscoveryStoreError(.invalidName, what: what, cause: "it is this database itself")
        }
        let known = try knownClusters(names)
        onStart { place.removeTemporary() }
        defer { place.removeTemporary() }
        let outcomes: [Result<MergeOutcome, DiscoveryStoreError>]
        do {
            let copy = try Self.openForWriting(path: place.temporary)
            let merges = known.map { ClusterMerge(name: $0) }
            outcomes = try copy.merge(merges, from: self, evenIfOther: true, keepsNumbers: true)
            try copy.copyValidators(from: self)
            try Self.translatingErrors(what: what) { try copy.queue.close() }
        } catch {
            // Nobody knows the name that the file has meanwhile.
            throw DiscoveryStoreError(error.code, what: what, cause: error.cause, hint: error.hint)
        }
        let written = try outcomes.map { (outcome) throws(DiscoveryStoreError) in try outcome.get() }
        try place.commit(what: what)
        return written
    }

    /// The names of clusters, each once.
    private func knownClusters(_ names: [String]) throws(DiscoveryStoreError) -> [String] {
        try read { database in
            var seen: Set<Int64> = []
            return try names.compactMap { name in
                let cluster = try Self.knownCluster(name, what: "cannot export \(name)", in: database)
                return seen.insert(cluster.id).inserted ? cluster.name : nil
            }
        } ?? []
    }

    /// Copies the validators of snapshots that are here under the same numbers, and those of schemas.
    private func copyValidators(from source: DiscoveryDatabase) throws(DiscoveryStoreError) {
        let schemaRows = try source.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT name, path, etag FROM schema_validator JOIN cluster ON cluster.id = cluster_id")
        }
        let rows = try source.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT cluster.name, path, form, etag, validator.snapshot_id, stale
                    FROM validator JOIN cluster ON cluster.id = cluster_id
                    """)
        }
        try write { database in
            for row in schemaRows ?? [] {
                try database.execute(
                    sql: """
                        INSERT INTO schema_validator (cluster_id, path, etag)
                        SELECT id, ?2, ?3 FROM cluster WHERE name = ?1
                        """, arguments: StatementArguments(row.databaseValues))
            }
            for row in rows ?? [] {
                try database.execute(
                    sql: """
                        INSERT INTO validator (cluster_id, path, form, etag, snapshot_id, stale)
                        SELECT cluster.id, ?2, ?3, ?4, snapshot.id, ?6
                        FROM cluster JOIN snapshot ON snapshot.cluster_id = cluster.id
                        WHERE cluster.name = ?1 AND snapshot.id = ?5
                        """, arguments: StatementArguments(row.databaseValues))
            }
        }
    }
}
