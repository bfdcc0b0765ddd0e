import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// A schema where a field has it, looked at as `kubectl explain` does.
struct FieldSchema {
    /// What the field's own schema says.
    let node: SchemaNode
    /// What it refers to; `nil` where it stands for itself, or what it refers to is missing.
    let target: (definition: SchemaDefinition, node: SchemaNode)?
    private let reader: SchemaReader
    private let document: StoredOpenAPIDocument

    init(_ id: Int64, in document: StoredOpenAPIDocument, _ reader: SchemaReader) throws {
        let node = try reader.node(id)
        self.node = node
        self.reader = reader
        self.document = document
        target = try reader.target(of: node, in: document).map { ($0, try reader.node($0.node)) }
    }

    /// The schema of a field below.
    func below(_ field: SchemaField) throws -> FieldSchema { try FieldSchema(field.node, in: document, reader) }

    /// The type, as kubectl writes it: `[]Container`, `map[string]string`, `Object`.
    func typeName() throws -> String {
        var (prefix, schema) = ("", self)
        while true {
            // What a schema refers to says what the type is called.
            if let reference = schema.node.attributes.reference {
                if let type = schema.target?.node.attributes.type, Self.plainTypes.contains(type) {
                    return prefix + type
                }
                return prefix + (reference.split(separator: ".").last.map(String.init) ?? reference)
            }
            if let items = schema.node.items {
                prefix += "[]"
                schema = try below(items)
            } else if let values = schema.node.additionalProperties {
                prefix += "map[string]"
                schema = try below(values)
            } else {
                let type = schema.node.attributes.type ?? "object"
                return prefix + (type == "object" ? "Object" : type)
            }
        }
    }

    /// A definition of one of these is called by its type and not by its name, such as a time, which is a string.
    private static let plainTypes: Set = ["string", "integer", "number", "boolean"]

    /// Whatever has the fields that may stand behind this one: through lists, maps and references.
    ///
    /// - Returns: The schemas that have fields, their own or those of what they refer to, with the names of the definitions
    ///   that lead there. A definition that leads to itself ends it.
    func withFields() throws -> (schema: SchemaNode, entered: Set<String>) {
        var (schema, entered) = (self, Set<String>())
        while true {
            if !schema.node.properties.isEmpty { return (schema.node, entered) }
            if let target = schema.target {
                guard entered.insert(target.definition.name).inserted else { return (target.node, entered) }
                if !target.node.properties.isEmpty { return (target.node, entered) }
                schema = try FieldSchema(target.definition.node, in: document, reader)
            } else if let field = schema.node.items ?? schema.node.additionalProperties {
                schema = try below(field)
            } else {
                return (schema.node, entered)
            }
        }
    }

    /// The values that are allowed, where only some are, as JSON has them; texts without quotes.
    var enumTexts: [String] {
        (node.attributes.enumValues ?? target?.node.attributes.enumValues ?? []).map { $0.string ?? $0.json }
    }
}
