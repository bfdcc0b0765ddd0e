import DiscoveryModel
import GRDB
import OpenAPIModel

/// Schemas out of the content tables, each read once unless they are many; lives within one transaction.
final class StoredSchemaNodes: SchemaNodeSource {
    private let node: RepeatedQuery
    private let fields: RepeatedQuery
    private let database: Database
    private var knownEdges: StoredSchemaEdges?
    /// Those of the largest servers that are known fit several times.
    private var nodes = SchemaNodeCache(costLimit: 64 << 20)
    private var attributes: [Int64: SchemaAttributes] = [:]

    init(_ database: Database) throws {
        self.database = database
        node = try RepeatedQuery(
            database,
            """
            SELECT attributes_id, attributes FROM schema_node
            JOIN schema_attributes ON schema_attributes.id = attributes_id WHERE schema_node.id = ?
            """)
        fields = try RepeatedQuery(
            database,
            """
            SELECT role, name, description, child_id FROM schema_field
            JOIN schema_label ON schema_label.id = label_id JOIN schema_name ON schema_name.id = name_id
            WHERE node_id = ?
            """)
    }

    /// All edges, read when they are first asked for.
    func edges() throws -> StoredSchemaEdges {
        if let knownEdges { return knownEdges }
        let edges = try StoredSchemaEdges(database)
        knownEdges = edges
        return edges
    }

    /// - Throws: SQLite's error, also where there is no such schema; ``OpenAPIDocumentError`` where it is no JSON.
    func node(_ id: Int64) throws -> SchemaNode {
        if let known = nodes[id] { return known }
        let node = try SchemaNode(id: id, attributes: readAttributes(of: id), fields: readFields(of: id))
        if nodes.keep(node) { attributes = [:] }
        return node
    }

    private func readAttributes(of id: Int64) throws -> SchemaAttributes {
        node.ask { $0.bind(id, at: 1) }
        defer { node.end() }
        guard try node.rows.next() else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a schema is missing")
        }
        let attributesID = node.rows.integer(0)
        if let known = attributes[attributesID] { return known }
        let read = try SchemaAttributes(node.rows.text(1))
        attributes[attributesID] = read
        return read
    }

    private func readFields(of id: Int64) throws -> [SchemaField] {
        fields.ask { $0.bind(id, at: 1) }
        defer { fields.end() }
        var read: [SchemaField] = []
        while try fields.rows.next() {
            // A schema is stored after those below it: any other number leads back, and never ends.
            guard fields.rows.integer(3) < id else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a schema leads back to itself")
            }
            read.append(
                SchemaField(
                    name: fields.rows.text(1), description: fields.rows.text(2),
                    role: .init(rawValue: Int(fields.rows.integer(0))) ?? .optional, node: fields.rows.integer(3)))
        }
        return read
    }
}
