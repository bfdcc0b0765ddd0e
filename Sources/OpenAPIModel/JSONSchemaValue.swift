/// What OpenAPI 3.0 says in other words than JSON Schema (draft 7) does.
enum JSONSchemaValue {
    /// The value of a keyword that means the same in both and has no schema in it, as draft 7 permits it; `nil` for any
    /// other keyword, and for what draft 7 does not permit: with it, the whole document would be no schema.
    static func plain(_ keyword: String, _ value: SchemaValue, isPattern: (String) -> Bool) -> SchemaValue? {
        switch keyword {
        case "default": value
        case "title", "description", "format": value.string == nil ? nil : value
        case "uniqueItems", "readOnly", "writeOnly", "deprecated": value.bool == nil ? nil : value
        case "maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties":
            isCount(value) ? value : nil
        case "multipleOf": number(value).flatMap { $0 > 0 ? value : nil }
        case "pattern": value.string.flatMap { isPattern($0) && isPortable($0) ? value : nil }
        case "type":
            (value.list.map(distinct) ?? value).flatMap { types in
                (types.list ?? [types]).allSatisfy { simpleTypes.contains($0.string ?? "") } ? types : nil
            }
        case "enum": value.list.flatMap(distinct)
        case "required": value.list.flatMap { $0.allSatisfy { $0.string != nil } ? distinct($0) : nil }
        default: nil
        }
    }

    private static let simpleTypes: Set = ["array", "boolean", "integer", "null", "number", "object", "string"]

    /// A list with each element once; `nil` for an empty one.
    private static func distinct(_ elements: [SchemaValue]) -> SchemaValue? {
        var seen: Set<SchemaValue> = []
        return elements.isEmpty ? nil : .list(elements.filter { seen.insert($0).inserted })
    }

    private static func number(_ value: SchemaValue) -> Double? {
        value.number.flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
    }

    /// Whether it is an integer that is not negative.
    private static func isCount(_ value: SchemaValue) -> Bool {
        number(value).map { $0 >= 0 && $0.rounded() == $0 } ?? false
    }

    /// The members that a number's bounds are: OpenAPI says whether a bound is allowed itself, JSON Schema which one is not.
    static func bounds(_ value: (String) -> SchemaValue?) -> [SchemaValue.Member] {
        [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")].compactMap { bound, exclusive in
            guard let limit = value(bound), number(limit) != nil else { return nil }
            return .init(key: value(exclusive)?.bool == true ? exclusive : bound, value: limit)
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
    /// - Parameters:
    ///   - isKnown: Whether there is a definition of a name; a reference to one that is missing says nothing.
    ///   - isPattern: Whether servers take a text for a pattern.
    static func schema(
        _ value: SchemaValue, isKnown: (String) -> Bool, isPattern: (String) -> Bool
    ) -> SchemaValue {
        func below(_ value: SchemaValue) -> SchemaValue { schema(value, isKnown: isKnown, isPattern: isPattern) }
        guard let members = value.members else { return value.bool == nil ? .object([]) : value }
        if let target = value["$ref"]?.string {
            guard let name = SchemaAttributes.definitionName(target), isKnown(name) else { return .object([]) }
            return .object([.init(key: "$ref", value: reference(to: name))])
        }
        let isNullable = value["nullable"]?.bool == true
        var result = bounds { value[$0] }
        for member in members {
            switch member.key {
            case "properties", "patternProperties":
                let properties = (member.value.members ?? []).filter { property in
                    member.key == "properties" || isPattern(property.key) && isPortable(property.key)
                }
                result.append(
                    .init(
                        key: member.key,
                        value: .object(properties.map { .init(key: $0.key, value: below($0.value)) })))
            case "items", "additionalProperties", "not":
                result.append(.init(key: member.key, value: below(member.value)))
            case "allOf", "anyOf", "oneOf":
                let parts = (member.value.list ?? []).map(below)
                // None at all would be no valid schema.
                if !parts.isEmpty { result.append(.init(key: member.key, value: .list(parts))) }
            case let keyword:
                guard let plain = plain(keyword, member.value, isPattern: isPattern) else { continue }
                let member = SchemaValue.Member(key: keyword, value: plain)
                result.append(isNullable && ["type", "enum"].contains(keyword) ? withNull(member) : member)
            }
        }
        return .object(result)
    }

    /// Whether a pattern means the same in every language. Servers write Go's (RE2); JSON Schema has those of JavaScript, in
    /// which some of them are no patterns at all, such as `(?i)yes`.
    private static func isPortable(_ text: String) -> Bool {
        var isInClass = false
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return false }
                if "AzQECapP".utf8.contains(escaped) { return false }
                if escaped == UInt8(ascii: "x"), rest.first == UInt8(ascii: "{") { return false }
                // A range from a class, which is a hyphen where it is allowed.
                if isInClass, "dDsSwW".utf8.contains(escaped), rest.first == UInt8(ascii: "-"),
                    rest.dropFirst().first != UInt8(ascii: "]")
                {
                    return false
                }
            case UInt8(ascii: "["):
                if isInClass, rest.first == UInt8(ascii: ":") { return false }
                if !isInClass, rest.first == UInt8(ascii: "]") || rest.starts(with: "^]".utf8) { return false }
                isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            case UInt8(ascii: "(") where !isInClass && rest.first == UInt8(ascii: "?"):
                if rest.dropFirst().first != UInt8(ascii: ":") { return false }
            case UInt8(ascii: "^"), UInt8(ascii: "$"):
                // A place again and again.
                if !isInClass, let next = rest.first, "*+?{".utf8.contains(next) { return false }
            default: break
            }
        }
        return true
    }

    /// A `type` or an `enum` that allows null, too.
    static func withNull(_ member: SchemaValue.Member) -> SchemaValue.Member {
        adding(member.key == "type" ? .string("null") : .null, to: member)
    }

    /// A type or the values that are allowed, and one more.
    static func adding(_ value: SchemaValue, to member: SchemaValue.Member) -> SchemaValue.Member {
        let values = member.value.list ?? [member.value]
        return .init(key: member.key, value: .list(values.contains(value) ? values : values + [value]))
    }
}
