import DiscoveryModel
import Foundation

/// The one OpenAPI document of servers that know no other (`/openapi/v2`, Swagger 2.0), split into documents of group
/// versions as `/openapi/v3` has them.
///
/// A group version gets its paths, the definitions of its kinds (`x-kubernetes-group-version-kind`), and all that these
/// refer to. Schemas are taken over as they are, except that references lead to `#/components/schemas/`.
public struct SwaggerDocument: Sendable {
    private let body: Data
    private let info: Range<Int>?
    private let definitions: [String: Definition]
    private let paths: [(path: String, range: Range<Int>)]
    private let parameters: [String: SchemaValue]

    private struct Definition {
        var range: Range<Int>
        var references: [String]
        var groupVersions: Set<GroupVersion>
    }

    /// Looks through a body.
    ///
    /// - Throws: ``OpenAPIDocumentError``.
    public init(_ body: Data) throws(OpenAPIDocumentError) {
        do {
            self = try body.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
                try SwaggerDocument(bytes.bindMemory(to: UInt8.self), body: body)
            }
        } catch let error as OpenAPIDocumentError {
            throw error
        } catch let error as JSONScanError {
            throw OpenAPIDocumentError(error)
        } catch {
            throw OpenAPIDocumentError(.notOpenAPI)
        }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, body: Data) throws {
        self.body = body
        var scanner = JSONScanner(bytes)
        try scanner.beginDocument()
        var isSwagger = false
        var info: Range<Int>?
        var definitions: [String: Definition] = [:]
        var paths: [(path: String, range: Range<Int>)] = []
        var parameters: [String: SchemaValue] = [:]
        try scanner.enterObject()
        var isFirst = true
        while let key = try scanner.nextKey(&isFirst) {
            let isObject = try scanner.peek() == UInt8(ascii: "{")
            switch (key.value(in: bytes), isObject) {
            case ("swagger", _):
                isSwagger = try scanner.value() == .string("2.0")
            case ("info", true):
                info = try scanner.skipValue()
            case ("definitions", true):
                for (name, range) in try scanner.members() {
                    definitions[name] = Definition(
                        range: range, references: Self.references(bytes, range),
                        groupVersions: try Self.groupVersions(bytes, range))
                }
            case ("paths", true):
                paths = try scanner.members().map { (path: $0.name, range: $0.range) }
            case ("parameters", true):
                for member in try scanner.value().members ?? [] { parameters[member.key] = member.value }
            default: try scanner.skipValue()
            }
        }
        guard scanner.isAtEnd() else { throw JSONScanError(.malformed, at: scanner.position) }
        guard isSwagger else { throw OpenAPIDocumentError(.notOpenAPI) }
        self.info = info
        self.definitions = definitions
        self.paths = paths
        self.parameters = parameters
    }

    /// The group versions that it has paths or kinds of, in order.
    public var groupVersions: [GroupVersion] {
        let ofPaths = Set(paths.compactMap { Self.groupVersion(ofPath: $0.path) })
        return ofPaths.union(definitions.values.flatMap(\.groupVersions).filter { !$0.version.isEmpty }).sorted()
    }

    /// The document of one of its group versions.
    public func document(of groupVersion: GroupVersion) -> Data {
        body.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            document(of: groupVersion, bytes.bindMemory(to: UInt8.self))
        }
    }

    private func document(of groupVersion: GroupVersion, _ bytes: UnsafeBufferPointer<UInt8>) -> Data {
        let paths = self.paths.filter { Self.groupVersion(ofPath: $0.path) == groupVersion }
            .sorted { $0.path.precedes($1.path) }
        var names = Set(definitions.filter { $0.value.groupVersions.contains(groupVersion) }.keys)
        names.formUnion(paths.flatMap { Self.references(bytes, $0.range) })
        var waiting = Array(names)
        while let name = waiting.popLast() {
            for reference in definitions[name]?.references ?? [] where names.insert(reference).inserted {
                waiting.append(reference)
            }
        }
        let style = JSONTextStyle()
        var result = Data("{\"openapi\":\"3.0.0\",\"info\":".utf8)
        if let info { result += bytes[info] } else { result += "{}".utf8 }
        result += ",\"paths\":{".utf8
        for (index, path) in paths.enumerated() {
            if index > 0 { result.append(UInt8(ascii: ",")) }
            style.write(path.path) { result.append($0) }
            result.append(UInt8(ascii: ":"))
            var scanner = JSONScanner(bytes, in: path.range)
            let item = (try? scanner.value()) ?? .object([])
            result += SwaggerPath(item, parameters: parameters).converted.json.utf8
        }
        result += "},\"components\":{\"schemas\":{".utf8
        var isFirst = true
        for name in names.sorted(by: { $0.precedes($1) }) {
            guard let definition = definitions[name] else { continue }
            if !isFirst { result.append(UInt8(ascii: ",")) }
            isFirst = false
            style.write(name) { result.append($0) }
            result.append(UInt8(ascii: ":"))
            Self.write(bytes, definition.range, to: &result)
        }
        result += "}}}".utf8
        return result
    }

    // MARK: - Places

    /// The group version that a path is of: `/api/v1/…`, `/apis/apps/v1/…`; `nil` for any other.
    private static func groupVersion(ofPath path: String) -> GroupVersion? {
        let parts = path.split(separator: "/")
        if parts.count >= 2, parts[0] == "api" { return GroupVersion(group: "", version: String(parts[1])) }
        guard parts.count >= 3, parts[0] == "apis" else { return nil }
        return GroupVersion(group: String(parts[1]), version: String(parts[2]))
    }

    /// The group versions of a definition's kinds; what is of very many, such as DeleteOptions, is nobody's own.
    private static func groupVersions(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) throws(JSONScanError) -> Set<GroupVersion> {
        guard bytes[range.lowerBound] == UInt8(ascii: "{") else { return [] }
        var scanner = JSONScanner(bytes, in: range)
        try scanner.enterObject()
        var isFirst = true
        var kinds: [SchemaValue] = []
        while let key = try scanner.nextKey(&isFirst) {
            let value = try scanner.skipValue()
            if key.value(in: bytes) == "x-kubernetes-group-version-kind" {
                var inner = JSONScanner(bytes, in: value)
                kinds = try inner.value().list ?? []
            }
        }
        guard kinds.count <= 8 else { return [] }
        return Set(
            kinds.map {
                GroupVersion(group: $0["group"]?.string ?? "", version: $0["version"]?.string ?? "")
            })
    }

    // MARK: - References

    private static func references(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [String] {
        var references: [String] = []
        forEachReference(bytes, range) { text in
            if let name = SchemaAttributes.definitionName(text.value(in: bytes)) { references.append(name) }
        }
        return references
    }

    /// Writes a schema compactly, its references as in version 3.
    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to result: inout Data) {
        let old = Array("#/definitions/".utf8)
        var start = range.lowerBound
        forEachReference(bytes, range) { text in
            guard bytes[text.range].starts(with: old) else { return }
            result += bytes[start..<text.range.lowerBound]
            result += "#/components/schemas/".utf8
            start = text.range.lowerBound + old.count
        }
        result += bytes[start..<range.upperBound]
    }

    /// Every string that is the value of a `$ref`, in order; the range must be valid JSON.
    private static func forEachReference(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (JSONScanner.Text) -> Void
    ) {
        var scanner = JSONScanner(bytes, in: range)
        while scanner.position < range.upperBound {
            guard bytes[scanner.position] == UInt8(ascii: "\"") else {
                scanner.position += 1
                continue
            }
            guard let key = try? scanner.string() else { return }
            scanner.skipWhitespace()
            guard scanner.position < range.upperBound, bytes[scanner.position] == UInt8(ascii: ":"),
                !key.isEscaped, bytes[key.range].elementsEqual("$ref".utf8)
            else { continue }
            scanner.position += 1
            scanner.skipWhitespace()
            if scanner.position < range.upperBound, bytes[scanner.position] == UInt8(ascii: "\""),
                let value = try? scanner.string()
            {
                body(value)
            }
        }
    }
}

extension JSONScanner {
    /// Checks that an object begins, as a document's must.
    mutating func beginDocument() throws {
        if isAtEnd() { throw OpenAPIDocumentError(.empty) }
        let byte = try peek()
        if byte == UInt8(ascii: "<") { throw OpenAPIDocumentError(.html) }
        guard byte == UInt8(ascii: "{") else {
            try skipValue()
            throw OpenAPIDocumentError(.notOpenAPI)
        }
    }

    /// The members of an object, and where their values stand.
    mutating func members() throws(JSONScanError) -> [(name: String, range: Range<Int>)] {
        var members: [(name: String, range: Range<Int>)] = []
        try enterObject()
        var isFirst = true
        while let key = try nextKey(&isFirst) { members.append((key.value(in: bytes), try skipValue())) }
        return members
    }
}
