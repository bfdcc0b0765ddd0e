extension SchemaAttributes {
    /// Keywords whose value is a schema, or has schemas in it.
    static let schemaKeywords = ["allOf", "anyOf", "oneOf", "not"]

    /// The name of the definition that the schema stands for, where it has to fulfil no other: a `$ref`, or an `allOf` with
    /// nothing but one.
    var onlyReference: String? {
        if let target = self["$ref"]?.string { return Self.definitionName(target) }
        guard let parts = self["allOf"]?.list, parts.count == 1, let members = parts[0].members, members.count == 1
        else {
            return nil
        }
        return parts[0]["$ref"]?.string.flatMap(Self.definitionName)
    }

    /// The names of the definitions that are referred to within the values of keywords, but for ``onlyReference``.
    var referencesWithin: Set<String> {
        var names: Set<String> = []
        for keyword in Self.schemaKeywords where keyword != "allOf" || onlyReference == nil {
            if let value = self[keyword] { Self.collect(value, &names) }
        }
        return names
    }

    private static func collect(_ value: SchemaValue, _ names: inout Set<String>) {
        switch value {
        case .list(let elements): for element in elements { collect(element, &names) }
        case .object(let members):
            for member in members {
                if member.key == "$ref", let name = member.value.string.flatMap(definitionName) { names.insert(name) }
                collect(member.value, &names)
            }
        default: break
        }
    }
}
