import DiscoveryModel
import Foundation
import GRDB

/// What the snapshots of one cluster had of one group, as far as a question is about it.
public struct ClusterSightings: Sendable {
    /// The cluster's name.
    public var cluster: String
    /// The group's name.
    public var group: String
    /// Oldest first; snapshots in which nothing in question changed are left out.
    public var sightings: [SurfaceSighting]
}

extension DiscoveryDatabase {
    /// Finds what the snapshots of some clusters had of a group version or a resource.
    ///
    /// Costs a few rows for each snapshot and group in question, and each content that is in question once.
    ///
    /// - Parameter names: The clusters' names or aliases; `nil` for all of them.
    /// - Returns: By cluster, then group; nothing where no content has such a resource.
    /// - Throws: ``DiscoveryStoreError`` when there is no such cluster.
    public func sightings(
        of subject: HistorySubject, onClusters names: [String]?
    ) throws(DiscoveryStoreError) -> [ClusterSightings] {
        let known = try read { database in
            let clusters = try names?.map {
                try Self.knownCluster($0, what: "cannot read the history of \($0)", in: database)
            }
            let all =
                try clusters
                ?? Row.fetchAll(database, sql: "SELECT id, name FROM cluster ORDER BY name").map {
                    ClusterRecord(id: $0[0], name: $0[1])
                }
            var reader = SightingReader(database: database, subject: subject)
            let groups = try reader.groups()
            return try all.flatMap { cluster in
                try groups.map { group, resources in
                    ClusterSightings(
                        cluster: cluster.name, group: group,
                        sightings: try reader.sightings(of: cluster.id, group: group, resources: resources))
                }
            }
        }
        if let known { return known }
        return try Self.nothing(ofClusters: names)
    }
}

/// Reads what snapshots had of single groups; lives within one transaction.
private struct SightingReader {
    let database: Database
    let subject: HistorySubject
    /// By content, what of it is in question.
    private var lists: [Int64: APIResourceList] = [:]

    init(database: Database, subject: HistorySubject) {
        self.database = database
        self.subject = subject
    }

    /// The groups in question, and for each the resources; `nil` for all of them.
    func groups() throws -> [(String, Set<String>?)] {
        switch subject {
        case .groupVersion(let groupVersion): return [(groupVersion.group, nil)]
        case .resource(let pattern):
            let matches = pattern.matches(try candidates(pattern.name))
            return Dictionary(grouping: matches, by: \.groupVersion.group).mapValues { group in
                Set(group.map(\.resource.resource))
            }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    /// Every resource that any content has under a name, as far as the database can tell.
    private func candidates(_ name: String) throws -> [(groupVersion: GroupVersion, resource: APIResource)] {
        let statement = try database.makeStatement(
            sql: """
                SELECT group_name, version, \(ResourceColumns.names(details: true))
                FROM resource JOIN group_version ON group_version.id = group_version_id
                WHERE name = ?1 OR subresource = ''
                    AND (singular_name = ?1 OR kind = ?2 OR lower(kind) = ?1 OR instr(short_names, ?2))
                """)
        try statement.setArguments([name.lowercased(), name])
        let rows = BulkRows(statement)
        var columns = ResourceColumns(hasDetails: true, offset: 1)
        var candidates: [(groupVersion: GroupVersion, resource: APIResource)] = []
        while try rows.next() {
            candidates.append(
                (GroupVersion(group: rows.text(0), version: rows.text(1)), try columns.resource(in: rows)))
        }
        return candidates
    }

    mutating func sightings(
        of cluster: Int64, group: String, resources: Set<String>?
    ) throws -> [SurfaceSighting] {
        let snapshots = try self.snapshots(of: cluster, group: group)
        try read(Set(snapshots.flatMap { $0.versions.compactMap(\.content) }), resources)
        var sightings: [SurfaceSighting] = []
        var last: Snapshot?
        for snapshot in snapshots {
            if let last, last.preferredVersion == snapshot.preferredVersion, last.versions == snapshot.versions {
                continue
            }
            last = snapshot
            sightings.append(
                SurfaceSighting(
                    snapshotID: snapshot.id, firstSeen: snapshot.firstSeen,
                    previousLastSeen: snapshot.previousLastSeen, surface: surface(of: snapshot, group: group)))
        }
        return sightings
    }

    private struct Snapshot {
        struct Version: Equatable {
            var version: String
            var content: Int64?
        }

        var id: Int64
        var firstSeen: Date
        var previousLastSeen: Date?
        var preferredVersion: String
        var versions: [Version] = []
    }

    /// What each snapshot of a cluster has of a group, oldest first.
    private func snapshots(of cluster: Int64, group: String) throws -> [Snapshot] {
        let statement = try database.makeStatement(
            sql: """
                SELECT snapshot.id, first_seen_at, (SELECT max(observed_at) FROM crawl WHERE snapshot_id = snapshot.id),
                    preferred_version, surface_version.version, group_version_id
                FROM snapshot
                LEFT JOIN surface_group ON surface_group.surface_id = snapshot.surface_id
                    AND surface_group.group_name = ?2
                LEFT JOIN surface_version ON surface_version.surface_id = snapshot.surface_id
                    AND surface_version.group_name = ?2
                WHERE cluster_id = ?1 ORDER BY snapshot.id, position
                """)
        try statement.setArguments([cluster, group])
        let rows = BulkRows(statement)
        var snapshots: [Snapshot] = []
        var lastSeen: Date?
        while try rows.next() {
            if snapshots.last?.id != rows.integer(0) {
                snapshots.append(
                    Snapshot(
                        id: rows.integer(0), firstSeen: Timestamp.date(rfc3339: rows.text(1)) ?? .distantPast,
                        previousLastSeen: lastSeen, preferredVersion: rows.text(3)))
                lastSeen = Timestamp.date(rfc3339: rows.text(2))
            }
            guard !rows.isNull(4), isInQuestion(GroupVersion(group: group, version: rows.text(4))) else { continue }
            snapshots[snapshots.count - 1].versions.append(
                .init(version: rows.text(4), content: rows.isNull(5) ? nil : rows.integer(5)))
        }
        return snapshots
    }

    private func isInQuestion(_ groupVersion: GroupVersion) -> Bool {
        guard case .groupVersion(let one) = subject else { return true }
        return groupVersion == one
    }

    /// Reads what is in question of contents that were not read before.
    private mutating func read(_ contents: Set<Int64>, _ resources: Set<String>?) throws {
        let missing = contents.filter { lists[$0] == nil }.sorted()
        let found = try ContentReader.resources(of: missing, parts: .all, names: resources, in: database)
        let statement = try database.cachedStatement(
            sql: "SELECT group_name, version FROM group_version WHERE id = ?")
        for id in missing {
            guard let row = try Row.fetchOne(statement, arguments: [id]) else { continue }
            let kept = (found[id] ?? []).filter { resource in
                guard case .resource(let pattern) = subject, let subresource = pattern.subresource else { return true }
                return resource.subresource == subresource
            }
            lists[id] = try? APIResourceList(
                groupVersion: GroupVersion(group: row[0], version: row[1]), resources: kept)
        }
    }

    private func surface(of snapshot: Snapshot, group: String) -> APISurface {
        guard !snapshot.versions.isEmpty else { return APISurface(groups: []) }
        return APISurface(groups: [
            APIGroup(
                name: group, preferredVersion: snapshot.preferredVersion,
                versions: snapshot.versions.map { version in
                    .init(version: version.version, resources: version.content.flatMap { lists[$0] })
                })
        ])
    }
}
