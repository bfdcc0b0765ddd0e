import DiscoveryModel
import Foundation
import GRDB
import OpenAPIModel

/// Writes OpenAPI documents in parts: finds what is there already, adds what is not. Lives within one transaction.
struct SchemaContentWriter {
    /// What is of so many kinds is of every group's, and says nothing of any.
    private static let kindLimit = 8

    let database: Database
    let codec: FrameCodec
    private var names: [String: Int64] = [:]

    init(_ database: Database, codec: FrameCodec) {
        self.database = database
        self.codec = codec
    }

    /// The row of a document.
    mutating func document(_ document: OpenAPIDocument) throws -> Int64 {
        if let known = try Self.document(hash: document.hash, in: database) { return known }
        let findings = document.findings.isEmpty ? nil : try ListEncoder.json(document.findings)
        try database.executeCached(
            "INSERT INTO openapi_document (hash, size, findings) VALUES (?, ?, ?)",
            [document.hash, document.size, findings])
        let id = database.lastInsertedRowID
        try database.executeCached(
            """
            INSERT INTO openapi_frame (document_id, dictionary_id, schemas_offset, text_style, body)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                id, codec.dictionaryID, document.schemasOffset, document.style.number,
                try codec.compress(document.frame),
            ])
        let labels = try self.labels(document.graph)
        let nodes = try self.nodes(document.graph, labels: labels)
        try insertDefinitions(document, id: id, labels: labels, nodes: nodes)
        return id
    }

    /// The row of the document with a hash; `nil` when there is none.
    static func document(hash: String, in database: Database) throws -> Int64? {
        try database.cachedValue("SELECT id FROM openapi_document WHERE hash = ?", [hash])
    }

    // MARK: - Names and labels

    private mutating func name(_ name: String) throws -> Int64 {
        if let known = names[name] { return known }
        var id: Int64? = try database.cachedValue("SELECT id FROM schema_name WHERE name = ?", [name])
        if id == nil {
            try database.executeCached(
                "INSERT INTO schema_name (name, words) VALUES (?, ?)", [name, NameWords.words(of: name)])
            id = database.lastInsertedRowID
        }
        names[name] = id
        return id ?? 0
    }

    private mutating func labels(_ graph: SchemaGraph) throws -> [Int64] {
        let query = try RepeatedQuery(
            database, "SELECT id, description FROM schema_label WHERE name_id = ? AND hash = ?")
        let insertion = try BulkInsertion(
            try database.cachedStatement(
                sql: "INSERT INTO schema_label (name_id, hash, description) VALUES (?, ?, ?)"))
        let search = try BulkInsertion(
            try database.cachedStatement(
                sql: "INSERT INTO schema_search (rowid, name, words, description) VALUES (?, ?, ?, ?)"))
        defer { query.end() }
        var ids: [Int64] = []
        ids.reserveCapacity(graph.labels.count)
        for (label, hash) in zip(graph.labels, graph.labelHashes) {
            let name = try name(label.name)
            query.ask { query in
                query.bind(name, at: 1)
                query.bind(hash, at: 2)
            }
            var found: Int64?
            while found == nil, try query.rows.next() {
                if query.rows.isText(1, label.description) { found = query.rows.integer(0) }
            }
            if let found {
                ids.append(found)
                continue
            }
            insertion.bind(name, at: 1)
            insertion.bind(hash, at: 2)
            insertion.bind(label.description, at: 3)
            try insertion.insert()
            let id = database.lastInsertedRowID
            search.bind(id, at: 1)
            search.bind(label.name, at: 2)
            search.bind(NameWords.words(of: label.name), at: 3)
            search.bind(label.description, at: 4)
            try search.insert()
            ids.append(id)
        }
        return ids
    }

    // MARK: - Schemas

    private mutating func attributes(_ graph: SchemaGraph) throws -> [Int64] {
        let query = try RepeatedQuery(database, "SELECT id, attributes FROM schema_attributes WHERE hash = ?")
        let insertion = try BulkInsertion(
            try database.cachedStatement(
                sql: "INSERT INTO schema_attributes (hash, reference_id, attributes) VALUES (?, ?, ?)"))
        defer { query.end() }
        var ids: [Int64] = []
        ids.reserveCapacity(graph.attributes.count)
        for (attributes, hash) in zip(graph.attributes, graph.attributeHashes) {
            query.ask { $0.bind(hash, at: 1) }
            var found: Int64?
            while found == nil, try query.rows.next() {
                if query.rows.isText(1, attributes.text) { found = query.rows.integer(0) }
            }
            if let found {
                ids.append(found)
                continue
            }
            let reference = try attributes.reference.map { try name($0) }
            insertion.bind(hash, at: 1)
            if let reference { insertion.bind(reference, at: 2) } else { insertion.bindNull(at: 2) }
            insertion.bind(attributes.text, at: 3)
            try insertion.insert()
            ids.append(database.lastInsertedRowID)
        }
        return ids
    }

    /// What leads from one row of a schema to another.
    private struct Edge: Equatable {
        var role: Int64
        var label: Int64
        var child: Int64
    }

    private mutating func nodes(_ graph: SchemaGraph, labels: [Int64]) throws -> [Int64] {
        let attributes = try self.attributes(graph)
        let candidates = try RepeatedQuery(
            database, "SELECT id FROM schema_node WHERE hash = ? AND attributes_id = ?")
        let fields = try RepeatedQuery(
            database, "SELECT role, label_id, child_id FROM schema_field WHERE node_id = ? ORDER BY role, label_id")
        let insertion = try BulkInsertion(
            try database.cachedStatement(sql: "INSERT INTO schema_node (hash, attributes_id) VALUES (?, ?)"))
        let fieldInsertion = try BulkInsertion(
            try database.cachedStatement(
                sql: "INSERT INTO schema_field (node_id, role, label_id, child_id) VALUES (?, ?, ?, ?)"))
        defer {
            candidates.end()
            fields.end()
        }
        var ids: [Int64] = []
        ids.reserveCapacity(graph.nodes.count)
        for (node, hash) in zip(graph.nodes, graph.nodeHashes) {
            let edges = node.edges.map { edge in
                Edge(
                    role: Int64(edge.role.rawValue), label: labels[Int(edge.label)], child: ids[Int(edge.child)])
            }.sorted { ($0.role, $0.label) < ($1.role, $1.label) }
            candidates.ask { query in
                query.bind(hash, at: 1)
                query.bind(attributes[Int(node.attributes)], at: 2)
            }
            var found: Int64?
            while found == nil, try candidates.rows.next() {
                let candidate = candidates.rows.integer(0)
                if try Self.edges(of: candidate, fields) == edges { found = candidate }
            }
            if let found {
                ids.append(found)
                continue
            }
            insertion.bind(hash, at: 1)
            insertion.bind(attributes[Int(node.attributes)], at: 2)
            try insertion.insert()
            let id = database.lastInsertedRowID
            for edge in edges {
                fieldInsertion.bind(id, at: 1)
                fieldInsertion.bind(edge.role, at: 2)
                fieldInsertion.bind(edge.label, at: 3)
                fieldInsertion.bind(edge.child, at: 4)
                try fieldInsertion.insert()
            }
            ids.append(id)
        }
        return ids
    }

    private static func edges(of node: Int64, _ query: RepeatedQuery) throws -> [Edge] {
        query.ask { $0.bind(node, at: 1) }
        var edges: [Edge] = []
        while try query.rows.next() {
            edges.append(
                Edge(role: query.rows.integer(0), label: query.rows.integer(1), child: query.rows.integer(2)))
        }
        return edges
    }

    // MARK: - Definitions

    private mutating func insertDefinitions(
        _ document: OpenAPIDocument, id: Int64, labels: [Int64], nodes: [Int64]
    ) throws {
        let definitionInsertion = try BulkInsertion(
            try database.cachedStatement(
                sql: """
                    INSERT INTO openapi_definition (document_id, name_id, position, label_id, node_id)
                    VALUES (?, ?, ?, ?, ?)
                    """))
        let kindInsertion = try BulkInsertion(
            try database.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO openapi_kind (document_id, kind, group_name, version, name_id)
                    VALUES (?, ?, ?, ?, ?)
                    """))
        for (position, definition) in document.definitions.enumerated() {
            let name = try name(document.graph.labels[Int(definition.label)].name)
            definitionInsertion.bind(id, at: 1)
            definitionInsertion.bind(name, at: 2)
            definitionInsertion.bind(Int64(position), at: 3)
            definitionInsertion.bind(labels[Int(definition.label)], at: 4)
            definitionInsertion.bind(nodes[Int(definition.node)], at: 5)
            try definitionInsertion.insert()
            for kind in definition.kinds where definition.kinds.count <= Self.kindLimit {
                kindInsertion.bind(id, at: 1)
                kindInsertion.bind(kind.kind, at: 2)
                kindInsertion.bind(kind.group, at: 3)
                kindInsertion.bind(kind.version, at: 4)
                kindInsertion.bind(name, at: 5)
                try kindInsertion.insert()
            }
        }
    }
}
