/// What a schema says of itself, without the schemas below it: type, format, enum, validations and so on.
///
/// As text it is the schema's own JSON object in the server's order, compact, in which a `0` stands where a description,
/// the properties, or the schema of items or of additional properties was, and where the required names are just those of
/// the properties that are marked so.
public struct SchemaAttributes: Hashable, Sendable {
    /// The members whose value may stand elsewhere.
    enum Part: String, CaseIterable {
        case description, required, properties, items, additionalProperties
    }

    /// A stretch of the text, and the part that comes behind it in place of a 0.
    struct Piece: Hashable, Sendable {
        var range: Range<Int>
        var part: Part?
    }

    /// The JSON text, as described.
    public let text: String
    /// The members that do not stand elsewhere, in the server's order.
    let members: [SchemaValue.Member]
    /// The text, cut where parts belong.
    let pieces: [Piece]

    /// Takes a text in the form described, or any other JSON value, which says nothing and has no parts: what stands
    /// where a schema should and is no object.
    ///
    /// - Throws: ``OpenAPIDocumentError`` where the text is not JSON, as no document's is.
    public init(_ text: String) throws(OpenAPIDocumentError) {
        self.text = text
        var text = text
        let read = text.withUTF8 { bytes in
            Result { () throws(JSONScanError) in try Self.read(bytes) }
        }
        (members, pieces) = try read.mapError(OpenAPIDocumentError.init).get()
    }

    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(JSONScanError) -> ([SchemaValue.Member], [Piece]) {
        var members: [SchemaValue.Member] = []
        var pieces: [Piece] = []
        var start = 0
        var scanner = JSONScanner(bytes)
        if try scanner.peek() == UInt8(ascii: "{") {
            var isFirst = true
            try scanner.enterObject()
            while let key = try scanner.nextKey(&isFirst) {
                let keyText = key.value(in: bytes)
                let position = scanner.position
                let value = try scanner.value()
                if value == .number("0"), let part = Part(rawValue: keyText) {
                    pieces.append(Piece(range: start..<position, part: part))
                    start = scanner.position
                } else {
                    members.append(.init(key: keyText, value: value))
                }
            }
        } else {
            try scanner.skipValue()
        }
        guard scanner.isAtEnd() else { throw JSONScanError(.malformed, at: scanner.position) }
        return (members, pieces + [Piece(range: start..<bytes.count)])
    }

    /// The value of a keyword, such as `x-kubernetes-validations`; `nil` where it is not there, or stands elsewhere.
    public subscript(keyword: String) -> SchemaValue? { members.last { $0.key == keyword }?.value }

    /// All keywords that do not stand elsewhere, in the server's order.
    public var keywords: [String] { members.map(\.key) }

    // MARK: - OpenAPI

    /// `string`, `integer`, `number`, `boolean`, `object` or `array`; `nil` where the schema does not say.
    public var type: String? { self["type"]?.string }
    /// Such as `int64` or `date-time`.
    public var format: String? { self["format"]?.string }
    /// The name of the definition that the schema stands for, or the first that it has to fulfil (`allOf`).
    public var reference: String? { references.first }
    /// The names of the definitions that the schema stands for or has to fulfil (`allOf`), in the server's order.
    public var references: [String] {
        if let target = self["$ref"]?.string { return Self.definitionName(target).map { [$0] } ?? [] }
        return (self["allOf"]?.list ?? []).compactMap { $0["$ref"]?.string.flatMap(Self.definitionName) }
    }
    /// The names of fields that must be there although the schema does not describe them, those within `allOf` too.
    public var requiredElsewhere: [String] {
        let lists = [self["required"]] + (self["allOf"]?.list ?? []).map { $0["required"] }
        return lists.flatMap { $0?.list ?? [] }.compactMap(\.string)
    }
    /// What a server fills in where nothing is given.
    public var defaultValue: SchemaValue? { self["default"] }
    /// The values that are allowed, where only some are.
    public var enumValues: [SchemaValue]? { self["enum"]?.list }
    /// Whether null is a value.
    public var isNullable: Bool { self["nullable"]?.bool ?? false }
    /// Whether the schema is marked deprecated.
    public var isDeprecated: Bool { self["deprecated"]?.bool ?? false }

    // MARK: - Kubernetes

    /// `atomic`, `set` or `map`: how lists are merged (`x-kubernetes-list-type`).
    public var listType: String? { self["x-kubernetes-list-type"]?.string }
    /// The fields that tell the elements of a list of type map apart (`x-kubernetes-list-map-keys`).
    public var listMapKeys: [String] { self["x-kubernetes-list-map-keys"]?.list?.compactMap(\.string) ?? [] }
    /// `atomic` or `granular`: how objects are merged (`x-kubernetes-map-type`).
    public var mapType: String? { self["x-kubernetes-map-type"]?.string }
    /// Whether fields that the schema does not name are kept (`x-kubernetes-preserve-unknown-fields`).
    public var preservesUnknownFields: Bool { self["x-kubernetes-preserve-unknown-fields"]?.bool ?? false }
    /// Whether the value is an integer or a string (`x-kubernetes-int-or-string`, or the format `int-or-string`).
    public var isIntOrString: Bool {
        self["x-kubernetes-int-or-string"]?.bool ?? (format == "int-or-string")
    }
    /// Whether the value is a whole object with apiVersion, kind and metadata (`x-kubernetes-embedded-resource`).
    public var isEmbeddedResource: Bool { self["x-kubernetes-embedded-resource"]?.bool ?? false }
    /// The validation rules in CEL (`x-kubernetes-validations`).
    public var validations: [SchemaValue] { self["x-kubernetes-validations"]?.list ?? [] }

    /// The name of a definition out of `#/components/schemas/NAME` or `#/definitions/NAME`; `nil` for any other target.
    ///
    /// The name is read as a JSON pointer in a URL fragment is: percent-encoding first, then `~1` and `~0`.
    public static func definitionName(_ target: String) -> String? {
        for prefix in ["#/components/schemas/", "#/definitions/"] where target.hasPrefix(prefix) {
            let name = String(target.dropFirst(prefix.count))
            guard name.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "~") }) else { return name }
            return (name.removingPercentEscapes ?? name).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        return nil
    }
}

extension String {
    /// The text with `%XX` resolved; `nil` where it is not well formed.
    fileprivate var removingPercentEscapes: String? {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimalDigit),
                let low = rest.popFirst().flatMap(hexadecimalDigit)
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
