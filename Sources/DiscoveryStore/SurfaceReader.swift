import DiscoveryModel
import GRDB

/// Reads surfaces out of the content tables.
enum SurfaceReader {
    /// The surface of a snapshot, its groups in the snapshot's discovery order.
    static func surface(
        ofSnapshot snapshot: Int64, parts: SurfaceParts, in database: Database
    ) throws -> APISurface {
        guard
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT surface_id, groups FROM snapshot
                    JOIN discovery_order ON discovery_order.id = discovery_order_id WHERE snapshot.id = ?
                    """, arguments: [snapshot])
        else { return APISurface(groups: []) }
        var lists = StoredLists()
        let order = try lists.list(row[1])
        let positions = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let surface: Int64 = row[0]
        let resources = parts.isEmpty ? [:] : try self.resources(ofSurface: surface, parts: parts, in: database)
        let groups = try self.groups(ofSurface: surface, in: database).map { group in
            APIGroup(
                name: group.name, preferredVersion: group.preferredVersion,
                versions: group.versions.map { version in
                    .init(
                        version: version.version,
                        resources: version.content.map { content in
                            APIResourceList(
                                groupVersion: GroupVersion(group: group.name, version: version.version),
                                stored: resources[content.id] ?? [], digest: content.digest)
                        })
                })
        }
        return APISurface(
            groups: groups.sorted { positions[$0.name, default: .max] < positions[$1.name, default: .max] })
    }

    /// The groups of a surface by name, with the content that each version has.
    static func groups(ofSurface surface: Int64, in database: Database) throws -> [StoredGroup] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT surface_group.group_name, preferred_version, surface_version.version, group_version.id, digest
                FROM surface_group
                LEFT JOIN surface_version ON surface_version.surface_id = surface_group.surface_id
                    AND surface_version.group_name = surface_group.group_name
                LEFT JOIN group_version ON group_version.id = surface_version.group_version_id
                WHERE surface_group.surface_id = ?
                ORDER BY surface_group.group_name, position
                """, arguments: [surface])
        var groups: [StoredGroup] = []
        while let row = try rows.next() {
            let name: String = row[0]
            if groups.last?.name != name {
                groups.append(StoredGroup(name: name, preferredVersion: row[1], versions: []))
            }
            guard let version = row[2] as String? else { continue }
            var content: StoredGroup.Content?
            if let id = row[3] as Int64?, let digest = row[4] as String? {
                content = .init(id: id, digest: ContentDigest(text: digest))
            }
            groups[groups.count - 1].versions.append(.init(version: version, content: content))
        }
        return groups
    }

    private static func resources(
        ofSurface surface: Int64, parts: SurfaceParts, in database: Database
    ) throws -> [Int64: [APIResource]] {
        let condition =
            parts.contains(.subresources) ? "" : "AND subresource = ''"
        let statement = try database.makeStatement(
            sql: """
                SELECT group_version_id, name, subresource, singular_name, kind, response_group, response_version,
                    namespaced, verbs, short_names, categories
                FROM resource
                WHERE group_version_id IN
                    (SELECT group_version_id FROM surface_version WHERE surface_id = ?) \(condition)
                ORDER BY group_version_id, name, subresource
                """)
        try statement.setArguments([surface])
        let rows = BulkRows(statement)
        var lists = StoredLists()
        var resources: [Int64: [APIResource]] = [:]
        var (current, gathered): (Int64, [APIResource]) = (0, [])
        while try rows.next() {
            let groupVersion = rows.integer(0)
            if groupVersion != current {
                resources[current] = gathered
                (current, gathered) = (groupVersion, [])
            }
            let subresource = rows.text(2)
            gathered.append(
                APIResource(
                    resource: rows.text(1), subresource: subresource.isEmpty ? nil : subresource,
                    singularName: rows.text(3),
                    responseKind: GroupVersionKind(group: rows.text(5), version: rows.text(6), kind: rows.text(4)),
                    namespaced: rows.integer(7) != 0, verbs: try lists.list(rows.text(8)),
                    shortNames: try lists.list(rows.text(9)), categories: try lists.list(rows.text(10))))
        }
        resources[current] = gathered
        return resources
    }
}

/// A group whose versions point at stored content.
struct StoredGroup {
    struct Content: Equatable {
        var id: Int64
        var digest: ContentDigest
    }

    struct Version {
        var version: String
        /// `nil` when its resources were never known.
        var content: Content?
    }

    var name: String
    var preferredVersion: String
    var versions: [Version]

    var digested: DigestedGroup {
        DigestedGroup(
            name: name, preferredVersion: preferredVersion,
            versions: versions.map { .init(version: $0.version, digest: $0.content?.digest) })
    }
}
