import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// A smallest manifest that a schema allows: what is required, and what that requires.
///
/// It goes by the schema alone. A spec of which something is required is told although the documents of built-in kinds do
/// not mark it as required, a selector and a template beside it are given the same label, and what is to be scaled is a
/// Deployment.
struct ManifestExample {
    /// Whether something was left out, since there is too much.
    var isCut: Bool { limit.isReached }
    /// Whether rules in CEL apply, which are not looked at.
    private(set) var hasRules = false
    private let limit = ExplainLimit(fields: 10_000)

    /// The manifest of a kind.
    mutating func manifest(of kind: GroupVersionKind, _ schema: FieldSchema, isNamespaced: Bool) throws -> ExampleNode {
        var node = try value(of: schema, isRoot: true)
        let version = GroupVersion(group: kind.group, version: kind.version)
        var metadata = node["metadata"] ?? ExampleNode(.object([]))
        metadata.comment = nil
        metadata.members.removeAll { $0.key == "name" }
        let comment = isNamespaced ? "and namespace, where it is not the default one" : nil
        metadata.members.insert(.init(key: "name", node: .text("example", comment: comment)), at: 0)
        let first = ["apiVersion", "kind", "metadata"]
        node.members =
            zip(first, [.text(version.description), .text(kind.kind), metadata]).map { .init(key: $0, node: $1) }
            + node.members.filter { !first.contains($0.key) }
        return node
    }

    /// The value of a field: one that its schema allows, and that goes with its name.
    mutating func value(
        ofField name: String, _ schema: FieldSchema, isRoot: Bool = false, variant: Int = 0, level: Int = 0,
        entered: Set<String> = []
    ) throws -> ExampleNode {
        let node = try value(of: schema, isRoot: isRoot, variant: variant, level: level, entered: entered)
        return name == "scaleTargetRef" ? Self.scaleTarget(node, schema) : node
    }

    /// Names a kind that has a scale, where the schema leaves the kind open.
    private static func scaleTarget(_ node: ExampleNode, _ schema: FieldSchema) -> ExampleNode {
        guard let kind = node["kind"], kind.isPlaceholder, node["apiVersion"]?.isPlaceholder ?? true,
            schema.fields.contains(where: { $0.name == "apiVersion" })
        else { return node }
        var node = node
        node.members.removeAll { $0.key == "apiVersion" }
        node.members.insert(.init(key: "apiVersion", node: .text("apps/v1")), at: 0)
        node["kind"] = .text("Deployment", comment: "or another that has a scale")
        return node
    }

    /// A value that a schema allows.
    ///
    /// - Parameter entered: The definitions on the way here, which are not entered again.
    mutating func value(
        of schema: FieldSchema, isRoot: Bool = false, variant: Int = 0, level: Int = 0, entered: Set<String> = []
    ) throws -> ExampleNode {
        guard limit.take(name: "", description: "", level: level) else {
            return ExampleNode(.object([]), comment: "left out")
        }
        let names = schema.parts.compactMap(\.definition?.name)
        guard entered.isDisjoint(with: names) else { return ExampleNode(.object([]), comment: "the same again") }
        let entered = entered.union(names)
        if schema.parts.contains(where: { !$0.node.attributes.validations.isEmpty }) { hasRules = true }
        if let known = Self.known(schema, variant: variant) { return known }
        let scalar = ScalarExample(schema: schema, variant: variant)
        switch Self.type(of: schema) {
        case "string": return scalar.text
        case "integer": return scalar.number(isWhole: true)
        case "number": return scalar.number(isWhole: false)
        case "boolean": return ExampleNode(.scalar(.bool(false)))
        case "array": return try list(schema, level, entered)
        default: return try object(schema, isRoot: isRoot, variant: variant, level, entered)
        }
    }

    /// A default or an allowed value. The defaults `""`, `0` and `{}` of generated documents say nothing.
    private static func known(_ schema: FieldSchema, variant: Int) -> ExampleNode? {
        let allowed = schema.first(\.enumValues)?.filter { $0 != .string("") } ?? []
        if let given = schema.first(\.defaultValue), variant == 0 {
            switch given {
            case .string(""), .number("0"), .null: break
            case .list(let elements) where elements.isEmpty: break
            case .object: break
            default: return ExampleNode(given)
            }
        }
        return allowed.isEmpty ? nil : ExampleNode(allowed[variant % allowed.count])
    }

