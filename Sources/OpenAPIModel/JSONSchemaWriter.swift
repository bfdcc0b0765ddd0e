/// Makes JSON Schemas of the schemas of an OpenAPI document, as the plan says.
struct JSONSchemaWriter<Source: SchemaNodeSource> {
    let source: Source
    let plan: JSONSchemaPlan
    let isStrict: Bool
    /// Whether servers take a text for a pattern.
    let isPattern: (String) -> Bool
    /// Of a custom resource: its schema says what null is, objects without fields have none, and a field with a default is
    /// there before anything is required. Types that are compiled into a server, among them whatever a custom resource
    /// refers to, take null for a field that is not there.
    let isCustom: Bool

    /// The same for what is referred to.
    private var ofReferences: JSONSchemaWriter {
        JSONSchemaWriter(source: source, plan: plan, isStrict: isStrict, isPattern: isPattern, isCustom: false)
    }

    /// The members of a schema.
    ///
    /// - Parameters:
    ///   - takesNull: Whether null may stand there, whatever the schema says itself.
    ///   - definition: The name of the definition whose schema it is.
    func object(
        _ id: Int64, description: String, takesNull: Bool = false, definition: String = ""
    ) throws -> [SchemaValue.Member] {
        let node = try source.node(id)
        let attributes = node.attributes
        let takesNull = takesNull || isNullable(attributes)
        if let name = attributes.onlyReference {
            return try reference(to: name, from: attributes, description: description, takesNull: takesNull)
        }
        var members = description.isEmpty ? [] : [SchemaValue.Member(key: "description", value: .string(description))]
        let content = try keywords(of: attributes) + fields(of: node, UndemandedFields.names(in: definition))
        guard takesNull else { return members + content }
        let isCombined = content.contains { ["anyOf", "oneOf", "allOf", "not", "$ref"].contains($0.key) }
        if !isCombined, content.contains(where: { $0.key == "type" }) {
            members += content.map { ["type", "enum"].contains($0.key) ? JSONSchemaValue.withNull($0) : $0 }
        } else if isCombined || content.contains(where: { $0.key == "enum" }) {
            let moved = content.filter { $0.key != "default" }
            members += content.filter { $0.key == "default" } + [Self.orNull(.object(moved))]
        } else {
            members += content
        }
        return members
    }

    /// Whether null is a value. Where only some values are allowed, servers take it for none of them in a custom resource.
    private func isNullable(_ attributes: SchemaAttributes) -> Bool {
        attributes.isNullable && !(isCustom && attributes.enumValues != nil)
    }

    /// Whether null may stand where a field or a value of a map does because servers drop it there: in a custom resource,
    /// unless it is a value, or the field is required and has no default.
    private func dropsNull(_ field: SchemaField) throws -> Bool {
        guard isCustom else { return !field.isRequired && field.isProperty }
        let attributes = try source.node(field.node).attributes
        return !attributes.isNullable && (!field.isRequired || attributes.defaultValue != nil)
    }

    private static func orNull(_ schema: SchemaValue) -> SchemaValue.Member {
        .init(key: "anyOf", value: .list([schema, .object([.init(key: "type", value: .string("null"))])]))
    }

    private func schema(_ field: SchemaField, takesNull: Bool = false) throws -> SchemaValue {
        .object(try object(field.node, description: field.description, takesNull: takesNull))
    }

    /// What stands in place of a reference: the definition, with what is said where it is referred to.
    private func reference(
        to name: String, from attributes: SchemaAttributes, description: String, takesNull: Bool
    ) throws -> [SchemaValue.Member] {
        let own = attributes["default"].map { [SchemaValue.Member(key: "default", value: $0)] } ?? []
        // What is missing says nothing.
        guard let target = plan.definitions[name] else {
            return (description.isEmpty ? [] : [.init(key: "description", value: .string(description))]) + own
        }
        guard !plan.shared.contains(name) else {
            let reference = SchemaValue.object([.init(key: "$ref", value: JSONSchemaValue.reference(to: name))])
            // Beside a $ref, nothing else counts in draft 7.
            let held = takesNull ? Self.orNull(reference) : .init(key: "allOf", value: .list([reference]))
            return (description.isEmpty ? [] : [.init(key: "description", value: .string(description))]) + own + [held]
        }
        let members = try self.members(
            of: target, description: description.isEmpty ? target.description : description, takesNull: takesNull)
        return own.isEmpty ? members : members.filter { $0.key != "default" } + own
    }

