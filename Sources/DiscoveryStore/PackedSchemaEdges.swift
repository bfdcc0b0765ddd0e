import Foundation
import GRDB

/// All that leads from schema to schema, in one piece (`schema_graph`), which is read ten times as fast as the rows that it
/// follows from.
///
/// For each schema from 1 on: what it refers to (`schema_attributes.reference_id`, 0 for nothing) and how many edges it
/// has, and for each edge, in the order of `schema_field`'s key, its label and role (`label << 2 | role`) and how far its
/// child's number is below its own. Each number has seven bits a byte, the lowest first, and the eighth where it goes on
/// (LEB128).
struct PackedSchemaEdges {
    /// The last schema that is packed.
    let last: Int
    private let body: Data

    /// `nil` where there is none.
    init?(_ database: Database) throws {
        let row = try database.cachedRow("SELECT last_id, body FROM schema_graph WHERE last_id > 0", [])
        guard let row else { return nil }
        (last, body) = (row[0], row[1])
    }

    /// Reads all of it.
    ///
    /// - Returns: `false` where it is damaged: it does not end with the last schema, or a number makes no sense. What was
    ///   read by then is no good.
    func read(into list: inout SchemaEdgeList) -> Bool {
        body.withUnsafeBytes { bytes in
            var place = 0
            func number() -> Int? {
                var value = 0
                for shift in stride(from: 0, through: 28, by: 7) {
                    guard place < bytes.count else { return nil }
                    let byte = bytes[place]
                    place += 1
                    value |= Int(byte & 0x7F) << shift
                    if byte < 0x80 { return value < 4 * StoredSchemaEdges.limit ? value : nil }
                }
                return nil
            }
            for node in stride(from: 1, through: last, by: 1) {
                guard let name = number(), let count = number() else { return false }
                list.references[node] = Int32(name)
                for _ in 0..<count {
                    // What is below has smaller numbers always, which is why no schema is below itself.
                    guard let label = number(), label >> 2 > 0, let distance = number(), (1..<node).contains(distance)
                    else { return false }
                    list.append(parent: node, label: label >> 2, child: node - distance, role: label & 3)
                }
            }
            return place == bytes.count
        }
    }

    // MARK: - Packing

    /// Packs what was added, once that is more than an eighth of all.
    static func update(in database: Database) throws {
        let nodes: Int = try database.cachedValue("SELECT max(id) FROM schema_node", []) ?? 0
        let last: Int = try database.cachedValue("SELECT last_id FROM schema_graph", []) ?? 0
        guard nodes > 0, last <= nodes - nodes / 8 || !(0...nodes).contains(last) else { return }
        let edges = try StoredSchemaEdges(database, isPacked: false)
        guard let body = packed(edges) else { return }
        try database.executeCached(
            "INSERT OR REPLACE INTO schema_graph (id, last_id, body) VALUES (1, ?, ?)", [nodes, body])
    }

    private static func packed(_ edges: StoredSchemaEdges) -> Data? {
        var body = Data()
        func append(_ number: Int) {
            var rest = number
            while rest >= 0x80 {
                body.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            body.append(UInt8(rest))
        }
        for node in 1..<Int32(max(1, edges.nodeCount)) {
            append(Int(edges.references[Int(node)]))
            let below = edges.edges(of: node)
            append(below.count)
            for edge in below {
                append(Int(edges.labels[edge]) << 2 | edges.role(of: edge))
                append(Int(node - edges.children[edge]))
            }
        }
        return body.isEmpty ? nil : body
    }
}
