import Crypto
import DiscoveryModel
import Foundation

/// An OpenAPI document of one group version (`/openapi/v3/apis/GROUP/VERSION`), taken apart into its schemas.
///
/// The cost of taking one apart is one pass over its bytes, at some 100 MB a second, and memory for what is distinct in it.
public struct OpenAPIDocument: Sendable {
    /// A definition, by numbers of the graph.
    public struct Definition: Sendable {
        /// Its name and description.
        public var label: Int32
        /// Its schema.
        public var node: Int32
        /// The kinds that it is the schema of (`x-kubernetes-group-version-kind`).
        public var kinds: [GroupVersionKind]
    }

    /// The SHA-512 of the body in upper-case hexadecimal digits: what API servers call a document's hash.
    public let hash: String
    /// The body's size in bytes.
    public let size: Int
    /// The body without its schemas, or all of it where these do not give back the very same bytes.
    public let frame: Data
    /// Where in the frame the schemas belong; `nil` where the frame is the whole body.
    public let schemasOffset: Int?
    /// How the server writes texts.
    public let style: JSONTextStyle
    /// The schemas.
    public let graph: SchemaGraph
    /// The definitions, in the document's order.
    public let definitions: [Definition]
    /// What is wrong with it and does not keep it from being used: a line each, at most twenty.
    public let findings: [String]

    /// Takes a body apart.
    ///
    /// Fields or definitions that are there twice, references to what is not there and bytes that are no UTF-8 are
    /// findings, and no errors.
    ///
    /// - Throws: ``OpenAPIDocumentError``.
    public init(_ body: Data) throws(OpenAPIDocumentError) {
        do {
            self = try body.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
                try OpenAPIDocument(bytes: bytes.bindMemory(to: UInt8.self), body: body)
            }
        } catch let error as OpenAPIDocumentError {
            throw error
        } catch let error as JSONScanError {
            throw OpenAPIDocumentError(error)
        } catch {
            throw OpenAPIDocumentError(.notOpenAPI)
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, body: Data) throws {
        let schemas = try Self.schemas(in: bytes)
        var parser = SchemaParser(bytes, in: schemas ?? 0..<0)
        let definitions = try Self.definitions(&parser, isThere: schemas != nil, bytes)
        Self.lookForMissingReferences(definitions, &parser)
        if !Self.isUTF8(bytes) { parser.note("the document is not valid UTF-8") }
        style = JSONTextStyle(
            escapesHTML: parser.usesEscapedHTML, escapesNonASCII: parser.usesEscapedNonASCII)
        findings = parser.findings
        graph = parser.sealedGraph()
        self.definitions = definitions
        hash = Self.hash(bytes)
        size = bytes.count
        // Without the braces around the definitions.
        let inner = schemas.map { $0.lowerBound + 1..<$0.upperBound - 1 }
        if let inner, Self.isSame(bytes, inner, definitions, graph, style) {
            frame = body.prefix(inner.lowerBound) + body.dropFirst(inner.upperBound)
            schemasOffset = inner.lowerBound
        } else {
            frame = body
            schemasOffset = nil
        }
    }