    private static func type(of schema: FieldSchema) -> String? {
        if let type = schema.first(\.type) { return type }
        if schema.first({ $0.isIntOrString ? true : nil }) != nil { return "integer" }
        if !schema.fields.isEmpty || schema.elements != nil {
            return schema.parts.contains { $0.node.items != nil } ? "array" : "object"
        }
        let choices = schema.first { $0["oneOf"]?.list ?? $0["anyOf"]?.list } ?? []
        let types = choices.compactMap { $0["type"]?.string }
        return types.first { $0 != "string" } ?? types.first
    }

    private mutating func list(_ schema: FieldSchema, _ level: Int, _ entered: Set<String>) throws -> ExampleNode {
        let least = schema.first { $0["minItems"]?.number }.flatMap { Int($0) } ?? 1
        let most = schema.first { $0["maxItems"]?.number }.flatMap { Int($0) } ?? Int.max
        let count = min(max(1, least), max(0, most), 8)
        guard let elements = schema.elements, count > 0 else { return ExampleNode(.list([])) }
        let below = try schema.below(elements)
        let nodes = try (0..<count).map { number in
            try value(of: below, variant: number, level: level + 1, entered: entered)
        }
        return ExampleNode(.list(nodes), comment: least > count ? "has to have \(least) elements" : nil)
    }

    private mutating func object(
        _ schema: FieldSchema, isRoot: Bool, variant: Int, _ level: Int, _ entered: Set<String>
    ) throws -> ExampleNode {
        let fields = schema.fields
        var wanted = fields.filter(\.isRequired).map(\.name)
        // One of these at least: the first, where what is required anyway is none of them.
        for keyword in ["anyOf", "oneOf"] {
            let choices = (schema.first { $0[keyword]?.list } ?? []).compactMap { $0["required"]?.list }
                .map { $0.compactMap(\.string) }
            if let first = choices.first, !choices.contains(where: { $0.allSatisfy(wanted.contains) }) {
                wanted += first.filter { !wanted.contains($0) }
            }
        }
        if let spec = fields.first(where: { $0.name == "spec" && !$0.isRequired }),
            try requiresSomething(schema.below(spec), entered)
        {
            wanted.append("spec")
        }
        let least = schema.first { $0["minProperties"]?.number }.flatMap { Int($0) } ?? 0
        if least > 0, wanted.isEmpty, let first = fields.first { wanted = [first.name] }
        var node = ExampleNode(.object([]))
        for field in fields where wanted.contains(field.name) {
            node[field.name] = try value(
                ofField: field.name, try schema.below(field), variant: variant, level: level + 1, entered: entered)
        }
        // Required, and not described.
        for name in wanted where !fields.contains(where: { $0.name == name }) {
            node[name] = .text("example", comment: "the schema does not say what it is")
        }
        if least > 0, fields.isEmpty, let values = schema.elements {
            node["example"] = try value(of: try schema.below(values), level: level + 1, entered: entered)
        }
        if !isRoot, schema.first({ $0.isEmbeddedResource ? true : nil }) != nil {
            node["apiVersion"] = .text("v1", comment: "any object")
            node["kind"] = .text("ConfigMap")
            node["metadata"] = ExampleNode(.object([.init(key: "name", node: .text("example"))]))
        }
        try label(&node, schema)
        return node
    }

    /// Whether anything below is required, be it of a spec within.
    private func requiresSomething(_ schema: FieldSchema, _ entered: Set<String>) throws -> Bool {
        var (schema, entered) = (schema, entered)
        while true {
            let names = schema.parts.compactMap(\.definition?.name)
            guard entered.isDisjoint(with: names) else { return false }
            entered.formUnion(names)
            let fields = schema.fields
            if fields.contains(where: \.isRequired) { return true }
            guard let spec = fields.first(where: { $0.name == "spec" }) else { return false }
            schema = try schema.below(spec)
        }
    }

    /// Gives a selector and the template beside it a label in common.
    private func label(_ node: inout ExampleNode, _ schema: FieldSchema) throws {
        guard var selector = node["selector"], var template = node["template"],
            let selectorField = schema.fields.first(where: { $0.name == "selector" }),
            let templateField = schema.fields.first(where: { $0.name == "template" }),
            try schema.below(selectorField).fields.contains(where: { $0.name == "matchLabels" }),
            try schema.below(templateField).fields.contains(where: { $0.name == "metadata" })
        else { return }
        let labels = ExampleNode(.object([.init(key: "app", node: .text("example"))]))
        selector["matchLabels"] = labels
        node["selector"] = selector
        let metadata = ExampleNode(.object([.init(key: "labels", node: labels)]))
        template.members.removeAll { $0.key == "metadata" }
        template.members.insert(.init(key: "metadata", node: metadata), at: 0)
        node["template"] = template
    }
}