    /// The members of a definition that is referred to.
    func members(
        of definition: SchemaDefinition, description: String, takesNull: Bool = false
    ) throws -> [SchemaValue.Member] {
        let members = try ofReferences.object(
            definition.node, description: description, takesNull: takesNull, definition: definition.name)
        if definition.name.hasSuffix(".apimachinery.pkg.apis.meta.v1.MicroTime") {
            return members + [.init(key: "pattern", value: .string(#"[.,][0-9]{6}(Z|[-+])"#))]
        }
        guard definition.name.hasSuffix(".apimachinery.pkg.api.resource.Quantity") else { return members }
        // OpenAPI 2 knows no oneOf, and calls it a text.
        return members.map { $0.key == "type" ? JSONSchemaValue.adding(.string("number"), to: $0) : $0 }
            + [.init(key: "pattern", value: .string(Self.quantity))]
    }

    /// What servers take for a quantity, which its schema does not say (apimachinery's `api/resource/quantity.go`).
    private static var quantity: String {
        #"^ *[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)? *$"#
    }

    private func keywords(of attributes: SchemaAttributes) throws -> [SchemaValue.Member] {
        let schema = { (value: SchemaValue) in
            JSONSchemaValue.schema(value, isKnown: { plan.definitions[$0] != nil }, isPattern: isPattern)
        }
        var members = JSONSchemaValue.bounds { attributes[$0] }
        for member in attributes.members {
            let value: SchemaValue?
            switch member.key {
            // They are said in full below.
            case "type" where attributes.isIntOrString, "format" where attributes.isIntOrString, "required": value = nil
            case "additionalProperties": value = member.value.bool.map { .bool($0) }
            case "allOf", "anyOf", "oneOf":
                let parts = (member.value.list ?? []).map(schema)
                value = parts.isEmpty ? nil : .list(parts)
            case "not": value = schema(member.value)
            default: value = JSONSchemaValue.plain(member.key, member.value, isPattern: isPattern)
            }
            if let value { members.append(.init(key: member.key, value: value)) }
        }
        if attributes.isIntOrString, !members.contains(where: { ["anyOf", "oneOf"].contains($0.key) }) {
            let types = ["integer", "string"].map { SchemaValue.object([.init(key: "type", value: .string($0))]) }
            members.append(.init(key: "anyOf", value: .list(types)))
        }
        if isCustom, attributes.listType == "set", !members.contains(where: { $0.key == "uniqueItems" }) {
            members.append(.init(key: "uniqueItems", value: .bool(true)))
        }
        return members
    }

    /// - Parameter undemanded: The fields that may be missing although they are required.
    private func fields(of node: SchemaNode, _ undemanded: Set<String>) throws -> [SchemaValue.Member] {
        var members: [SchemaValue.Member] = []
        var properties = try node.properties.map { field in
            let mayBeNull = try undemanded.contains(field.name) || dropsNull(field)
            return SchemaValue.Member(key: field.name, value: try schema(field, takesNull: mayBeNull))
        }
        let isEmbedded = node.attributes.isEmbeddedResource
        if isEmbedded {
            for name in ["apiVersion", "kind", "metadata"] where !properties.contains(where: { $0.key == name }) {
                let type = SchemaValue.Member(key: "type", value: .string(name == "metadata" ? "object" : "string"))
                properties.append(.init(key: name, value: .object([type])))
            }
        }
        if !properties.isEmpty { members.append(.init(key: "properties", value: .object(properties))) }
        let required = try node.properties.filter { field in
            guard field.isRequired, isCustom else { return field.isRequired && !undemanded.contains(field.name) }
            return try source.node(field.node).attributes.defaultValue == nil
        }.map { SchemaValue.string($0.name) }
        if !required.isEmpty { members.append(.init(key: "required", value: .list(required))) }
        if let items = node.items {
            // A default takes the place of null there too.
            let attributes = try source.node(items.node).attributes
            let takesNull = isCustom && !attributes.isNullable && attributes.defaultValue != nil
            members.append(.init(key: "items", value: try schema(items, takesNull: takesNull)))
        }
        if let values = node.additionalProperties {
            let takesNull = try dropsNull(values)
            members.append(.init(key: "additionalProperties", value: try schema(values, takesNull: takesNull)))
        } else if isStrict, !node.attributes.preservesUnknownFields, node.attributes["additionalProperties"] == nil,
            !properties.isEmpty || (isCustom && node.attributes.type == "object" && node.items == nil)
        {
            members.append(.init(key: "additionalProperties", value: .bool(false)))
        }
        return members
    }
}
