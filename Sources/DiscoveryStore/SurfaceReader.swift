import DiscoveryModel
import GRDB

/// Reads surfaces out of the content tables, each once, and of each group version only what no surface before had; lives
/// within one transaction.
struct SurfaceReader {
    let database: Database
    let parts: SurfaceParts
    private var surfaces: [String: APISurface] = [:]
    /// By content.
    private var lists: [Int64: APIResourceList] = [:]

    init(database: Database, parts: SurfaceParts) {
        self.database = database
        self.parts = parts
    }

    /// The surface of a snapshot, and what is the same for every snapshot with the same surface in the same order.
    mutating func surface(ofSnapshot snapshot: Int64) throws -> (surface: APISurface, id: String) {
        let row = try database.cachedRow(
            "SELECT surface_id, discovery_order_id FROM snapshot WHERE id = ?", [snapshot])
        guard let row else { return (APISurface(groups: []), "") }
        let (surfaceID, orderID): (Int64, Int64) = (row[0], row[1])
        let id = "\(surfaceID)/\(orderID)"
        if let known = surfaces[id] { return (known, id) }
        let surface = try surface(surfaceID, order: orderID)
        surfaces[id] = surface
        return (surface, id)
    }

    /// The surface of a snapshot, its groups in the snapshot's discovery order.
    static func surface(
        ofSnapshot snapshot: Int64, parts: SurfaceParts, in database: Database
    ) throws -> APISurface {
        var reader = SurfaceReader(database: database, parts: parts)
        return try reader.surface(ofSnapshot: snapshot).surface
    }

    private mutating func surface(_ id: Int64, order orderID: Int64) throws -> APISurface {
        let groups = try Self.groups(ofSurface: id, in: database)
        try readLists(of: groups, surface: id)
        var texts = StoredLists()
        let row = try database.cachedRow("SELECT groups FROM discovery_order WHERE id = ?", [orderID])
        let order = try row.map { try texts.list($0[0]) } ?? []
        let complete = groups.map { group in
            APIGroup(
                name: group.name, preferredVersion: group.preferredVersion,
                versions: group.versions.map { version in
                    .init(version: version.version, resources: version.content.flatMap { lists[$0.id] })
                })
        }
        return APISurface(groups: Self.ordered(complete, by: order))
    }

    /// Reads what the group versions of a surface serve, as far as it was not read before.
    private mutating func readLists(of groups: [StoredGroup], surface: Int64) throws {
        let contents = groups.flatMap { group in
            group.versions.compactMap { version in
                version.content.map { (GroupVersion(group: group.name, version: version.version), $0) }
            }
        }
        let missing = contents.filter { lists[$0.1.id] == nil }
        guard !missing.isEmpty else { return }
        let which =
            missing.count == contents.count
            ? "SELECT group_version_id FROM surface_version WHERE surface_id = \(surface)"
            : missing.map { String($0.1.id) }.joined(separator: ",")
        let resources = parts.isEmpty ? [:] : try Self.resources(of: which, parts: parts, in: database)
        for (groupVersion, content) in missing {
            lists[content.id] = APIResourceList(
                groupVersion: groupVersion, stored: resources[content.id] ?? [], digest: content.digest)
        }
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

    /// The resources of some contents, by the contents' numbers.
    ///
    /// - Parameter groupVersions: The numbers of group versions, or a query for them and its arguments.
    static func resources(
        of groupVersions: String, _ arguments: StatementArguments = StatementArguments(), parts: SurfaceParts,
        in database: Database
    ) throws -> [Int64: [APIResource]] {
        let statement = try database.makeStatement(
            sql: """
                SELECT group_version_id, \(ResourceColumns.names(details: parts.contains(.details)))
                FROM resource
                WHERE group_version_id IN (\(groupVersions))
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
struct ResourceColumns {
    /// The columns behind the number of the group version, as ``resource(in:)`` reads them.
    static func names(details: Bool) -> String {
        "name, subresource, namespaced, verbs"
            + (details ? ", kind, singular_name, response_group, response_version, short_names, categories" : "")
    }

    private let hasDetails: Bool
    private let offset: Int32
    private var (verbs, shortNames, categories) = (StoredLists(), StoredLists(), StoredLists())
    private var (responseGroups, responseVersions) = (RepeatedText(), RepeatedText())

    /// - Parameter offset: How many columns more than one there are before these.
    init(hasDetails: Bool, offset: Int32 = 0) {
        self.hasDetails = hasDetails
        self.offset = offset
    }

    mutating func resource(in rows: BulkRows) throws -> APIResource {
        let subresource = rows.text(offset + 2)
        var resource = APIResource(
            resource: rows.text(offset + 1), subresource: subresource.isEmpty ? nil : subresource,
            responseKind: GroupVersionKind(group: "", version: "", kind: ""),
            namespaced: rows.integer(offset + 3) != 0, verbs: try verbs.list(rows.bytes(offset + 4)))
        guard hasDetails else { return resource }
        resource.responseKind = GroupVersionKind(
            group: responseGroups.text(rows.bytes(offset + 7)), version: responseVersions.text(rows.bytes(offset + 8)),
            kind: rows.text(offset + 5))
        resource.singularName = rows.text(offset + 6)
        resource.shortNames = try shortNames.list(rows.bytes(offset + 9))
        resource.categories = try categories.list(rows.bytes(offset + 10))
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
