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
    private let set: Int64

    init(set: Int64, edges: StoredSchemaEdges, _ database: Database) throws {
        self.set = set
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
    }

    /// Those of some kinds that have a schema. Each is looked up: a server has twice as many, since every list of objects
    /// is one.
    func kinds(_ wanted: [GroupVersionKind], _ database: Database) throws -> [GroupVersionKind: Kind] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT group_name, version, document_id FROM schema_set_document
                    WHERE schema_set_id = ? AND document_id IS NOT NULL
                    """),
            arguments: [set])
        var documents: [GroupVersion: Int64] = [:]
        while let row = try rows.next() { documents[GroupVersion(group: row[0], version: row[1])] = row[2] }
        let query = try RepeatedQuery(
            database,
            "SELECT name_id FROM openapi_kind WHERE document_id = ? AND kind = ? AND group_name = ? AND version = ?")
        var kinds: [GroupVersionKind: Kind] = [:]
        kinds.reserveCapacity(wanted.count)
        for kind in wanted {
            guard let document = documents[GroupVersion(group: kind.group, version: kind.version)] else { continue }
            query.ask {
                $0.bind(document, at: 1)
                $0.bind(kind.kind, at: 2)
                $0.bind(kind.group, at: 3)
                $0.bind(kind.version, at: 4)
            }
            defer { query.end() }
            guard try query.rows.next() else { continue }
            let name = Int32(clamping: query.rows.integer(0))
            guard let definition = definition(of: name, in: document) else { continue }
            kinds[kind] = Kind(
                kind: kind, document: document, name: name, label: definition.label, node: definition.node)
        }
        return kinds
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
