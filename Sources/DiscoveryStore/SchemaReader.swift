import DiscoveryModel
import Foundation
import GRDB
import OpenAPIModel

/// The OpenAPI document of one group version, as a cluster has it.
public struct StoredOpenAPIDocument: Hashable, Sendable {
    /// Its number, which is the same for all clusters and dates that have the very same document.
    public var id: Int64
    /// Whose it is.
    public var groupVersion: GroupVersion
    /// Its SHA-512, upper-case hexadecimal digits: the hash in the URL under which servers serve it.
    public var hash: String
    /// Its size in bytes.
    public var size: Int
    /// What is wrong with it and does not keep it from being used, a line each.
    public var findings: [String]
}

/// The schemas of one cluster at one moment: reads a handful of rows for each schema that is asked for, and each once.
///
/// It is good within the closure that it is given to
/// (``DiscoveryDatabase/withSchemas(of:_:)``) and for one thread.
public final class SchemaReader: SchemaNodeSource {
    /// The cluster's name, with `@` and the moment where one was asked for.
    public let label: String
    /// The number of the schemas' snapshot.
    public let snapshotID: Int64
    /// When they were last seen.
    public let asOf: Date?
    /// The group versions whose document could not be read, with when it last could.
    public let conditions: [GroupVersion: GroupVersionCondition]

    let set: Int64
    let database: Database
    let nodes: StoredSchemaNodes
    private var documentsByGroupVersion: [GroupVersion: StoredOpenAPIDocument?] = [:]

    init(
        label: String, snapshot: (id: Int64, set: Int64, observedAt: String?),
        conditions: [GroupVersion: GroupVersionCondition], nodes: StoredSchemaNodes, database: Database
    ) {
        self.label = label
        snapshotID = snapshot.id
        set = snapshot.set
        asOf = snapshot.observedAt.flatMap(Timestamp.date(rfc3339:))
        self.conditions = conditions
        self.nodes = nodes
        self.database = database
    }

    /// When the document of a group version was last seen good; `nil` when it never was.
    public func asOf(of groupVersion: GroupVersion) -> Date? {
        guard let condition = conditions[groupVersion] else { return asOf }
        return condition.asOf
    }

    // MARK: - Documents

    /// The group versions that have a document, or failed to give one, in order.
    public func groupVersions() throws -> [GroupVersion] {
        try Row.fetchAll(
            database, sql: "SELECT group_name, version FROM schema_set_document WHERE schema_set_id = ?",
            arguments: [set]
        ).map { GroupVersion(group: $0[0], version: $0[1]) }.sorted()
    }

    /// The document of a group version; `nil` where there is none or it was never read.
    public func document(of groupVersion: GroupVersion) throws -> StoredOpenAPIDocument? {
        if let known = documentsByGroupVersion[groupVersion] { return known }
        let row = try database.cachedRow(
            """
            SELECT id, hash, size, findings FROM schema_set_document
            JOIN openapi_document ON openapi_document.id = document_id
            WHERE schema_set_id = ? AND group_name = ? AND version = ?
            """, [set, groupVersion.group, groupVersion.version])
        let document = try row.map { row in
            var lists = StoredLists()
            return StoredOpenAPIDocument(
                id: row[0], groupVersion: groupVersion, hash: row[1], size: row[2],
                findings: try lists.list((row[3] as String?) ?? "[]"))
        }
        documentsByGroupVersion[groupVersion] = .some(document)
        return document
    }

    /// A document's body: the very bytes that its server sent.
    ///
    /// The cost is its size, about 100 MB a second.
    public func body(of document: StoredOpenAPIDocument) throws -> Data {
        try StoredDocuments(database, nodes: nodes).body(of: document.id, size: document.size)
    }

    // MARK: - Definitions

    /// The definitions of a document, in its order.
    public func definitions(of document: StoredOpenAPIDocument) throws -> [SchemaDefinition] {
        try StoredDocuments(database, nodes: nodes).definitions(of: document.id)
    }

    /// The definition of a name in a document; `nil` when there is none.
    public func definition(named name: String, in document: StoredOpenAPIDocument) throws -> SchemaDefinition? {
        try database.cachedRow(
            """
            SELECT name, description, node_id FROM schema_name
            JOIN openapi_definition ON openapi_definition.name_id = schema_name.id
            JOIN schema_label ON schema_label.id = label_id
            WHERE name = ? AND document_id = ?
            """, [name, document.id]
        ).map(Self.definition)
    }

    /// The definition of a kind; `nil` when no document that could have it does.
    ///
    /// - Parameter groupVersion: In whose document to look; without, in that of the kind's own group version. The scale of
    ///   apps/v1 is autoscaling/v1's kind, and in apps/v1's document.
    public func definition(
        of kind: GroupVersionKind, in groupVersion: GroupVersion? = nil
    ) throws -> (definition: SchemaDefinition, document: StoredOpenAPIDocument)? {
        let own = GroupVersion(group: kind.group, version: kind.version)
        guard let document = try document(of: groupVersion ?? own) else { return nil }
        let row = try database.cachedRow(
            """
            SELECT name, description, node_id FROM openapi_kind
            JOIN openapi_definition USING (document_id, name_id)
            JOIN schema_label ON schema_label.id = label_id
            JOIN schema_name ON schema_name.id = openapi_definition.name_id
            WHERE document_id = ? AND kind = ? AND group_name = ? AND version = ?
            """, [document.id, kind.kind, kind.group, kind.version])
        return row.map { (Self.definition($0), document) }
    }

    /// The kinds of a group version that its document has the schemas of, lists of objects and the like too, by name.
    public func kinds(of groupVersion: GroupVersion) throws -> [GroupVersionKind] {
        guard let document = try document(of: groupVersion) else { return [] }
        return try String.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT kind FROM openapi_kind WHERE document_id = ? AND group_name = ? AND version = ?
                    ORDER BY kind
                    """), arguments: [document.id, groupVersion.group, groupVersion.version]
        ).map { GroupVersionKind(group: groupVersion.group, version: groupVersion.version, kind: $0) }
    }

    /// The definition that a schema stands for; `nil` where it stands for itself, or what it refers to is missing.
    public func target(of node: SchemaNode, in document: StoredOpenAPIDocument) throws -> SchemaDefinition? {
        try node.attributes.reference.flatMap { try definition(named: $0, in: document) }
    }

    /// The definitions that a schema stands for or has to fulfil (`allOf`), without those that are missing.
    public func targets(of node: SchemaNode, in document: StoredOpenAPIDocument) throws -> [SchemaDefinition] {
        try node.attributes.references.compactMap { try definition(named: $0, in: document) }
    }

    // MARK: - Schemas

    /// The schema of a number that a field or a definition gave.
    public func node(_ id: Int64) throws -> SchemaNode { try nodes.node(id) }

    private static func definition(_ row: Row) -> SchemaDefinition {
        SchemaDefinition(name: row[0], description: row[1], node: row[2])
    }
}
