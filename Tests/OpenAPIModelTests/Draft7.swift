import OpenAPIModel

/// What draft 7 of JSON Schema demands of a schema, for the keywords that are written.
enum Draft7 {
    /// What is wrong with a schema and those within it, each with its place.
    static func problems(in schema: SchemaValue, at place: String = "#") -> [String] {
        if schema.bool != nil { return [] }
        guard let members = schema.members else { return ["\(place): no schema"] }
        return members.flatMap { member in
            problems(in: member.value, of: member.key, at: "\(place)/\(member.key)")
        }
    }

    private static func problems(in value: SchemaValue, of keyword: String, at place: String) -> [String] {
        switch keyword {
        case "properties", "patternProperties", "definitions":
            guard let members = value.members else { return ["\(place): no object"] }
            let wrong = keyword == "patternProperties" ? members.filter { (try? Regex($0.key)) == nil } : []
            return wrong.map { "\(place)/\($0.key): no pattern" }
                + members.flatMap { problems(in: $0.value, at: "\(place)/\($0.key)") }
        case "items", "additionalProperties", "not": return problems(in: value, at: place)
        case "allOf", "anyOf", "oneOf":
            guard let parts = value.list, !parts.isEmpty else { return ["\(place): no parts"] }
            return parts.enumerated().flatMap { problems(in: $1, at: "\(place)/\($0)") }
        default: return isPermitted(value, of: keyword) ? [] : ["\(place): \(value.json)"]
        }
    }

    private static func isPermitted(_ value: SchemaValue, of keyword: String) -> Bool {
        switch keyword {
        case "default": true
        case "$schema", "$ref", "title", "description", "format": value.string != nil
        case "pattern": value.string.map { (try? Regex($0)) != nil } ?? false
        case "uniqueItems", "readOnly", "writeOnly", "deprecated": value.bool != nil
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum": value.number != nil
        case "multipleOf": value.number.flatMap(Double.init).map { $0 > 0 } ?? false
        case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties":
            value.number.flatMap(Double.init).map { $0 >= 0 && $0 == $0.rounded() } ?? false
        case "required": value.list.map { isSet($0) && $0.allSatisfy { $0.string != nil } } ?? false
        case "enum": value.list.map { isSet($0) && !$0.isEmpty } ?? false
        case "type": (value.list ?? [value]).allSatisfy(isType) && value.list.map { isSet($0) && !$0.isEmpty } ?? true
        default: false
        }
    }

    private static func isType(_ value: SchemaValue) -> Bool {
        ["array", "boolean", "integer", "null", "number", "object", "string"].contains(value.string ?? "")
    }

    private static func isSet(_ values: [SchemaValue]) -> Bool { Set(values).count == values.count }
}
