import DiscoveryModel
import GRDB

/// What a store knows of a snapshot beside its surface.
public struct SnapshotDetails: Sendable {
    /// The document of `/version`; `nil` where it was never given.
    public var serverVersion: String?
    /// `storageVersionHash` by group version, then resource, as last given.
    public var storageVersionHashes: [GroupVersion: [String: String]]
    /// The `http` or `https` URL at which its cluster was last crawled; `nil` where it never was.
    public var server: String?
}

extension DiscoveryDatabase {
    /// What is known of a snapshot beside its surface; `nil` when there is no such snapshot.
    public func snapshotDetails(_ id: Int64) throws(DiscoveryStoreError) -> SnapshotDetails? {
        try read { database -> SnapshotDetails? in
            let row = try database.cachedRow(
                """
                SELECT server_version, resource_storage_id,
                    (SELECT server FROM crawl WHERE cluster_id = snapshot.cluster_id AND server LIKE 'http%'
                        ORDER BY id DESC LIMIT 1)
                FROM snapshot WHERE id = ?
                """, [id])
            guard let row else { return nil }
            let storage = row[1] as Int64?
            return SnapshotDetails(
                serverVersion: row[0],
                storageVersionHashes: try storage.map(ContentWriter(database).storageVersionHashes) ?? [:],
                server: row[2])
        } ?? nil
    }
}
