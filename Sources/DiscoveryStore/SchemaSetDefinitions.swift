import DiscoveryModel
import GRDB

/// The definitions of all documents of one cluster at one moment, by number.
struct SchemaSetDefinitions {
    /// A definition of a name.
    struct Definition {
        var document: Int64
        var label: Int32
        var node: Int32
    }

    /// The schema of a kind in the document of its own group version.
    struct Kind {
        var kind: GroupVersionKind
        var document: Int64
        var name: Int32
        var label: Int32
        var node: Int32
    }

    /// The definitions of each name, at most one a document.
    private(set) var byName: [Int32: [Definition]] = [:]
    /// The names that each schema is the definition of.
    private(set) var namesByNode: [Int32: [Int32]] = [:]
    /// The definition names that a label stands at.
    private(set) var namesByLabel: [Int32: Int32] = [:]
    /// Every kind that has a schema.
    private(set) var kinds: [GroupVersionKind: Kind] = [:]

    init(set: Int64, edges: StoredSchemaEdges, _ database: Database) throws {
        let query = try RepeatedQuery(
            database,
            """
            SELECT document_id, name_id, label_id, node_id FROM openapi_definition
            WHERE document_id IN (SELECT document_id FROM schema_set_document WHERE schema_set_id = ?)
            ORDER BY document_id, name_id
            """)
        query.ask { $0.bind(set, at: 1) }
        byName.reserveCapacity(4096)
        namesByNode.reserveCapacity(4096)
        namesByLabel.reserveCapacity(4096)
        while try query.rows.next() {
            let node = query.rows.integer(3)
            guard node > 0, node < edges.nodeCount else { continue }
            let (name, label) = (Int32(clamping: query.rows.integer(1)), Int32(clamping: query.rows.integer(2)))
            byName[name, default: []].append(
                Definition(document: query.rows.integer(0), label: label, node: Int32(node)))
            namesByLabel[label] = name
            if namesByNode[Int32(node)]?.contains(name) != true { namesByNode[Int32(node), default: []].append(name) }
        }
        query.end()
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT kind, openapi_kind.group_name, openapi_kind.version, openapi_kind.document_id, name_id
                    FROM schema_set_document JOIN openapi_kind USING (document_id)
                    WHERE schema_set_id = ? AND openapi_kind.group_name = schema_set_document.group_name
                        AND openapi_kind.version = schema_set_document.version
                    """), arguments: [set])
        kinds.reserveCapacity(2048)
        while let row = try rows.next() {
            let kind = GroupVersionKind(group: row[1], version: row[2], kind: row[0])
            let (document, name): (Int64, Int64) = (row[3], row[4])
            guard let definition = definition(of: Int32(clamping: name), in: document) else { continue }
            kinds[kind] = Kind(
                kind: kind, document: document, name: Int32(clamping: name), label: definition.label,
                node: definition.node)
        }
    }

    /// What a name is in a document.
    func definition(of name: Int32, in document: Int64) -> Definition? {
        guard let all = byName[name] else { return nil }
        // They were read by document.
        var range = all.indices
        while let middle = range.isEmpty ? nil : (range.lowerBound + range.upperBound) / 2 {
            if all[middle].document == document { return all[middle] }
            range = all[middle].document < document ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }
}
