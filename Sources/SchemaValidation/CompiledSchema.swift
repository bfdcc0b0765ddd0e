import Manifests
import OpenAPIModel

/// A schema, its keywords read once.
final class CompiledSchema {
    /// Where a schema below comes from.
    enum Link {
        case node(Int64)
        case inline(Inline)

        static func value(_ value: SchemaValue) -> Link { .inline(Inline(value)) }
    }

    /// A schema within a keyword, compiled when it is first met.
    final class Inline {
        let value: SchemaValue
        private(set) lazy var schema = CompiledSchema(value)

        init(_ value: SchemaValue) {
            self.value = value
        }
    }

    /// What is said of fields that are not named.
    enum Additional {
        case unsaid
        case allowed
        case forbidden
        case schema(Link)
    }

    /// A bound, and whether the value itself is out of it.
    struct Bound {
        var number: Double
        var text: String
        var isExclusive: Bool
    }

    let types: [String]
    let format: String?
    let enumValues: [SchemaValue]?
    let isNullable: Bool
    let isIntOrString: Bool
    let preservesUnknownFields: Bool
    let isEmbeddedResource: Bool
    let hasRules: Bool
    let defaultValue: SchemaValue?

    let reference: String?
    let allOf: [Link]
    let anyOf: [Link]
    let oneOf: [Link]
    let not: Link?

    let properties: [String: Link]
    /// The names of the fields, in order, for what must come out in the same order each time.
    let names: [String]
    let required: [String]
    let additional: Additional
    let items: Link?

    let minimum: Bound?
    let maximum: Bound?
    let multipleOf: Double?
    let minLength, maxLength, minItems, maxItems, minProperties, maxProperties: Int?
    let uniqueItems: Bool
    let pattern: String?
    let listType: String?
    let listMapKeys: [String]

    /// What ``SchemaTable`` found it to be together with what it refers to.
    var facets: Facets?
    /// The values that are allowed, as equal values are written alike.
    private(set) lazy var enumTexts = Set(
        (enumValues ?? []).map { ManifestValue(json: $0.json, line: 0)?.content.canonical ?? $0.json })
    /// Whether a number or a text is all that any of the schemas to choose from asks for, and then their types.
    private(set) lazy var typesToChooseFrom: [String]? = Self.bareTypes(anyOf) ?? Self.bareTypes(oneOf)

    /// A schema out of the store.
    convenience init(_ node: SchemaNode) {
        var properties: [String: Link] = [:]
        for field in node.properties { properties[field.name] = .node(field.node) }
        self.init(
            properties: properties, names: node.properties.map(\.name),
            required: node.properties.filter(\.isRequired).map(\.name),
            items: node.items.map { .node($0.node) },
            additional: node.additionalProperties.map { .schema(.node($0.node)) }
        ) { node.attributes[$0] }
    }

    /// A schema within a keyword such as `anyOf`.
    convenience init(_ value: SchemaValue) {
        var properties: [String: Link] = [:]
        let members = value["properties"]?.members ?? []
        for member in members { properties[member.key] = .value(member.value) }
        self.init(
            properties: properties, names: members.map(\.key), required: [],
            items: value["items"].flatMap { $0.members == nil ? nil : .value($0) },
            additional: value["additionalProperties"].flatMap { $0.members == nil ? nil : .schema(.value($0)) }
        ) { value[$0] }
    }

    private init(
        properties: [String: Link], names: [String], required: [String], items: Link?, additional: Additional?,
        _ keyword: (String) -> SchemaValue?
    ) {
        func flag(_ name: String) -> Bool { keyword(name)?.bool ?? false }
        func count(_ name: String) -> Int? { keyword(name)?.number.flatMap(Double.init).flatMap { Int(exactly: $0) } }
        func links(_ name: String) -> [Link] { (keyword(name)?.list ?? []).map { .value($0) } }
        self.properties = properties
        self.names = names
        self.required = required + (keyword("required")?.list?.compactMap(\.string) ?? [])
        self.items = items
        self.additional =
            additional ?? keyword("additionalProperties")?.bool.map { $0 ? .allowed : .forbidden } ?? .unsaid
        types = keyword("type").map { type in type.string.map { [$0] } ?? type.list?.compactMap(\.string) ?? [] } ?? []
        format = keyword("format")?.string
        enumValues = keyword("enum")?.list
        isNullable = flag("nullable")
        isIntOrString = keyword("x-kubernetes-int-or-string")?.bool ?? (format == "int-or-string")
        preservesUnknownFields = flag("x-kubernetes-preserve-unknown-fields")
        isEmbeddedResource = flag("x-kubernetes-embedded-resource")
        hasRules = !(keyword("x-kubernetes-validations")?.list ?? []).isEmpty
        defaultValue = keyword("default")
        reference = keyword("$ref")?.string.flatMap(SchemaAttributes.definitionName)
        (allOf, anyOf, oneOf) = (links("allOf"), links("anyOf"), links("oneOf"))
        not = keyword("not").map { .value($0) }
        minimum = Self.bound(keyword("minimum"), exclusive: keyword("exclusiveMinimum"))
        maximum = Self.bound(keyword("maximum"), exclusive: keyword("exclusiveMaximum"))
        multipleOf = keyword("multipleOf")?.number.flatMap(Double.init)
        (minLength, maxLength) = (count("minLength"), count("maxLength"))
        (minItems, maxItems) = (count("minItems"), count("maxItems"))
        (minProperties, maxProperties) = (count("minProperties"), count("maxProperties"))
        uniqueItems = flag("uniqueItems")
        pattern = keyword("pattern")?.string
        listType = keyword("x-kubernetes-list-type")?.string
        listMapKeys = keyword("x-kubernetes-list-map-keys")?.list?.compactMap(\.string) ?? []
    }

    /// In OpenAPI 3.0 an exclusive bound is a flag beside the bound, later a bound of its own.
    private static func bound(_ value: SchemaValue?, exclusive: SchemaValue?) -> Bound? {
        if let text = exclusive?.number, let number = Double(text) {
            return Bound(number: number, text: text, isExclusive: true)
        }
        guard let text = value?.number, let number = Double(text) else { return nil }
        return Bound(number: number, text: text, isExclusive: exclusive?.bool ?? false)
    }

    private static func bareTypes(_ links: [Link]) -> [String]? {
        var types: [String] = []
        for link in links {
            guard case .inline(let inline) = link, let members = inline.value.members, members.count == 1,
                members[0].key == "type", let type = members[0].value.string
            else { return nil }
            types.append(type)
        }
        return types.isEmpty ? nil : types
    }
}
