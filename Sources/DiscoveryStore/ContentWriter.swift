import DiscoveryModel
import Foundation
import GRDB

/// Writes immutable content: finds what is there under a digest, adds what is not.
struct ContentWriter {
    let database: Database
    private var lists = ListEncoder()
    private var resourcesByVerb: [String: [Int64]] = [:]

    init(_ database: Database) {
        self.database = database
    }

    /// The row of a group version's resources.
    mutating func content(_ list: APIResourceList) throws -> StoredGroup.Content {
        let digest = list.digest.text
        if let id = try Int64.fetchOne(
            database, cachedSQL: "SELECT id FROM group_version WHERE digest = ?", arguments: [digest])
        {
            return .init(id: id, digest: list.digest)
        }
        try database.cachedStatement(sql: "INSERT INTO group_version (digest, group_name, version) VALUES (?, ?, ?)")
            .execute(arguments: [digest, list.groupVersion.group, list.groupVersion.version])
        let id = database.lastInsertedRowID
        try insertResources(list.resources, of: id)
        return .init(id: id, digest: list.digest)
    }

    private mutating func insertResources(_ resources: [APIResource], of groupVersion: Int64) throws {
        let insertion = try BulkInsertion(
            try database.cachedStatement(
                sql: """
                    INSERT INTO resource (group_version_id, name, subresource, singular_name, kind, response_group,
                        response_version, namespaced, verbs, short_names, categories)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """))
        for resource in resources {
            insertion.bind(groupVersion, at: 1)
            insertion.bind(resource.resource, at: 2)
            insertion.bind(resource.subresource ?? "", at: 3)
            insertion.bind(resource.singularName, at: 4)
            insertion.bind(resource.kind, at: 5)
            insertion.bind(resource.responseKind.group, at: 6)
            insertion.bind(resource.responseKind.version, at: 7)
            insertion.bind(resource.namespaced ? 1 : 0, at: 8)
            insertion.bind(try lists.text(resource.verbs), at: 9)
            insertion.bind(try lists.text(resource.shortNames), at: 10)
            insertion.bind(try lists.text(resource.categories), at: 11)
            try insertion.insert()
            let id = database.lastInsertedRowID
            for verb in resource.verbs { resourcesByVerb[verb, default: []].append(id) }
        }
    }

    /// Adds the rows of `resource_verb` for all resources that were added, in the order of the table's key.
    mutating func indexVerbs() throws {
        let insertion = try BulkInsertion(
            try database.cachedStatement(sql: "INSERT OR IGNORE INTO resource_verb (verb, resource_id) VALUES (?, ?)"))
        for (verb, resources) in resourcesByVerb.sorted(by: { $0.key.precedes($1.key) }) {
            insertion.bind(verb, at: 1)
            for resource in resources {
                insertion.bind(resource, at: 2)
                try insertion.insert()
            }
        }
        resourcesByVerb = [:]
    }

    /// The row of a surface.
    func surface(_ groups: [StoredGroup]) throws -> Int64 {
        let digest = CanonicalForm.digest(ofGroups: groups.map(\.digested)).text
        if let id = try Int64.fetchOne(database, sql: "SELECT id FROM surface WHERE digest = ?", arguments: [digest]) {
            return id
        }
        try database.execute(
            sql: """
                INSERT INTO surface (digest, group_count, version_count, resource_count, subresource_count)
                VALUES (?, ?, ?, 0, 0)
                """, arguments: [digest, groups.count, groups.map(\.versions.count).reduce(0, +)])
        let id = database.lastInsertedRowID
        let insertGroup = try database.cachedStatement(
            sql: "INSERT INTO surface_group (surface_id, group_name, preferred_version) VALUES (?, ?, ?)")
        let insertVersion = try database.cachedStatement(
            sql: """
                INSERT INTO surface_version (surface_id, group_name, position, version, group_version_id)
                VALUES (?, ?, ?, ?, ?)
                """)
        for group in groups.sorted(by: { $0.name.precedes($1.name) }) {
            try insertGroup.execute(arguments: [id, group.name, group.preferredVersion])
            for (position, version) in group.versions.enumerated() {
                try insertVersion.execute(
                    arguments: [id, group.name, position, version.version, version.content?.id])
            }
        }
        try database.execute(
            sql: """
                UPDATE surface SET (resource_count, subresource_count) =
                    (SELECT count(*) FILTER (WHERE subresource = ''), count(*) FILTER (WHERE subresource <> '')
                     FROM surface_version JOIN resource USING (group_version_id) WHERE surface_id = ?1)
                WHERE id = ?1
                """, arguments: [id])
        return id
    }

    /// The row of a list of group names.
    mutating func discoveryOrder(_ groups: [String]) throws -> Int64 {
        try row(
            in: "discovery_order", column: "groups", text: lists.text(groups),
            digest: CanonicalForm.digest(ofList: groups, kind: "discovery-order"))
    }

    /// The row of a set of storage version hashes; `nil` when there are none.
    func resourceStorage(_ hashes: [GroupVersion: [String: String]]) throws -> Int64? {
        guard !hashes.isEmpty else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let byName = Dictionary(hashes.map { ($0.description, $1) }, uniquingKeysWith: { first, _ in first })
        let text = String(decoding: try encoder.encode(byName), as: UTF8.self)
        return try row(
            in: "resource_storage", column: "hashes", text: text,
            digest: CanonicalForm.digest(ofList: [text], kind: "resource-storage"))
    }

    /// The hashes of a row that ``resourceStorage(_:)`` made.
    func storageVersionHashes(_ id: Int64) throws -> [GroupVersion: [String: String]] {
        let text = try String.fetchOne(
            database, sql: "SELECT hashes FROM resource_storage WHERE id = ?", arguments: [id])
        guard let text else { return [:] }
        guard let byName = try? JSONDecoder().decode([String: [String: String]].self, from: Data(text.utf8)) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "not a JSON object of storage version hashes")
        }
        return Dictionary(
            byName.compactMap { name, hashes in GroupVersion(name).map { ($0, hashes) } },
            uniquingKeysWith: { first, _ in first })
    }

    private func row(in table: String, column: String, text: String, digest: ContentDigest) throws -> Int64 {
        if let id = try Int64.fetchOne(
            database, sql: "SELECT id FROM \(table) WHERE digest = ?", arguments: [digest.text])
        {
            return id
        }
        try database.execute(
            sql: "INSERT INTO \(table) (digest, \(column)) VALUES (?, ?)", arguments: [digest.text, text])
        return database.lastInsertedRowID
    }
}

extension Int64 {
    fileprivate static func fetchOne(
        _ database: Database, cachedSQL sql: String, arguments: StatementArguments
    ) throws -> Int64? {
        try fetchOne(try database.cachedStatement(sql: sql), arguments: arguments)
    }
}
