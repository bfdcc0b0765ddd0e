import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// What there is to say of a field, with the fields below it.
struct ExplainedField: Equatable {
    /// Its name; the kind for a resource itself.
    var name: String
    /// Its type, as kubectl writes it.
    var type: String
    /// Whether it must be there.
    var isRequired: Bool
    /// What the document says of the field; of the one that was asked for also what it says of its type and its elements.
    var descriptions: [String]
    /// The values that are allowed; empty where all are.
    var enumValues: [String]
    /// The values that are allowed for the elements of a list or the values of a map; empty where all are.
    var elementEnumValues: [String]
    /// What a server fills in, as JSON.
    var defaultValue: String?
    /// Such as `int64`.
    var format: String?
    /// How it is merged and validated, in words.
    var rules: [String]
    /// The fields below it, by name.
    var fields: [ExplainedField]

    /// Explains a schema and the fields below it.
    ///
    /// - Parameters:
    ///   - depth: How many levels of fields below it.
    ///   - limit: How many fields there may be; those beyond are left out.
    ///   - level: How many levels are above it; the topmost is the one that was asked for.
    ///   - pathSize: The bytes of the names between that one and those below it.
    ///   - entered: The definitions on the way here, which are not entered again.
    init(
        _ schema: FieldSchema, name: String, description: String, isRequired: Bool = false, depth: Int,
        limit: ExplainLimit, level: Int = 0, pathSize: Int = 0, entered: Set<String> = []
    ) throws {
        let inner = try schema.innerElements()
        self.name = name
        self.isRequired = isRequired
        type = try schema.typeName()
        descriptions = [description]
        if level == 0 {
            descriptions += schema.typeDescriptions
            descriptions += inner.flatMap { [$0.description] + $0.schema.typeDescriptions }
        }
        descriptions.removeAll(where: \.isEmpty)
        enumValues = schema.enumTexts
        elementEnumValues = inner.last?.schema.enumTexts ?? []
        // The {} that stands beside every reference says nothing.
        defaultValue = schema.first(\.defaultValue)?.json
        if defaultValue == "{}" && schema.isReference { defaultValue = nil }
        format = schema.first(\.format)
        rules = schema.parts.reduce(into: []) { known, part in
            known += Self.rules(part.node.attributes).filter { !known.contains($0) }
        }
        fields = []
        guard depth > 0 else { return }
        let (holder, path) = try schema.withFields()
        guard entered.isDisjoint(with: path) else { return }
        for field in holder.fields {
            guard
                limit.take(
                    name: field.name, description: field.description, level: level + 1, pathSize: pathSize)
            else { return }
            fields.append(
                try ExplainedField(
                    try holder.below(field), name: field.name, description: field.description,
                    isRequired: field.isRequired, depth: depth - 1, limit: limit, level: level + 1,
                    pathSize: pathSize + field.name.utf8.count + 1, entered: entered.union(path)))
        }
    }

    /// The keywords that bound a value, in the order in which they are told.
    private static let bounds = [
        "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
        "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
    ]

    private static func rules(_ attributes: SchemaAttributes) -> [String] {
        var rules: [String] = []
        if attributes.isDeprecated { rules.append("deprecated") }
        if attributes.isNullable { rules.append("nullable") }
        if attributes.isIntOrString { rules.append("an integer or a string") }
        if attributes.preservesUnknownFields { rules.append("unknown fields are kept") }
        if attributes.isEmbeddedResource { rules.append("a whole object") }
        if let type = attributes.listType {
            let keys = attributes.listMapKeys
            rules.append("list type \(type)" + (keys.isEmpty ? "" : ", by \(keys.joined(separator: ", "))"))
        }
        if let type = attributes.mapType { rules.append("map type \(type)") }
        for keyword in bounds {
            if let value = attributes[keyword] { rules.append("\(keyword) \(value.string ?? value.json)") }
        }
        for validation in attributes.validations {
            guard let rule = validation["rule"]?.string else { continue }
            let isImmutable = ["self==oldSelf", "oldSelf==self"].contains(rule.filter { !$0.isWhitespace })
            rules.append(isImmutable ? "immutable" : "rule \(rule)")
        }
        return rules
    }
}

extension FieldSchema {
    /// What is said of the definitions that it refers to.
    fileprivate var typeDescriptions: [String] { parts.compactMap(\.definition?.description) }
}
