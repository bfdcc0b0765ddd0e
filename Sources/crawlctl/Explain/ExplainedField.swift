import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// What there is to say of a field, with the fields below it.
struct ExplainedField {
    /// Its name; the kind for a resource itself.
    var name: String
    /// Its type, as kubectl writes it.
    var type: String
    /// Whether it must be there.
    var isRequired: Bool
    /// What the document says of the field, and of the definition it refers to.
    var descriptions: [String]
    /// The values that are allowed; empty where all are.
    var enumValues: [String]
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
    ///   - entered: The definitions on the way here, which are not entered again.
    init(
        _ schema: FieldSchema, name: String, description: String, isRequired: Bool = false, depth: Int,
        entered: Set<String> = []
    ) throws {
        let own = schema.node.attributes
        let referred = schema.target?.node.attributes
        self.name = name
        self.isRequired = isRequired
        type = try schema.typeName()
        descriptions = [description, schema.target?.definition.description ?? ""].filter { !$0.isEmpty }
        enumValues = schema.enumTexts
        // The {} that stands beside every reference says nothing.
        defaultValue = (own.defaultValue ?? referred?.defaultValue)?.json
        if defaultValue == "{}" && schema.target != nil { defaultValue = nil }
        format = own.format ?? referred?.format
        rules = Self.rules(own) + (referred.map(Self.rules) ?? [])
        fields = []
        guard depth > 0 else { return }
        let (holder, path) = try schema.withFields()
        guard entered.isDisjoint(with: path) else { return }
        fields = try holder.properties.map { field in
            try ExplainedField(
                try schema.below(field), name: field.name, description: field.description,
                isRequired: field.isRequired, depth: depth - 1, entered: entered.union(path))
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
            let isImmutable = rule.filter { !$0.isWhitespace } == "self==oldSelf"
            rules.append(isImmutable ? "immutable" : "rule \(rule)")
        }
        return rules
    }
}
