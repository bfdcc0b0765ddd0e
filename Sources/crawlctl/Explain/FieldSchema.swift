import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// A schema where a field has it, looked at as `kubectl explain` does: together with all that it refers to.
struct FieldSchema {
    /// One of the schemas that a value has to fulfil.
    struct Part {
        /// Its name and description, where it has been referred to.
        var definition: SchemaDefinition?
        /// What it says.
        var node: SchemaNode
    }

    /// The field's own schema, then what it refers to, each definition once; what is missing is left out.
    let parts: [Part]
    private let reader: SchemaReader
    private let document: StoredOpenAPIDocument

    /// References of references, and lists of lists, that are followed; no real schema has a tenth of them.
    private static let followed = 64

    init(_ id: Int64, in document: StoredOpenAPIDocument, _ reader: SchemaReader) throws {
        self.reader = reader
        self.document = document
        var parts = [Part(node: try reader.node(id))]
        var names: Set<String> = []
        var index = 0
        while index < parts.count {
            for target in try reader.targets(of: parts[index].node, in: document)
            where parts.count < Self.followed && names.insert(target.name).inserted {
                parts.append(Part(definition: target, node: try reader.node(target.node)))
            }
            index += 1
        }
        self.parts = parts
    }

    /// The field's own schema.
    var node: SchemaNode { parts[0].node }

    /// Whether it stands for another schema.
    var isReference: Bool { parts.count > 1 }

    /// The schema of a field below.
    func below(_ field: SchemaField) throws -> FieldSchema { try FieldSchema(field.node, in: document, reader) }

    /// What the first schema says that says anything.
    func first<Value>(_ value: (SchemaAttributes) -> Value?) -> Value? {
        for part in parts {
            if let value = value(part.node.attributes) { return value }
        }
        return nil
    }

    /// The fields of all parts by name; a name that several have is the first one's, and required if any says so.
    var fields: [SchemaField] {
        let required = Set(parts.flatMap { $0.node.attributes.requiredElsewhere })
        if parts.count(where: { !$0.node.properties.isEmpty }) < 2, required.isEmpty {
            return parts.first { !$0.node.properties.isEmpty }?.node.properties ?? []
        }
        var merged: [String: SchemaField] = [:]
        for field in parts.flatMap(\.node.properties) {
            var known = merged[field.name] ?? field
            if known.description.isEmpty { known.description = field.description }
            if field.isRequired || required.contains(field.name) { known.role = .required }
            merged[field.name] = known
        }
        return merged.values.sorted { $0.name.precedes($1.name) }
    }

    /// The elements of a list or the values of a map; `nil` where it is neither.
    var elements: SchemaField? {
        for part in parts {
            if let field = part.node.items ?? part.node.additionalProperties { return field }
        }
        return nil
    }

    /// The schemas of the elements, of their elements and so on, with what is said of them there.
    func innerElements() throws -> [(description: String, schema: FieldSchema)] {
        var inner: [(description: String, schema: FieldSchema)] = []
        while inner.count < Self.followed, let field = (inner.last?.schema ?? self).elements {
            inner.append((field.description, try below(field)))
        }
        return inner
    }

    /// The type, as kubectl writes it: `[]Container`, `map[string]string`, `Object`.
    func typeName() throws -> String {
        var (prefix, schema) = ("", self)
        while true {
            // What a schema refers to says what the type is called.
            if let reference = schema.node.attributes.reference {
                if schema.isReference, let type = schema.parts[1].node.attributes.type, Self.plainTypes.contains(type) {
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
    /// - Returns: The schema that has fields, with the names of the definitions that lead there. A definition that leads to
    ///   itself ends it.
    func withFields() throws -> (schema: FieldSchema, entered: Set<String>) {
        var (schema, entered) = (self, Set<String>())
        while true {
            let names = schema.parts.compactMap(\.definition?.name)
            let isLoop = !entered.isDisjoint(with: names)
            entered.formUnion(names)
            guard schema.fields.isEmpty, !isLoop, let field = schema.elements else { return (schema, entered) }
            schema = try below(field)
        }
    }

    /// The values that are allowed, where only some are, as JSON has them; texts without quotes.
    var enumTexts: [String] {
        let own = first(\.enumValues)
        // Written so where several rules allow some each: what all of them allow.
        let common = first { attributes -> [SchemaValue]? in
            let lists = (attributes["allOf"]?.list ?? []).compactMap { $0["enum"]?.list }
            return lists.first?.filter { value in lists.allSatisfy { $0.contains(value) } }
        }
        return (own ?? common ?? []).map { $0.string ?? $0.json }
    }
}
