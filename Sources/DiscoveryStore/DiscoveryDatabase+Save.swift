import DiscoveryModel
import Foundation
import GRDB

extension DiscoveryDatabase {
    /// What to send with the next crawl of a cluster; empty for a cluster that is not known.
    public func validators(ofCluster name: String, server: String) throws(DiscoveryStoreError) -> [Validator] {
        try read { database in
            guard let cluster = try Self.cluster(named: name, in: database) else { return [] }
            let last = try String.fetchOne(
                database,
                sql:
                    "SELECT server FROM crawl WHERE cluster_id = ? AND outcome = 'ok' ORDER BY observed_at DESC, id DESC LIMIT 1",
                arguments: [cluster.id])
            guard last == server else { return [] }
            return try Row.fetchAll(
                database, sql: "SELECT path, etag, form, snapshot_id, stale FROM validator WHERE cluster_id = ?",
                arguments: [cluster.id]
            ).map { row in
                var lists = StoredLists()
                return Validator(
                    path: row[0], tag: EntityTag(value: row[1], form: DiscoveryForm(rawValue: row[2]) ?? .legacy),
                    snapshotID: row[3], stale: try lists.list(row[4]).compactMap { GroupVersion($0) })
            }
        } ?? []
    }

    /// Records a crawl in one transaction.
    ///
    /// A crawl that saw nothing new adds one row. Crawls of one cluster count in the order in which their answers were
    /// received: an older observation that comes later is recorded as superseded and changes nothing.
    ///
    /// - Parameters:
    ///   - name: The cluster's name or alias; it is made where there is none.
    ///   - now: The time, asked for once nobody else can write: an observation that lies before the last one of the
    ///     cluster is told apart from a clock that runs behind by it.
    /// - Throws: ``DiscoveryStoreError``; with `outdatedValidator` when the observation builds on a snapshot that is no
    ///   longer there: crawl again without validators.
    public func save(
        _ observation: CrawlObservation, asCluster name: String, now: () -> Date = { Date() }
    ) throws(DiscoveryStoreError) -> SaveOutcome {
        try write { database in
            let cluster = try Self.findOrMakeCluster(name, in: database)
            return try SnapshotWriter(database: database, cluster: cluster, now: now()).save(observation)
        }
    }

    /// Records several crawls in one transaction, as if one after the other: each is whole or not there, and what is wrong
    /// with one does not touch the others. Many crawls that end together cost one wait for the disk so.
    ///
    /// - Returns: What became of each, in order.
    /// - Throws: ``DiscoveryStoreError`` when nothing could be recorded at all.
    public func save(
        _ crawls: [(observation: CrawlObservation, cluster: String)], now: () -> Date = { Date() }
    ) throws(DiscoveryStoreError) -> [Result<SaveOutcome, DiscoveryStoreError>] {
        try write { database in
            let now = now()
            return try Self.each(crawls, in: database) { crawl in
                let cluster = try Self.findOrMakeCluster(crawl.cluster, in: database)
                return try SnapshotWriter(database: database, cluster: cluster, now: now).save(crawl.observation)
            }
        }
    }

    /// Does something for each of some items, each in a savepoint of its own: what is wrong with one is undone and told,
    /// and does not touch the others.
    ///
    /// - Throws: Whatever is not a ``DiscoveryStoreError``, which ends it all.
    static func each<Item, Outcome>(
        _ items: [Item], in database: Database, _ body: (Item) throws -> Outcome
    ) throws -> [Result<Outcome, DiscoveryStoreError>] {
        try items.map { item in
            do {
                var outcome: Outcome?
                try database.inSavepoint {
                    outcome = try body(item)
                    return .commit
                }
                guard let outcome else { preconditionFailure("a released savepoint has an outcome") }
                return .success(outcome)
            } catch let error as DiscoveryStoreError {
                return .failure(error)
            }
        }
    }

    /// Records that a crawl read nothing, for a cluster that is known; does nothing for another.
    public func recordFailure(
        ofCluster name: String, server: String, message: String, at date: Date
    ) throws(DiscoveryStoreError) {
        try write { database in
            guard let cluster = try Self.cluster(named: name, in: database) else { return }
            try database.execute(
                sql: """
                    INSERT INTO crawl (cluster_id, observed_at, duration, requests, bytes, form, outcome, message, server)
                    VALUES (?, ?, 0, 0, 0, '', 'failed', ?, ?)
                    """, arguments: [cluster.id, Timestamp.milliseconds(date), message, server])
        }
    }

    static func findOrMakeCluster(_ name: String, in database: Database) throws -> ClusterRecord {
        if let known = try cluster(named: name, in: database) { return known }
        try ClusterName.check(name)
        let slug = try ClusterName.slug(for: name) { candidate in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM cluster WHERE slug = ?)", arguments: [candidate]) ?? false
        }
        try database.execute(sql: "INSERT INTO cluster (name, slug) VALUES (?, ?)", arguments: [name, slug])
        return ClusterRecord(id: database.lastInsertedRowID, name: name)
    }
}
