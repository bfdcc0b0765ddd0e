import DiscoveryModel
import Foundation
import GRDB

/// What it takes to serve clusters from the store: names for URLs, and cheap answers to "is this still so?".
extension DiscoveryDatabase {
    /// The names and slugs of all clusters, by name.
    public func clusterSlugs() throws(DiscoveryStoreError) -> [ClusterSlug] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT name, slug FROM cluster ORDER BY name")
                .map { ClusterSlug(name: $0[0], slug: $0[1]) }
        } ?? []
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
                        (SELECT server FROM crawl WHERE cluster_id = ? ORDER BY id DESC LIMIT 1),
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

    /// A text that is the same for as long as a reference means the same surface in the same states; `nil` when there is
    /// no such cluster. Costs a few rows, not a surface.
    ///
    /// - Throws: ``DiscoveryStoreError`` with `noSnapshot` when the cluster has none at that moment.
    public func stamp(of reference: SurfaceReference) throws(DiscoveryStoreError) -> String? {
        try read { database -> String? in
            guard let (cluster, moment) = try Self.find(reference, in: database) else { return nil }
            let snapshot = try Self.knownSnapshot(of: cluster, at: moment, reference: reference, in: database)
            let conditions = try Self.conditions(
                of: cluster.id, at: moment == .latest ? nil : snapshot.observedAt, in: database)
            let states = conditions.values.map { "\($0.groupVersion) \($0.state.rawValue)" }.sorted()
            return "\(cluster.id) \(snapshot.id) \(states.joined(separator: ","))"
        } ?? nil
    }
}

/// Which commit a database file has; costs two system calls and opens nothing.
///
/// SQLite counts the commits in a file's header (`fileformat2.html`, the file change counter), so equal revisions have
/// the same content, and a new one is seen at once.
public struct FileRevision: Hashable, Sendable {
    private let device: dev_t
    private let number: ino_t
    private let size: off_t
    private let counter: UInt32

    /// `nil` when there is no such file, or it cannot be read.
    public init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        var bytes: UInt32 = 0
        let count = withUnsafeMutableBytes(of: &bytes) { pread(descriptor, $0.baseAddress, 4, 24) }
        guard count == 4 || status.st_size == 0 else { return nil }
        (device, self.number, size, counter) = (status.st_dev, status.st_ino, status.st_size, bytes)
    }

    /// Whether both are of one file, at whichever commit.
    public func isSameFile(as other: FileRevision) -> Bool { device == other.device && number == other.number }
}
