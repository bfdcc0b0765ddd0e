import DiscoveryModel
import Foundation
import GRDB
import OpenAPIModel

/// Copies OpenAPI documents of another database into this one; lives within one transaction.
///
/// Each is put together there and taken apart here, so what is here already is shared, what is damaged is found, and the
/// frames get this database's dictionary. The cost is that of having fetched them.
struct SchemaDocumentCopy {
    /// What no crawl would have read.
    private static let sizeLimit = 256 << 20
    /// Bytes of documents that are read at once, beyond the first.
    private static let batchSize = 8 << 20

    let database: Database
    let source: DiscoveryDatabase
    /// What cannot be done with a document that is damaged.
    let what: String

    /// Copies what is not here.
    ///
    /// - Parameter hashes: The documents' hashes by their numbers there.
    /// - Returns: Their numbers here by those there, and how many were new.
    func copy(_ hashes: [Int64: String]) throws -> (ids: [Int64: Int64], added: Int) {
        var ids: [Int64: Int64] = [:]
        var missing: [Int64] = []
        for (number, hash) in hashes.sorted(by: { $0.key < $1.key }) {
            if let known = try SchemaContentWriter.document(hash: hash, in: database) {
                ids[number] = known
            } else {
                missing.append(number)
            }
        }
        var writer = SchemaContentWriter(database, codec: try FramePacking.codec(in: database))
        var rest = missing[...]
        while !rest.isEmpty {
            for (number, body) in try bodies(of: &rest) {
                guard let document = try? OpenAPIDocument(body), document.hash == hashes[number] else { throw damaged }
                ids[number] = try writer.document(document)
            }
        }
        return (ids, missing.count)
    }

    /// The bodies of the first documents, which are taken off the rest.
    private func bodies(of rest: inout ArraySlice<Int64>) throws -> [(number: Int64, body: Data)] {
        let numbers = rest
        let bodies = try source.read { database in
            let reader = SchemaReader(
                label: "", snapshot: (0, 0, nil), conditions: [:], nodes: try StoredSchemaNodes(database),
                database: database)
            var bodies: [(number: Int64, body: Data)] = []
            var size = 0
            for number in numbers where size < Self.batchSize {
                let row = try database.cachedRow("SELECT hash, size FROM openapi_document WHERE id = ?", [number])
                guard let row, (0...Self.sizeLimit).contains(row[1] as Int) else { throw damaged }
                let document = StoredOpenAPIDocument(
                    id: number, groupVersion: GroupVersion(group: "", version: ""), hash: row[0], size: row[1],
                    findings: [])
                do {
                    bodies.append((number, try reader.body(of: document)))
                } catch is OpenAPIDocumentError {
                    throw damaged
                }
                size += document.size
            }
            return bodies
        }
        guard let bodies, !bodies.isEmpty else { throw damaged }
        rest = rest.dropFirst(bodies.count)
        return bodies
    }

    private var damaged: DiscoveryStoreError {
        DiscoveryStoreError(.corrupt, what: what, cause: "its file is damaged")
    }
}
