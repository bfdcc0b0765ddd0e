/// What OpenAPI 3.0 says in other words than JSON Schema (draft 7) does.
enum JSONSchemaValue {
    /// The keywords that mean the same in both, and have no schema in their value.
    static let plainKeywords: Set = [
        "title", "format", "maxLength", "minLength", "multipleOf", "maxItems", "minItems", "uniqueItems",
        "maxProperties", "minProperties", "default", "readOnly", "writeOnly", "deprecated",
    ]

    /// The members that a number's bounds are: OpenAPI says whether a bound is allowed itself, JSON Schema which one is not.
    static func bounds(_ value: (String) -> SchemaValue?) -> [SchemaValue.Member] {
        [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")].compactMap { bound, exclusive in
            guard let number = value(bound) else { return nil }
            return .init(key: value(exclusive)?.bool == true ? exclusive : bound, value: number)
        }
    }

    /// Where a definition stands in a document.
    static func reference(to name: String) -> SchemaValue {
        // As in a JSON pointer in a URL's fragment.
        var encoded: [UInt8] = []
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        for byte in name.replacing("~", with: "~0").replacing("/", with: "~1").utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return .string("#/definitions/\(String(decoding: encoded, as: UTF8.self))")
    }

    /// A schema that stands within the value of a keyword, such as one of an `anyOf`.
    ///
    /// - Parameter isKnown: Whether there is a definition of a name; a reference to one that is missing says nothing.
    static func schema(_ value: SchemaValue, isKnown: (String) -> Bool) -> SchemaValue {
        guard let members = value.members else { return value.bool == nil ? .object([]) : value }
        if let target = value["$ref"]?.string {
            guard let name = SchemaAttributes.definitionName(target), isKnown(name) else { return .object([]) }
            return .object([.init(key: "$ref", value: reference(to: name))])
        }
        var result = bounds { value[$0] }
        for member in members {
            switch member.key {
            case "description", "required": result.append(member)
            case "pattern": if isPortable(member.value) { result.append(member) }
            case _ where plainKeywords.contains(member.key): result.append(member)
            case "type", "enum":
                result.append(value["nullable"]?.bool == true ? withNull(member) : member)
            case "properties", "patternProperties":
                let properties = (member.value.members ?? []).map {
                    SchemaValue.Member(key: $0.key, value: schema($0.value, isKnown: isKnown))
                }
                result.append(.init(key: member.key, value: .object(properties)))
            case "items", "additionalProperties", "not":
                result.append(.init(key: member.key, value: schema(member.value, isKnown: isKnown)))
            case "allOf", "anyOf", "oneOf":
                let parts = (member.value.list ?? []).map { schema($0, isKnown: isKnown) }
                // None at all would be no valid schema.
                if !parts.isEmpty { result.append(.init(key: member.key, value: .list(parts))) }
            default: break
            }
        }
        return .object(result)
    }

    /// Whether a pattern means the same in every language. Servers write Go's (RE2); JSON Schema has those of JavaScript, in
    /// which some of them are no patterns at all, such as `(?i)yes`.
    static func isPortable(_ pattern: SchemaValue) -> Bool {
        guard let text = pattern.string else { return false }
        var isInClass = false
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return false }
                if "AzQECapP".utf8.contains(escaped) { return false }
                if escaped == UInt8(ascii: "x"), rest.first == UInt8(ascii: "{") { return false }
            case UInt8(ascii: "["):
                if isInClass, rest.first == UInt8(ascii: ":") { return false }
                isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            case UInt8(ascii: "(") where !isInClass && rest.first == UInt8(ascii: "?"):
                if rest.dropFirst().first != UInt8(ascii: ":") { return false }
            default: break
            }
        }
        return true
    }

    /// A `type` or an `enum` that allows null, too.
    static func withNull(_ member: SchemaValue.Member) -> SchemaValue.Member {
        let values = member.value.list ?? [member.value]
        let null: SchemaValue = member.key == "type" ? .string("null") : .null
        return .init(key: member.key, value: .list(values.contains(null) ? values : values + [null]))
    }
}
