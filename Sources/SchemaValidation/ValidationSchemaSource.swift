import OpenAPIModel

/// Whatever has the schemas of one OpenAPI document at hand.
public protocol ValidationSchemaSource: SchemaNodeSource {
    /// The number of the schema of a definition (`components.schemas`); `nil` when the document has none of that name.
    ///
    /// - Throws: The source's own error.
    func node(ofDefinition name: String) throws -> Int64?
}
