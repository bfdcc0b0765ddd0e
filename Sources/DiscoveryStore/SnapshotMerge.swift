import DiscoveryModel
import Foundation
import GRDB

/// Puts what a crawl saw together with what was known: nothing that is not current erases anything.
struct SnapshotMerge {
    /// The groups in discovery order, each version with the content that it has or was last seen with.
    private(set) var groups: [StoredGroup] = []
    /// What is not current.
    private(set) var conditions: [GroupVersionCondition] = []
    /// For each path that was read with a validator, the group versions that its answer called stale.
    private(set) var staleByPath: [String: [GroupVersion]] = [:]

    private let database: Database
    private let cluster: Int64
    private let latest: Int64?
    private var writer: ContentWriter

    init(
        _ observation: CrawlObservation, cluster: Int64, latest: Int64?, writer: ContentWriter
    ) throws {
        database = writer.database
        self.cluster = cluster
        self.latest = latest
        self.writer = writer
        try add(observation.core, path: "/api", isCore: true)
        try add(observation.named, path: "/apis", isCore: false)
        try self.writer.indexVerbs()
    }

    private mutating func add(_ half: CrawlObservation.Half, path: String, isCore: Bool) throws {
        switch half {
        case .absent: break
        case .read(let observed, _):
            let before = conditions.count
            for group in observed { try add(group) }
            staleByPath[path] = conditions[before...].filter { $0.state == .stale }.map(\.groupVersion)
        case .unchanged(let validator):
            guard try snapshotExists(validator.snapshotID) else {
                throw DiscoveryStoreError(
                    .outdatedValidator, what: "cannot record the crawl",
                    cause: "what it builds on was removed meanwhile")
            }
            let stale = Set(validator.stale)
            for group in try self.groups(ofSnapshot: validator.snapshotID, isCore: isCore) {
                var group = group
                for index in group.versions.indices {
                    let groupVersion = GroupVersion(group: group.name, version: group.versions[index].version)
                    guard stale.contains(groupVersion) else { continue }
                    group.versions[index].content = try incomplete(groupVersion, .stale, Self.staleFailure)
                }
                groups.append(group)
            }
            staleByPath[path] = validator.stale
        case .failed(let failure):
            // A server that was never seen before has a core group for all we know, and what is in it is not known.
            let assumed =
                isCore ? [StoredGroup(name: "", preferredVersion: "v1", versions: [.init(version: "v1")])] : []
            for group in try latest.map({ try self.groups(ofSnapshot: $0, isCore: isCore) }) ?? assumed {
                var group = group
                for index in group.versions.indices {
                    let groupVersion = GroupVersion(group: group.name, version: group.versions[index].version)
                    group.versions[index].content = try incomplete(groupVersion, .failed, failure)
                }
                groups.append(group)
            }
        }
    }

    /// Every group version, in discovery order.
    var groupVersions: [GroupVersion] {
        groups.flatMap { group in group.versions.map { GroupVersion(group: group.name, version: $0.version) } }
    }

    private static let staleFailure = GroupVersionFailure(message: "the server could not refresh it")

    private mutating func add(_ observed: ObservedGroup) throws {
        var group = StoredGroup(name: observed.name, preferredVersion: observed.preferredVersion, versions: [])
        for version in observed.versions {
            let groupVersion = GroupVersion(group: observed.name, version: version.version)
            let content: StoredGroup.Content? =
                switch version.outcome {
                case .current(let list): try writer.content(list)
                case .stale(let list?):
                    try incomplete(groupVersion, .stale, Self.staleFailure) ?? writer.content(list)
                case .stale(nil): try incomplete(groupVersion, .stale, Self.staleFailure)
                case .failed(let failure): try incomplete(groupVersion, .failed, failure)
                }
            group.versions.append(.init(version: version.version, content: content))
        }
        groups.append(group)
    }

    /// Notes that a group version is not current, and finds what it was last seen with.
    private mutating func incomplete(
        _ groupVersion: GroupVersion, _ state: GroupVersionState, _ failure: GroupVersionFailure
    ) throws -> StoredGroup.Content? {
        let known = try lastKnown(groupVersion)
        conditions.append(
            GroupVersionCondition(groupVersion: groupVersion, state: state, failure: failure, asOf: known?.asOf))
        return known?.content
    }

    /// The newest snapshot in which a group version's resources are known, and when they were last seen good.
    private func lastKnown(_ groupVersion: GroupVersion) throws -> (content: StoredGroup.Content, asOf: Date?)? {
        guard
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT group_version.id, digest,
                        (SELECT max(observed_at) FROM crawl WHERE snapshot_id = snapshot.id) AS seen
                    FROM snapshot
                    JOIN surface_version USING (surface_id)
                    JOIN group_version ON group_version.id = surface_version.group_version_id
                    WHERE cluster_id = ?1 AND surface_version.group_name = ?2 AND surface_version.version = ?3
                    ORDER BY snapshot.id DESC LIMIT 1
                    """, arguments: [cluster, groupVersion.group, groupVersion.version])
        else { return nil }
        let seen = row["seen"] as String?
        // Where it was not current even then, the condition of that time says when it last was.
        let condition = try Row.fetchOne(
            database,
            sql: """
                SELECT as_of FROM condition
                WHERE cluster_id = ?1 AND group_name = ?2 AND version = ?3 AND since <= ?4
                    AND (until IS NULL OR until > ?4)
                ORDER BY since DESC LIMIT 1
                """, arguments: [cluster, groupVersion.group, groupVersion.version, seen])
        let asOf: String? = condition.map { $0[0] } ?? seen
        return (
            .init(id: row[0], digest: ContentDigest(text: row[1])), asOf.flatMap(Timestamp.date(rfc3339:))
        )
    }

    private func snapshotExists(_ id: Int64) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM snapshot WHERE id = ? AND cluster_id = ?)",
            arguments: [id, cluster]) ?? false
    }

    /// The groups of a snapshot that belong to `/api` or to `/apis`, in its discovery order.
    private func groups(ofSnapshot id: Int64, isCore: Bool) throws -> [StoredGroup] {
        guard
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT surface_id, groups FROM snapshot
                    JOIN discovery_order ON discovery_order.id = discovery_order_id WHERE snapshot.id = ?
                    """, arguments: [id])
        else { return [] }
        var lists = StoredLists()
        let order = try lists.list(row[1])
        let positions = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return try SurfaceReader.groups(ofSurface: row[0], in: database)
            .filter { $0.name.isEmpty == isCore }
            .sorted { positions[$0.name, default: .max] < positions[$1.name, default: .max] }
    }
}