    /// Looks at a piece at a time: a text of all of it would be as large again.
    private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            var end = min(rest.startIndex + 64 << 10, rest.endIndex)
            // Not within a character.
            while end < rest.endIndex, end > rest.startIndex, bytes[end] & 0xC0 == 0x80 { end -= 1 }
            let piece = rest[..<end]
            guard !piece.isEmpty, String(validating: piece, as: UTF8.self) != nil else { return false }
            rest = rest[end...]
        }
        return true
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        var digits: [UInt8] = []
        for byte in SHA512.hash(data: UnsafeRawBufferPointer(bytes)) {
            digits += [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Where the object `components.schemas` stands; `nil` in a document without.
    private static func schemas(in bytes: UnsafeBufferPointer<UInt8>) throws -> Range<Int>? {
        var scanner = JSONScanner(bytes)
        try scanner.beginDocument()
        var isOpenAPI = false
        var schemas: Range<Int>?
        try scanner.enterObject()
        var isFirst = true
        while let key = try scanner.nextKey(&isFirst) {
            let name = key.value(in: bytes)
            if name == "components", try scanner.peek() == UInt8(ascii: "{") {
                schemas = try self.schemas(&scanner)
            } else {
                try scanner.skipValue()
                if name == "openapi" { isOpenAPI = true }
            }
        }
        guard scanner.isAtEnd() else { throw JSONScanError(.malformed, at: scanner.position) }
        guard isOpenAPI else { throw OpenAPIDocumentError(.notOpenAPI) }
        return schemas
    }

    private static func schemas(_ scanner: inout JSONScanner) throws -> Range<Int>? {
        var schemas: Range<Int>?
        try scanner.enterObject()
        var isFirst = true
        while let key = try scanner.nextKey(&isFirst) {
            let value = try scanner.skipValue()
            if key.value(in: scanner.bytes) == "schemas" { schemas = value }
        }
        return schemas.flatMap { scanner.bytes[$0.lowerBound] == UInt8(ascii: "{") ? $0 : nil }
    }

    private static func definitions(
        _ parser: inout SchemaParser, isThere: Bool, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws -> [Definition] {
        guard isThere else { return [] }
        var definitions: [Definition] = []
        var positions: [String: Int] = [:]
        try parser.scanner.enterObject()
        var isFirst = true
        while let key = try parser.scanner.nextKey(&isFirst) {
            let name = try parser.text(key)
            parser.definition = name
            let schema = try parser.schema()
            let definition = Definition(
                label: parser.label(name, schema.description), node: schema.node,
                kinds: schema.kinds.map { kinds(bytes, $0) } ?? [])
            if let earlier = positions[name] {
                definitions[earlier] = definition
                parser.note("the definition \(name) is there twice; the last counts")
            } else {
                positions[name] = definitions.count
                definitions.append(definition)
            }
        }
        return definitions
    }

    private static func kinds(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [GroupVersionKind] {
        var scanner = JSONScanner(bytes, in: range)
        guard let value = try? scanner.value() else { return [] }
        return (value.list ?? [value]).compactMap { entry in
            guard let kind = entry["kind"]?.string else { return nil }
            return GroupVersionKind(
                group: entry["group"]?.string ?? "", version: entry["version"]?.string ?? "", kind: kind)
        }
    }

    private static func lookForMissingReferences(_ definitions: [Definition], _ parser: inout SchemaParser) {
        let names = Set(definitions.map { parser.graph.labels[Int($0.label)].name })
        var missing: Set<String> = []
        for reference in parser.graph.attributes.compactMap(\.reference) where !names.contains(reference) {
            if missing.insert(reference).inserted {
                parser.note("a schema refers to \(reference), which is not in the document")
            }
        }
    }

    /// Whether the schemas, written again, are what stands there.
    private static func isSame(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ definitions: [Definition], _ graph: SchemaGraph,
        _ style: JSONTextStyle
    ) -> Bool {
        var position = range.lowerBound
        var isSame = true
        let writer = SchemaWriter(source: GraphNodes(graph), style: style) { piece in
            guard isSame, piece.count <= range.upperBound - position else {
                isSame = false
                return
            }
            if let one = piece.baseAddress, let other = bytes.baseAddress {
                isSame = memcmp(one, other + position, piece.count) == 0
            }
            position += piece.count
        }
        let named = definitions.map { definition in
            let label = graph.labels[Int(definition.label)]
            return SchemaDefinition(
                name: label.name, description: label.description, node: Int64(definition.node))
        }
        guard (try? writer.write(named)) != nil else { return false }
        return isSame && position == range.upperBound
    }

    /// Puts a body together from a frame and its schemas.
    ///
    /// - Parameters:
    ///   - frame: As ``frame`` gave it.
    ///   - offset: As ``schemasOffset`` gave it.
    ///   - definitions: In the document's order.
    ///   - size: The body's size.
    /// - Returns: The very bytes that the document was made of.
    /// - Throws: What the source throws; ``OpenAPIDocumentError`` where it comes to more than the size, or the offset is none.
    public static func body(
        frame: Data, schemasOffset offset: Int?, definitions: [SchemaDefinition], style: JSONTextStyle, size: Int,
        from source: some SchemaNodeSource
    ) throws -> Data {
        guard let offset else { return frame }
        guard (0...frame.count).contains(offset) else { throw OpenAPIDocumentError(.notOpenAPI) }
        let body = LimitedBody(source, size: size)
        body.data += frame.prefix(offset)
        let writer = SchemaWriter(source: body, style: style) { body.data.append($0) }
        try writer.write(definitions)
        body.data += frame.dropFirst(offset)
        return body.data
    }
}

/// A body that is put together, and gets no schemas any more once it is too large.
private final class LimitedBody<Source: SchemaNodeSource>: SchemaNodeSource {
    private let source: Source
    private let size: Int
    var data: Data

    init(_ source: Source, size: Int) {
        self.source = source
        self.size = size
        data = Data(capacity: size)
    }

    func node(_ id: Int64) throws -> SchemaNode {
        guard data.count <= size else { throw OpenAPIDocumentError(.notOpenAPI) }
        return try source.node(id)
    }
}

/// The schemas of a graph, made when they are asked for.
private final class GraphNodes: SchemaNodeSource {
    private let graph: SchemaGraph
    private var made = SchemaNodeCache(costLimit: 16 << 20)

    init(_ graph: SchemaGraph) { self.graph = graph }

    func node(_ id: Int64) throws -> SchemaNode {
        if let node = made[id] { return node }
        let node = try graph.schemaNode(Int32(id))
        made.keep(node)
        return node
    }
}
