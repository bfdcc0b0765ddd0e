import DiscoveryModel
import GRDB

/// Reads surfaces out of the content tables, each once; lives within one transaction.
struct SurfaceReader {
    let database: Database
    let parts: SurfaceParts
    private var surfaces: [String: APISurface] = [:]

    init(database: Database, parts: SurfaceParts) {
        self.database = database
        self.parts = parts
    }

    /// The surface of a snapshot, and what is the same for every snapshot with the same surface in the same order.
    mutating func surface(ofSnapshot snapshot: Int64) throws -> (surface: APISurface, id: String) {
        let row = try database.cachedRow(
            "SELECT surface_id, discovery_order_id FROM snapshot WHERE id = ?", [snapshot])
        guard let row else { return (APISurface(groups: []), "") }
        let id = "\(row[0] as Int64)/\(row[1] as Int64)"
        if let known = surfaces[id] { return (known, id) }
        let surface = try Self.surface(ofSnapshot: snapshot, parts: parts, in: database)
        surfaces[id] = surface
        return (surface, id)
    }

    /// The surface of a snapshot, its groups in the snapshot's discovery order.
    static func surface(
        ofSnapshot snapshot: Int64, parts: SurfaceParts, in database: Database
    ) throws -> APISurface {
        let row = try database.cachedRow(
            """
            SELECT surface_id, groups FROM snapshot
            JOIN discovery_order ON discovery_order.id = discovery_order_id WHERE snapshot.id = ?
            """, [snapshot])
        guard let row else { return APISurface(groups: []) }
        var lists = StoredLists()
        let order = try lists.list(row[1])
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
        return APISurface(groups: Self.ordered(groups, by: order))
    }

    /// Groups in the order of their names in a list; those that it lacks behind the others.
    private static func ordered(_ groups: [APIGroup], by order: [String]) -> [APIGroup] {
        let positions = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return groups.map { (position: positions[$0.name, default: .max], group: $0) }
            .sorted { $0.position < $1.position }.map(\.group)
    }

    /// The groups of a surface by name, with the content that each version has.
    static func groups(ofSurface surface: Int64, in database: Database) throws -> [StoredGroup] {
        let statement = try database.makeStatement(
            sql: """
                SELECT surface_group.group_name, preferred_version, surface_version.version, group_version.id, digest
                FROM surface_group
                LEFT JOIN surface_version ON surface_version.surface_id = surface_group.surface_id
                    AND surface_version.group_name = surface_group.group_name
                LEFT JOIN group_version ON group_version.id = surface_version.group_version_id
                WHERE surface_group.surface_id = ?
                ORDER BY surface_group.group_name, position
                """)
        try statement.setArguments([surface])
        let rows = BulkRows(statement)
        var groups: [StoredGroup] = []
        while try rows.next() {
            let name = rows.text(0)
            if groups.last?.name != name {
                groups.append(StoredGroup(name: name, preferredVersion: rows.text(1), versions: []))
            }
            if rows.isNull(2) { continue }
            let content =
                rows.isNull(3)
                ? nil : StoredGroup.Content(id: rows.integer(3), digest: ContentDigest(text: rows.text(4)))
            groups[groups.count - 1].versions.append(.init(version: rows.text(2), content: content))
        }
        return groups
    }

    private static func resources(
        ofSurface surface: Int64, parts: SurfaceParts, in database: Database
    ) throws -> [Int64: [APIResource]] {
        try resources(
            where: "SELECT group_version_id FROM surface_version WHERE surface_id = ?", [surface], parts: parts,
            in: database)
    }

    /// The resources of some contents, by the contents' numbers.
    ///
    /// - Parameter contents: A query for those numbers, and its arguments.
    static func resources(
        where contents: String, _ arguments: StatementArguments, parts: SurfaceParts, in database: Database
    ) throws -> [Int64: [APIResource]] {
        let details =
            parts.contains(.details)
            ? ", kind, singular_name, response_group, response_version, short_names, categories" : ""
        let statement = try database.makeStatement(
            sql: """
                SELECT group_version_id, name, subresource, namespaced, verbs\(details)
                FROM resource
                WHERE group_version_id IN (\(contents))
                    \(parts.contains(.subresources) ? "" : "AND subresource = ''")
                ORDER BY group_version_id, name, subresource
                """)
        try statement.setArguments(arguments)
        let rows = BulkRows(statement)
        var columns = ResourceColumns(hasDetails: parts.contains(.details))
        var resources: [Int64: [APIResource]] = [:]
        var (current, gathered): (Int64, [APIResource]) = (0, [])
        while try rows.next() {
            let groupVersion = rows.integer(0)
            if groupVersion != current {
                resources[current] = gathered
                (current, gathered) = (groupVersion, [])
            }
            gathered.append(try columns.resource(in: rows))
        }
        resources[current] = gathered
        return resources
    }
}

/// Makes resources of rows, and what many rows have in common once.
private struct ResourceColumns {
    let hasDetails: Bool
    private var (verbs, shortNames, categories) = (StoredLists(), StoredLists(), StoredLists())
    private var (responseGroups, responseVersions) = (RepeatedText(), RepeatedText())

    init(hasDetails: Bool) {
        self.hasDetails = hasDetails
    }

    mutating func resource(in rows: BulkRows) throws -> APIResource {
        let subresource = rows.text(2)
        var resource = APIResource(
            resource: rows.text(1), subresource: subresource.isEmpty ? nil : subresource,
            responseKind: GroupVersionKind(group: "", version: "", kind: ""), namespaced: rows.integer(3) != 0,
            verbs: try verbs.list(rows.bytes(4)))
        guard hasDetails else { return resource }
        resource.responseKind = GroupVersionKind(
            group: responseGroups.text(rows.bytes(7)), version: responseVersions.text(rows.bytes(8)),
            kind: rows.text(5))
        resource.singularName = rows.text(6)
        resource.shortNames = try shortNames.list(rows.bytes(9))
        resource.categories = try categories.list(rows.bytes(10))
        return resource
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
