import DiscoveryModel

/// Takes schemas apart into a graph.
struct SchemaParser {
    /// Levels of schemas within schemas; the deepest of real servers has some twenty.
    static let depthLimit = 100
    /// How many findings of one document are kept.
    static let findingLimit = 20

    var scanner: JSONScanner
    private(set) var graph = SchemaGraph()
    /// What is wrong with the document and does not keep it from being used.
    private(set) var findings: [String] = []
    private(set) var usesEscapedHTML = false
    private(set) var usesEscapedNonASCII = false
    /// The definition that is being read, for findings.
    var definition = ""
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) {
        self.bytes = bytes
        scanner = JSONScanner(bytes, in: range)
    }

    /// What was read of a schema that has its description and its place still to get.
    struct Schema {
        var node: Int32
        var description = ""
        /// Where the value of `x-kubernetes-group-version-kind` stands.
        var kinds: Range<Int>?
    }

    /// A member of a schema's object, in the document's order.
    private struct Member {
        var key: Range<Int>
        /// The bytes of its value; `nil` where a part is kept elsewhere.
        var value: Range<Int>?
        var hasWhitespace = false
        /// Whether another of the same key comes behind it.
        var isReplaced = false
    }

    /// What is gathered while a schema's members are read.
    private struct Parts {
        var members: [Member] = []
        /// The last member of each key, filled where there are too many to look through.
        var positions: [String: Int] = [:]
        var properties: [(name: String, schema: Schema)] = []
        var items: Schema?
        var additionalProperties: Schema?
        var required: [String]?
        var description: String?
        var kinds: Range<Int>?
    }

    /// Takes the next value as a schema.
    mutating func schema(depth: Int = 0) throws -> Schema {
        guard depth < Self.depthLimit else { throw JSONScanError(.tooDeep, at: scanner.position) }
        guard try scanner.peek() == UInt8(ascii: "{") else {
            // Not a schema that Kubernetes knows, but JSON schema allows true and false.
            let range = try scanner.skipValue()
            let text = String(decoding: bytes[range], as: UTF8.self)
            return Schema(node: graph.number(of: .init(attributes: attributes(text), edges: [])))
        }
        var parts = Parts()
        try scanner.enterObject()
        var isFirst = true
        while let key = try scanner.nextKey(&isFirst) { try member(key, &parts, depth: depth) }
        var node = Schema(node: number(of: parts))
        node.description = parts.description ?? ""
        node.kinds = parts.kinds
        return node
    }

    private mutating func member(_ key: JSONScanner.Text, _ parts: inout Parts, depth: Int) throws {
        let byte = try scanner.peek()
        let name = key.isEscaped ? nil : UnsafeBufferPointer(rebasing: bytes[key.range])
        var member = Member(key: key.range.lowerBound - 1..<key.range.upperBound + 1)
        switch (name, byte) {
        case ("description"?, UInt8(ascii: "\"")):
            let text = try scanner.string()
            parts.description = try self.text(text)
        case ("properties"?, UInt8(ascii: "{")):
            parts.properties = try properties(depth: depth)
        case ("items"?, UInt8(ascii: "{")):
            parts.items = try schema(depth: depth + 1)
        case ("additionalProperties"?, UInt8(ascii: "{")):
            parts.additionalProperties = try schema(depth: depth + 1)
        default:
            scanner.sawWhitespace = false
            let range = try scanner.skipValue()
            member.value = range
            member.hasWhitespace = scanner.sawWhitespace
            if name == "items" { parts.items = nil }
            if name == "properties" { parts.properties = [] }
            if name == "additionalProperties" { parts.additionalProperties = nil }
            if name == "required" { parts.required = names(in: range) }
            if name == "x-kubernetes-group-version-kind" { parts.kinds = range }
        }
        append(member, to: &parts)
    }

    private mutating func append(_ member: Member, to parts: inout Parts) {
        let few = 32
        let key = bytes[member.key]
        let earlier: Int?
        if parts.members.count < few {
            earlier = parts.members.lastIndex { bytes[$0.key].elementsEqual(key) }
        } else {
            if parts.members.count == few {
                for (index, known) in parts.members.enumerated() {
                    parts.positions[String(decoding: bytes[known.key], as: UTF8.self)] = index
                }
            }
            earlier = parts.positions.updateValue(parts.members.count, forKey: String(decoding: key, as: UTF8.self))
        }
        if let earlier {
            parts.members[earlier].isReplaced = true
            note("\(definition): a schema has \(String(decoding: key, as: UTF8.self)) twice; the last counts")
        }
        parts.members.append(member)
    }

    private mutating func properties(depth: Int) throws -> [(name: String, schema: Schema)] {
        var properties: [(name: String, schema: Schema)] = []
        var positions: [String: Int] = [:]
        try scanner.enterObject()
        var isFirst = true
        while let key = try scanner.nextKey(&isFirst) {
            let name = try text(key)
            let schema = try schema(depth: depth + 1)
            if let earlier = positions[name] {
                properties[earlier].schema = schema
                note("\(definition): the field \(name) is there twice; the last counts")
            } else {
                positions[name] = properties.count
                properties.append((name, schema))
            }
        }
        return properties
    }

    private mutating func number(of parts: Parts) -> Int32 {
        let required = Set(parts.required ?? [])
        var edges: [SchemaGraph.Edge] = []
        edges.reserveCapacity(parts.properties.count + 1)
        let properties = Self.sorted(parts.properties)
        for (name, schema) in properties {
            edges.append(edge(name, schema, required.contains(name) ? .required : .optional))
        }
        if let items = parts.items { edges.append(edge("", items, .items)) }
        if let values = parts.additionalProperties { edges.append(edge("", values, .additionalProperties)) }
        let marked = properties.map(\.name).filter(required.contains)
        let text = text(of: parts.members, isRequiredKept: parts.required != marked)
        return graph.number(of: .init(attributes: attributes(text), edges: edges))
    }

    /// By the bytes of their names, in which order servers write them.
    private static func sorted(_ properties: [(name: String, schema: Schema)]) -> [(name: String, schema: Schema)] {
        let isSorted = zip(properties, properties.dropFirst()).allSatisfy { $0.name.precedes($1.name) }
        return isSorted ? properties : properties.sorted { $0.name.precedes($1.name) }
    }

    private mutating func edge(_ name: String, _ schema: Schema, _ role: SchemaField.Role) -> SchemaGraph.Edge {
        .init(role: role, label: label(name, schema.description), child: schema.node)
    }

    /// The number of a name and a description.
    mutating func label(_ name: String, _ description: String) -> Int32 {
        graph.number(of: .init(name: name, description: description))
    }

    private mutating func attributes(_ text: String) -> Int32 {
        graph.number(ofAttributes: text) { text.contains("$ref") ? (try? SchemaAttributes(text))?.reference : nil }
    }

    /// The members as ``SchemaAttributes`` has them.
    private func text(of members: [Member], isRequiredKept: Bool) -> String {
        var result: [UInt8] = [UInt8(ascii: "{")]
        for member in members where !member.isReplaced {
            if result.count > 1 { result.append(UInt8(ascii: ",")) }
            result += bytes[member.key]
            result.append(UInt8(ascii: ":"))
            if let value = member.value, isRequiredKept || !bytes[member.key].elementsEqual("\"required\"".utf8) {
                if member.hasWhitespace { appendCompact(value, to: &result) } else { result += bytes[value] }
            } else {
                result.append(UInt8(ascii: "0"))
            }
        }
        result.append(UInt8(ascii: "}"))
        return String(decoding: result, as: UTF8.self)
    }

    private func appendCompact(_ range: Range<Int>, to result: inout [UInt8]) {
        var isInString = false
        var isBehindBackslash = false
        for byte in bytes[range] {
            if isInString {
                isInString = byte != UInt8(ascii: "\"") || isBehindBackslash
                isBehindBackslash = byte == UInt8(ascii: "\\") && !isBehindBackslash
            } else if [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
                continue
            } else {
                isInString = byte == UInt8(ascii: "\"")
            }
            result.append(byte)
        }
    }

    // MARK: - Texts

    /// The value of a string, and a look at how the server writes texts.
    mutating func text(_ text: JSONScanner.Text) throws -> String {
        if text.isEscaped { lookForStyle(text) }
        let value = text.value(in: bytes)
        if value.utf8.contains(0) { throw OpenAPIDocumentError(.nulCharacter) }
        return value
    }

    private mutating func lookForStyle(_ text: JSONScanner.Text) {
        var index = text.range.lowerBound
        while index + 5 < text.range.upperBound {
            guard bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if bytes[index + 1] == UInt8(ascii: "u") {
                let unit = (2...5).reduce(UInt16(0)) { $0 << 4 | (hexadecimalDigit(bytes[index + $1]) ?? 0) }
                if [0x26, 0x3C, 0x3E].contains(unit) { usesEscapedHTML = true }
                if unit >= 0x80, unit != 0x2028, unit != 0x2029 { usesEscapedNonASCII = true }
            }
            index += 2
        }
    }

    private func names(in range: Range<Int>) -> [String]? {
        var scanner = JSONScanner(bytes, in: range)
        guard let list = try? scanner.value().list else { return nil }
        let names = list.compactMap(\.string)
        return names.count == list.count ? names : nil
    }

    /// Keeps a finding, if there are not too many yet.
    mutating func note(_ finding: String) {
        if findings.count < Self.findingLimit { findings.append(finding) }
    }

    /// The graph, to which nothing is added any more.
    mutating func sealedGraph() -> SchemaGraph {
        graph.seal()
        return graph
    }
}

private func ~= (pattern: StaticString, bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    pattern.utf8CodeUnitCount == bytes.count
        && bytes.elementsEqual(UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount))
}

private func == (bytes: UnsafeBufferPointer<UInt8>?, text: StaticString) -> Bool {
    bytes.map { text ~= $0 } ?? false
}
