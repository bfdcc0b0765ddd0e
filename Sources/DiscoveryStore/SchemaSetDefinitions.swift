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

    private let set: Int64
    // Of each definition, by document and in it by name.
    private let documents: [Int64]
    private let names: [Int32]
    private let labels: [Int32]
    private let nodes: [Int32]
    private let byName: IndexGrouping
    private let byLabel: IndexGrouping
    private let byNode: IndexGrouping

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
        var documents: [Int64] = []
        var (names, labels, nodes): ([Int32], [Int32], [Int32]) = ([], [], [])
        while try query.rows.next() {
            let (name, label, node) = (query.rows.integer(1), query.rows.integer(2), query.rows.integer(3))
            let numbers = 1..<StoredSchemaEdges.limit
            guard node > 0, node < edges.nodeCount, numbers.contains(name), numbers.contains(label) else { continue }
            documents.append(query.rows.integer(0))
            names.append(Int32(name))
            labels.append(Int32(label))
            nodes.append(Int32(node))
        }
        query.end()
        (self.documents, self.names, self.labels, self.nodes) = (documents, names, labels, nodes)
        byName = IndexGrouping(names, count: Int(names.max() ?? 0) + 1)
        byLabel = IndexGrouping(labels, count: Int(labels.max() ?? 0) + 1)
        byNode = IndexGrouping(nodes, count: edges.nodeCount)
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
        let all = byName[name]
        // They were read by document.
        var range = all.indices
        while let middle = range.isEmpty ? nil : (range.lowerBound + range.upperBound) / 2 {
            let found = documents[Int(all[middle])]
            if found == document { return definition(all[middle]) }
            range = found < document ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    /// What a name is in all documents that have it, by document.
    func definitions(of name: Int32) -> [Definition] { byName[name].map(definition) }

    /// The name of a definition that a label stands at.
    func name(atLabel label: Int32) -> Int32? { byLabel[label].last.map { names[Int($0)] } }

    /// The names that a schema is the definition of.
    func names(ofNode node: Int32) -> [Int32] {
        byNode[node].reduce(into: []) { found, index in
            // Most documents call it the same.
            if !found.contains(names[Int(index)]) { found.append(names[Int(index)]) }
        }
    }

    private func definition(_ index: Int32) -> Definition {
        Definition(document: documents[Int(index)], label: labels[Int(index)], node: nodes[Int(index)])
    }
}
