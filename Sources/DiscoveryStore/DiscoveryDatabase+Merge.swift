import DiscoveryModel
import Foundation
import GRDB

extension DiscoveryDatabase {
    /// Adds clusters of another database with their whole history: snapshots, crawls, states, schemas and former names.
    ///
    /// The history of a cluster that is here already is merged by time, as if both had been recorded here; adding the same
    /// twice changes nothing. A snapshot that lies before others is given its place, and those behind it get new numbers.
    /// Validators are not carried over. Each cluster is whole or not there, and what is wrong with one does not touch the
    /// others.
    ///
    /// - Parameters:
    ///   - source: A database that ``openForMerging(path:)`` opened.
    ///   - evenIfOther: Whether histories that speak of different servers are merged all the same.
    /// - Returns: What became of each, in order.
    /// - Throws: ``DiscoveryStoreError`` when the source is this same file, or nothing can be written.
    public func merge(
        _ clusters: [ClusterMerge], from source: DiscoveryDatabase, evenIfOther: Bool = false
    ) throws(DiscoveryStoreError) -> [Result<MergeOutcome, DiscoveryStoreError>] {
        guard !isSameFile(as: source.path) else {
            throw DiscoveryStoreError(.other, what: "cannot merge \(source.path)", cause: "it is this database itself")
        }
        return try merge(clusters, from: source, evenIfOther: evenIfOther, keepsNumbers: false)
    }

    /// Opens a database for reading that anybody may have made, and checks that every row in it is what the schema says.
    ///
    /// Costs a pass over the file.
    ///
    /// - Throws: ``DiscoveryStoreError`` when there is none, or it cannot be used.
    public static func openForMerging(path: String) throws(DiscoveryStoreError) -> DiscoveryDatabase {
        let database = try openForReading(path: path)
        try database.check()
        return database
    }

    func merge(
        _ clusters: [ClusterMerge], from source: DiscoveryDatabase, evenIfOther: Bool, keepsNumbers: Bool
    ) throws(DiscoveryStoreError) -> [Result<MergeOutcome, DiscoveryStoreError>] {
        let outcomes = try write { database in
            var seen: [Int64: String] = [:]
            let outcomes = try clusters.map { cluster -> Result<MergeOutcome, DiscoveryStoreError> in
                do {
                    var outcome: MergeOutcome?
                    try database.inSavepoint {
                        var merging = try ClusterMerging(cluster, from: source, into: database)
                        if let other = seen[merging.target.id] {
                            throw DiscoveryStoreError(
                                .invalidName, what: "cannot merge \(cluster.name)",
                                cause: "it is called \(merging.target.name) here, and so is \(other)",
                                hint: "merge it by itself under another name")
                        }
                        if !evenIfOther { try merging.checkIsSame() }
                        outcome = try merging.merge(keepsNumbers: keepsNumbers)
                        // Not before: a cluster that is refused leaves its number to the next.
                        seen[merging.target.id] = cluster.name
                        return .commit
                    }
                    guard let outcome else { preconditionFailure("a released savepoint has an outcome") }
                    return .success(outcome)
                } catch let error as DiscoveryStoreError {
                    return .failure(error)
                }
            }
            _ = try Self.tidy(database, after: Self.documents(outcomes))
            try PackedSchemaEdges.update(in: database)
            return outcomes
        }
        if Self.documents(outcomes) > 0 { try vacuum() }
        return outcomes
    }

    private static func documents(_ outcomes: [Result<MergeOutcome, DiscoveryStoreError>]) -> Int {
        outcomes.map { (try? $0.get().documents) ?? 0 }.reduce(0, +)
    }

    /// Whether a path leads to this database's own file.
    func isSameFile(as other: String) -> Bool {
        var (own, theirs) = (stat(), stat())
        return stat(path, &own) == 0 && stat(other, &theirs) == 0 && own.st_dev == theirs.st_dev
            && own.st_ino == theirs.st_ino
    }

    private func check() throws(DiscoveryStoreError) {
        try read { database in
            try DatabaseSchema.checkTables(in: database)
            let problem = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
            guard problem == "ok", try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") == nil else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT)
            }
        }
    }
}
