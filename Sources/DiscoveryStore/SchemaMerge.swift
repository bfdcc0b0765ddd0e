import DiscoveryModel
import Foundation
import GRDB

/// Puts what a reading saw of a cluster's documents together with what was known: a document that could not be read
/// stays the one that was last known.
struct SchemaMerge {
    /// A group version and the document it has, if one was ever known.
    struct Entry {
        var groupVersion: GroupVersion
        var document: (id: Int64, hash: String)?
    }

    /// By group version.
    private(set) var entries: [Entry] = []
    /// What could not be read.
    private(set) var conditions: [GroupVersionCondition] = []

    private let database: Database
    private let cluster: Int64

    init(
        _ documents: [SchemaObservation.Document], cluster: Int64, latest: SchemaSnapshotWriter.Latest?,
        database: Database
    ) throws {
        self.database = database
        self.cluster = cluster
        var listed: Set<GroupVersion> = []
        for document in documents where listed.insert(document.groupVersion).inserted {
            switch document.outcome {
            case .known(let hash), .fetched(let hash):
                guard let id = try SchemaContentWriter.document(hash: hash, in: database) else {
                    throw SchemaSnapshotWriter.outdated
                }
                entries.append(Entry(groupVersion: document.groupVersion, document: (id, hash)))
            case .failed(let failure):
                try keepLastKnown(document.groupVersion, failure)
            }
        }
        if let latest { try keepWhatOnlyDiscoveryLists(besides: listed, in: latest.set) }
        entries.sort { $0.groupVersion < $1.groupVersion }
    }

    private mutating func keepLastKnown(_ groupVersion: GroupVersion, _ failure: GroupVersionFailure) throws {
        let known = try lastKnown(groupVersion)
        entries.append(Entry(groupVersion: groupVersion, document: known?.document))
        conditions.append(
            GroupVersionCondition(groupVersion: groupVersion, state: .failed, failure: failure, asOf: known?.asOf))
    }

    /// A server that cannot reach the one behind a group version leaves its document out, though nothing was removed.
    private mutating func keepWhatOnlyDiscoveryLists(besides listed: Set<GroupVersion>, in set: Int64) throws {
        let incomplete = try DiscoveryDatabase.conditions(of: cluster, at: nil, in: database).keys
        for groupVersion in incomplete.sorted() where !listed.contains(groupVersion) {
            let isKnown: Int64? = try database.cachedValue(
                """
                SELECT document_id FROM schema_set_document WHERE schema_set_id = ? AND group_name = ? AND version = ?
                """, [set, groupVersion.group, groupVersion.version])
            guard isKnown != nil else { continue }
            try keepLastKnown(
                groupVersion, GroupVersionFailure(message: "the server does not list it while it cannot refresh it"))
        }
    }

    /// The document that a group version last had on this cluster, and when it was last seen good.
    private func lastKnown(
        _ groupVersion: GroupVersion
    ) throws -> (document: (id: Int64, hash: String), asOf: Date?)? {
        let row = try database.cachedRow(
            """
            SELECT openapi_document.id, hash,
                (SELECT max(observed_at) FROM schema_crawl WHERE schema_snapshot_id = schema_snapshot.id) AS seen
            FROM schema_snapshot
            JOIN schema_set_document USING (schema_set_id)
            JOIN openapi_document ON openapi_document.id = document_id
            WHERE cluster_id = ? AND group_name = ? AND version = ?
            ORDER BY schema_snapshot.id DESC LIMIT 1
            """, [cluster, groupVersion.group, groupVersion.version])
        guard let row else { return nil }
        let seen: String? = row[2]
        // Where it could not be read even then, the condition of that time says when it last could.
        let condition = try database.cachedRow(
            """
            SELECT as_of FROM schema_condition
            WHERE cluster_id = ?1 AND group_name = ?2 AND version = ?3 AND since <= ?4
                AND (until IS NULL OR until > ?4)
            ORDER BY since DESC LIMIT 1
            """, [cluster, groupVersion.group, groupVersion.version, seen])
        let asOf: String? = condition.map { $0[0] } ?? seen
        return ((row[0], row[1]), asOf.flatMap(Timestamp.date(rfc3339:)))
    }
}
