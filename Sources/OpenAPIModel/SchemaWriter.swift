/// Writes schemas as the JSON that they were read from.
///
/// What it writes is compact, with properties in the order of their names' bytes; everything else is as the server wrote
/// it.
struct SchemaWriter<Source: SchemaNodeSource> {
    let source: Source
    let style: JSONTextStyle
    /// Gets the bytes, piece by piece.
    let write: (UnsafeBufferPointer<UInt8>) -> Void

    /// Writes the members of `components.schemas`, without the braces around them.
    func write(_ definitions: [SchemaDefinition]) throws {
        for (index, definition) in definitions.enumerated() {
            if index > 0 { write(",") }
            style.write(definition.name, write)
            write(":")
            try write(definition.node, description: definition.description)
        }
    }

    /// Writes one schema.
    ///
    /// - Throws: What the source throws; ``OpenAPIDocumentError`` for schemas nested deeper than any parser takes, such as
    ///   one within itself.
    func write(_ id: Int64, description: String, depth: Int = 0) throws {
        guard depth <= SchemaParser.depthLimit else { throw OpenAPIDocumentError(.tooDeep(0)) }
        let node = try source.node(id)
        var text = node.attributes.text
        for piece in node.attributes.pieces {
            text.withUTF8 { write(UnsafeBufferPointer(rebasing: $0[piece.range])) }
            switch piece.part {
            case .description?: style.write(description, write)
            case .required?: writeNames(node.properties.filter(\.isRequired))
            case .properties?: try write(node.properties, depth: depth + 1)
            case .items?:
                if let field = node.items {
                    try write(field.node, description: field.description, depth: depth + 1)
                }
            case .additionalProperties?:
                if let field = node.additionalProperties {
                    try write(field.node, description: field.description, depth: depth + 1)
                }
            case nil: break
            }
        }
    }

    private func write(_ properties: [SchemaField], depth: Int) throws {
        write("{")
        for (index, field) in properties.enumerated() {
            if index > 0 { write(",") }
            style.write(field.name, write)
            write(":")
            try write(field.node, description: field.description, depth: depth)
        }
        write("}")
    }

    private func writeNames(_ fields: [SchemaField]) {
        write("[")
        for (index, field) in fields.enumerated() {
            if index > 0 { write(",") }
            style.write(field.name, write)
        }
        write("]")
    }

    private func write(_ text: StaticString) {
        write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

extension SchemaNodeSource {
    /// The JSON of a schema, without the description that only what leads to it has unless given.
    ///
    /// - Throws: What ``node(_:)`` throws.
    public func json(ofNode id: Int64, description: String = "") throws -> String {
        var bytes: [UInt8] = []
        try SchemaWriter(source: self, style: JSONTextStyle()) { bytes += $0 }.write(id, description: description)
        return String(decoding: bytes, as: UTF8.self)
    }
}
