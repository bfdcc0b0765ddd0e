import Foundation
import GRDB
import OpenAPIModel

/// OpenAPI documents out of the content tables, by their numbers; lives within one transaction.
struct StoredDocuments {
    private let database: Database
    private let nodes: StoredSchemaNodes

    init(_ database: Database, nodes: StoredSchemaNodes) {
        self.database = database
        self.nodes = nodes
    }

    /// The definitions of a document, in its order.
    func definitions(of document: Int64) throws -> [SchemaDefinition] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT name, description, node_id FROM openapi_definition
                    JOIN schema_label ON schema_label.id = label_id
                    JOIN schema_name ON schema_name.id = openapi_definition.name_id
                    WHERE document_id = ? ORDER BY position
                    """), arguments: [document]
        ).map { SchemaDefinition(name: $0[0], description: $0[1], node: $0[2]) }
    }

    /// A document's body: the very bytes that its server sent.
    ///
    /// - Parameter size: As the document's row has it.
    /// - Throws: SQLite's error, ``DiscoveryStoreError`` or ``OpenAPIDocumentError`` when the file is damaged.
    func body(of document: Int64, size: Int) throws -> Data {
        // No answer is larger than a gigabyte: whoever takes such a size for true asks for memory that nobody has.
        guard (0...1 << 30).contains(size) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a document has an impossible size")
        }
        let row = try database.cachedRow(
            """
            SELECT openapi_frame.body, schemas_offset, text_style, dictionary_id, openapi_dictionary.body
            FROM openapi_frame LEFT JOIN openapi_dictionary ON openapi_dictionary.id = dictionary_id
            WHERE document_id = ?
            """, [document])
        guard let row else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a document is missing") }
        let dictionary = (row[3] as Int64?).flatMap { id in (row[4] as Data?).map { (id: id, body: $0) } }
        let frame = try FrameCodec(dictionary: dictionary).decompress(row[0], limit: size)
        return try OpenAPIDocument.body(
            frame: frame, schemasOffset: row[1], definitions: definitions(of: document),
            style: JSONTextStyle(number: row[2]), size: size, from: nodes)
    }
}
