/// A JSON value within a schema, such as a default or one of an enum: objects keep their order, numbers their text.
public indirect enum SchemaValue: Hashable, Sendable {
    /// A member of an object.
    public struct Member: Hashable, Sendable {
        /// The member's name.
        public var key: String
        /// The member's value.
        public var value: SchemaValue

        /// Makes a member of its parts.
        public init(key: String, value: SchemaValue) {
            self.key = key
            self.value = value
        }
    }

    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as it was written.
    case number(String)
    /// A string.
    case string(String)
    /// A list.
    case list([SchemaValue])
    /// An object.
    case object([Member])

    /// Reads one JSON value; `nil` when the text is none.
    public init?(json text: String) {
        var text = text
        let value: SchemaValue? = text.withUTF8 { bytes in
            var scanner = JSONScanner(bytes)
            guard let value = try? scanner.value(), scanner.isAtEnd() else { return nil }
            return value
        }
        guard let value else { return nil }
        self = value
    }

    /// The text of a string; `nil` for any other value.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a boolean; `nil` for any other value.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The text of a number; `nil` for any other value.
    public var number: String? {
        if case .number(let text) = self { text } else { nil }
    }

    /// The elements of a list; `nil` for any other value.
    public var list: [SchemaValue]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    /// The members of an object; `nil` for any other value.
    public var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// A member of an object, the last where it has several of that name; `nil` where there is none.
    public subscript(key: String) -> SchemaValue? { members?.last { $0.key == key }?.value }

    /// Compact JSON.
    public var json: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends compact JSON.
    public func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let text): bytes += text.utf8
        case .string(let text): JSONTextStyle().write(text) { bytes += $0 }
        case .list(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONTextStyle().write(member.key) { bytes += $0 }
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}

extension JSONScanner {
    /// Takes a value of any kind, at most as deep as ``depthLimit`` says.
    mutating func value(depth: Int = 0) throws(JSONScanError) -> SchemaValue {
        guard depth < Self.depthLimit else { throw JSONScanError(.tooDeep, at: position) }
        var isFirst = true
        switch try peek() {
        case UInt8(ascii: "{"):
            var members: [SchemaValue.Member] = []
            try enterObject()
            while let key = try nextKey(&isFirst) {
                members.append(.init(key: key.value(in: bytes), value: try value(depth: depth + 1)))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [SchemaValue] = []
            try enterList()
            while try nextElement(&isFirst) { elements.append(try value(depth: depth + 1)) }
            return .list(elements)
        case UInt8(ascii: "\""): return .string(try string().value(in: bytes))
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            let range = try skipValue()
            return bytes[range.lowerBound] == UInt8(ascii: "n")
                ? .null : .bool(bytes[range.lowerBound] == UInt8(ascii: "t"))
        default:
            let range = try skipValue()
            return .number(String(decoding: bytes[range], as: UTF8.self))
        }
    }
}
