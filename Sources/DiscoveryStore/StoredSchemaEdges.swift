import GRDB

/// What leads from which schema to which, of the whole file; read once, in about 1 ms for 40,000 fields, and in 10 ms where
/// they are not packed (``PackedSchemaEdges``).
///
/// There is no index from a schema to those above it, and a search has to go that way.
final class StoredSchemaEdges {
    /// The schemas above, in ascending order; the others are parallel.
    let parents: [Int32]
    /// `schema_label.id` of each.
    let labels: [Int32]
    /// The schemas below.
    let children: [Int32]
    /// `schema_field.role` of each.
    private let roles: [UInt8]
    /// For each schema the name of the definition that it refers to; 0 where it refers to none.
    let references: [Int32]
    /// For each schema where its edges begin, and behind the last schema where they end.
    private let starts: [Int32]

    /// Where a damaged file would ask for more memory than any real one needs.
    static let limit: Int64 = 100_000_000

    /// - Parameter isPacked: Whether to read what is packed; else all is read from the rows.
    init(_ database: Database, isPacked: Bool = true) throws {
        let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM schema_node") ?? 0
        guard (0..<Self.limit).contains(last) else { throw Self.damaged }
        var list = SchemaEdgeList(last: Int(last))
        var end = 0
        if isPacked, let packed = try PackedSchemaEdges(database) {
            if packed.last <= last, packed.read(into: &list) {
                end = packed.last
            } else {
                // It is damaged, and all that it says is in the rows.
                list = SchemaEdgeList(last: Int(last))
            }
        }
        if end < Int(last) { try Self.readRows(behind: end, into: &list, database) }
        list.end()
        (parents, labels, children, roles) = (list.parents, list.labels, list.children, list.roles)
        references = list.references
        starts = list.starts
    }

    private static var damaged: DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a schema has no such number")
    }

    private static func readRows(behind last: Int, into list: inout SchemaEdgeList, _ database: Database) throws {
        try readReferences(behind: last, into: &list.references, database)
        let query = try RepeatedQuery(
            database,
            """
            SELECT node_id, label_id, child_id, role FROM schema_field WHERE node_id > ?
            ORDER BY node_id, role, label_id
            """)
        query.ask { $0.bind(Int64(last), at: 1) }
        defer { query.end() }
        let rows = query.rows
        while try rows.next() {
            let (parent, child) = (rows.integer(0), rows.integer(2))
            // Those below have smaller numbers always, which is why no schema is below itself.
            let (label, role) = (rows.integer(1), rows.integer(3))
            guard parent > child, child > 0, parent < list.references.count, (1..<limit).contains(label),
                (0...3).contains(role)
            else { continue }
            list.append(parent: Int(parent), label: Int(label), child: Int(child), role: Int(role))
        }
    }

    private static func readReferences(
        behind last: Int, into references: inout [Int32], _ database: Database
    ) throws {
        // Two passes are quicker than looking up the attributes of every schema.
        var names: [Int64: Int32] = [:]
        let attributes = try RepeatedQuery(
            database, "SELECT id, reference_id FROM schema_attributes WHERE reference_id IS NOT NULL")
        attributes.ask { _ in }
        defer { attributes.end() }
        while try attributes.rows.next() {
            let name = attributes.rows.integer(1)
            if (1..<limit).contains(name) { names[attributes.rows.integer(0)] = Int32(name) }
        }
        let query = try RepeatedQuery(database, "SELECT id, attributes_id FROM schema_node WHERE id > ?")
        query.ask { $0.bind(Int64(last), at: 1) }
        defer { query.end() }
        while try query.rows.next() {
            let node = query.rows.integer(0)
            guard node > 0, node < references.count, let name = names[query.rows.integer(1)] else { continue }
            references[Int(node)] = name
        }
    }

    /// Whether an edge is a field with a name; else it is a list's elements or a map's values.
    func isNamed(_ edge: Int) -> Bool { roles[edge] < 2 }

    /// Whether an edge is a field that must be there.
    func isRequired(_ edge: Int) -> Bool { roles[edge] == 1 }

    /// `schema_field.role` of an edge.
    func role(of edge: Int) -> Int { Int(roles[edge]) }

    /// How many schemas there may be: their numbers are below.
    var nodeCount: Int { references.count }

    /// The edges from a schema to those below it.
    func edges(of node: Int32) -> Range<Int> { Int(starts[Int(node)])..<Int(starts[Int(node) + 1]) }

    // MARK: - Other ways round

    /// The edges by the schemas that they lead to, made when they are first asked for.
    private(set) lazy var byChild = IndexGrouping(children, count: nodeCount)
    /// The edges by their labels.
    private(set) lazy var byLabel = IndexGrouping(labels, count: Int(labels.max() ?? 0) + 1)
    /// The schemas by the names that they refer to.
    private(set) lazy var referring: [Int32: [Int32]] = references.indices.reduce(into: [:]) { found, node in
        if references[node] != 0 { found[references[node], default: []].append(Int32(node)) }
    }
}

/// Edges as they are read, one schema after the other.
struct SchemaEdgeList {
    fileprivate(set) var parents: [Int32] = []
    fileprivate(set) var labels: [Int32] = []
    fileprivate(set) var children: [Int32] = []
    fileprivate(set) var roles: [UInt8] = []
    /// For each schema the name that it refers to; 0 for none.
    var references: [Int32]
    /// For each schema where its edges begin; complete once all were read.
    fileprivate(set) var starts: [Int32]
    /// The schema whose edges are being read.
    private var node = 0

    /// - Parameter last: The last schema.
    init(last: Int) {
        references = Array(repeating: 0, count: last + 1)
        starts = Array(repeating: 0, count: last + 2)
        // A schema has three fields, about; more than a million are left to grow.
        let expected = min(3 * last, 1 << 20)
        parents.reserveCapacity(expected)
        labels.reserveCapacity(expected)
        children.reserveCapacity(expected)
        roles.reserveCapacity(expected)
    }

    /// Adds an edge of the same schema as the one before, or of a later one.
    mutating func append(parent: Int, label: Int, child: Int, role: Int) {
        begin(parent)
        parents.append(Int32(parent))
        labels.append(Int32(label))
        children.append(Int32(child))
        roles.append(UInt8(role))
    }

    /// Ends the last schema.
    mutating func end() { begin(starts.count - 1) }

    private mutating func begin(_ next: Int) {
        while node < next {
            node += 1
            starts[node] = Int32(parents.count)
        }
    }
}
