import DiscoveryModel
import DiscoveryStore
import Foundation
import OpenAPIModel

/// Writes a JSON Schema for each kind into a folder, and one for all of them.
struct JSONSchemaFolder {
    let layout: JSONSchemaLayout
    /// The name of the folder, without what says how strict it is.
    let version: String
    let folder: StagedFolder
    /// Kinds whose names no file can have.
    private(set) var refused: [String] = []
    /// How many kinds there are.
    private(set) var count = 0
    /// Where they are, below each of the folders.
    private var places: Set<[String]> = []

    init(layout: JSONSchemaLayout, version: String, folder: StagedFolder) {
        self.layout = layout
        self.version = version
        self.folder = folder
    }

    /// A kind and where its schema is.
    private struct Entry {
        var kind: GroupVersionKind
        var definition: SchemaDefinition
        var document: StoredOpenAPIDocument
    }

    /// Writes the kinds of some documents; costs a document's schemas at a time.
    mutating func write(_ documents: [StoredOpenAPIDocument], from reader: SchemaReader) throws {
        var entries: [[String]: [Entry]] = [:]
        for document in documents {
            for (kind, definition) in try reader.exportedKinds(of: document) {
                let place = layout.place(of: kind)
                guard DiscoveryTree.isPossible(place) else {
                    refused.append("\(kind.kind) in \(document.groupVersion)")
                    continue
                }
                count += 1
                entries[place, default: []].append(Entry(kind: kind, definition: definition, document: document))
            }
        }
        self.places.formUnion(entries.keys)
        let places = entries.keys.sorted { $0.joined(separator: "/").precedes($1.joined(separator: "/")) }
        for place in places {
            let documents = try (entries[place] ?? []).map {
                try reader.jsonSchema(of: $0.kind, $0.definition, in: $0.document)
            }
            for strictness in JSONSchemaDocument.Strictness.allCases {
                let schemas = try documents.map { try $0.schema(strictness, from: reader) }
                try folder.write(Self.bytes(Self.anyOf(schemas)), to: [root(strictness)] + place)
            }
        }
        let references = places.map { place in
            SchemaValue.object([.init(key: "$ref", value: .string(place.map(Self.urlText).joined(separator: "/")))])
        }
        for strictness in JSONSchemaDocument.Strictness.allCases {
            let all = SchemaValue.object([
                .init(key: "$schema", value: .string("http://json-schema.org/draft-07/schema#")),
                .init(key: "oneOf", value: .list(references)),
            ])
            try folder.write(Self.bytes(all), to: [root(strictness), "all.json"])
        }
    }

    /// How many schemas of this layout are there that were not written, from other exports.
    func otherCount() -> Int {
        JSONSchemaDocument.Strictness.allCases.reduce(0) { sum, strictness in
            let path = "\(folder.path)/\(root(strictness))"
            let files = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
            return sum
                + files.count { file in
                    let place = file.split(separator: "/").map(String.init)
                    return layout.isPlace(place) && !places.contains(place)
                }
        }
    }

    /// `master-standalone`, `master-standalone-strict`.
    private func root(_ strictness: JSONSchemaDocument.Strictness) -> String {
        "\(FileName.encoding(version))-standalone\(strictness == .strict ? "-strict" : "")"
    }

    /// Kinds that have to share a file are told apart by their apiVersion, which each demands.
    private static func anyOf(_ schemas: [SchemaValue]) -> SchemaValue {
        guard schemas.count > 1 else { return schemas[0] }
        var members = [SchemaValue.Member(key: "$schema", value: .string("http://json-schema.org/draft-07/schema#"))]
        var definitions: [SchemaValue.Member] = []
        var choices: [SchemaValue] = []
        for (index, schema) in schemas.enumerated() {
            // A reference counts from the file's beginning: each kind's own definitions need names of their own.
            let prefix = "\(index)."
            choices.append(schema.withDefinitions(below: prefix, &definitions))
        }
        members.append(.init(key: "oneOf", value: .list(choices)))
        if !definitions.isEmpty { members.append(.init(key: "definitions", value: .object(definitions))) }
        return .object(members)
    }

    private static func bytes(_ schema: SchemaValue) -> [UInt8] {
        var bytes: [UInt8] = []
        schema.write(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// A file's name as a segment of a URL: only the percent of names that no file system would take is special.
    private static func urlText(_ name: String) -> String { name.replacing("%", with: "%25") }
}

extension SchemaValue {
    /// The schema of a document without its definitions, which are added under other names.
    fileprivate func withDefinitions(below prefix: String, _ definitions: inout [Member]) -> SchemaValue {
        let head = "#/definitions/"
        func renamed(_ value: SchemaValue) -> SchemaValue {
            switch value {
            case .list(let elements): .list(elements.map(renamed))
            case .object(let members):
                .object(
                    members.map { member in
                        if member.key == "$ref", let target = member.value.string, target.hasPrefix(head) {
                            return Member(
                                key: "$ref", value: .string("\(head)\(prefix)\(target.dropFirst(head.count))"))
                        }
                        return Member(key: member.key, value: renamed(member.value))
                    })
            default: value
            }
        }
        let members = members ?? []
        for definition in members.last(where: { $0.key == "definitions" })?.value.members ?? [] {
            definitions.append(.init(key: prefix + definition.key, value: renamed(definition.value)))
        }
        return .object(
            members.filter { !["definitions", "$schema"].contains($0.key) }
                .map { Member(key: $0.key, value: renamed($0.value)) })
    }
}
