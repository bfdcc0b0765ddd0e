import DiscoveryModel

/// The JSON Schema (draft 7) of one kind, as kubeconform and the YAML servers of editors read it: whole in one file, every
/// reference resolved. Values that draft 7 does not permit are left out, each for itself.
///
/// What a definition refers to stands where it is referred to, but for what leads to itself (`JSONSchemaProps`), which the
/// document has under `definitions`; where all of it in place would be more than 50,000 schemas, all references lead there.
public struct JSONSchemaDocument {
    /// How much the schema allows.
    public enum Strictness: String, CaseIterable, Sendable {
        /// Fields that no schema names are allowed.
        case open
        /// They are not, unless the server would keep them.
        case strict
    }

    private let kind: GroupVersionKind
    private let definition: SchemaDefinition
    private let plan: JSONSchemaPlan
    private let isCustom: Bool
    private let isPattern: (String) -> Bool

    /// Looks what a kind's schema consists of.
    ///
    /// - Parameters:
    ///   - definition: Of the kind.
    ///   - source: Where its schemas are.
    ///   - isPattern: Whether servers take a text for a pattern; what they do not is left out.
    ///   - find: Gives the definition of a name in the same document; `nil` where it is missing.
    /// - Throws: What the source and `find` throw.
    public init(
        _ kind: GroupVersionKind, _ definition: SchemaDefinition, from source: some SchemaNodeSource,
        isPattern: @escaping (String) -> Bool, find: (String) throws -> SchemaDefinition?
    ) throws {
        self.kind = kind
        self.definition = definition
        plan = try JSONSchemaPlan(of: definition, from: source, find: find)
        isCustom = definition.isOfCustomResource(kind)
        self.isPattern = isPattern
    }

    /// The document.
    ///
    /// - Throws: What the source throws.
    public func schema(
        _ strictness: Strictness, from source: some SchemaNodeSource
    ) throws -> SchemaValue {
        let writer = JSONSchemaWriter(
            source: source, plan: plan, isStrict: strictness == .strict, isPattern: isPattern, isCustom: isCustom)
        var members = try writer.object(
            definition.node, description: definition.description, definition: definition.name)
        Self.pin("apiVersion", to: GroupVersion(group: kind.group, version: kind.version).description, in: &members)
        Self.pin("kind", to: kind.kind, in: &members)
        let shared = try plan.shared.sorted { $0.precedes($1) }.compactMap { name in
            try plan.definitions[name].map { definition in
                SchemaValue.Member(
                    key: name, value: .object(try writer.members(of: definition, description: definition.description)))
            }
        }
        if !shared.isEmpty { members.append(.init(key: "definitions", value: .object(shared))) }
        let head = SchemaValue.Member(key: "$schema", value: .string("http://json-schema.org/draft-07/schema#"))
        return .object([head] + members)
    }

    /// Demands a field with this very value, so that a document of another kind is not taken for one of this.
    private static func pin(_ name: String, to text: String, in members: inout [SchemaValue.Member]) {
        let value = SchemaValue.Member(key: "enum", value: .list([.string(text)]))
        members.change("properties") { properties in
            var fields = properties?.members ?? []
            let known = fields.last { $0.key == name }?.value.members ?? []
            let type = SchemaValue.Member(key: "type", value: .string("string"))
            let field = known.filter { !["enum", "type", "anyOf"].contains($0.key) } + [type, value]
            fields.removeAll { $0.key == name }
            return .object(fields + [.init(key: name, value: .object(field))])
        }
        members.change("required") { required in
            let names = required?.list ?? []
            return .list(names.contains(.string(name)) ? names : names + [.string(name)])
        }
    }
}

extension [SchemaValue.Member] {
    fileprivate mutating func change(_ key: String, _ body: (SchemaValue?) -> SchemaValue) {
        if let index = lastIndex(where: { $0.key == key }) {
            self[index].value = body(self[index].value)
        } else {
            append(.init(key: key, value: body(nil)))
        }
    }
}

extension SchemaDefinition {
    /// Whether it is the schema of a custom resource, by its name: the API server calls it after the group, backwards, the
    /// version and the kind (apiextensions-apiserver's `controller/openapi/builder`); what is compiled into a server is
    /// called after a Go package.
    public func isOfCustomResource(_ kind: GroupVersionKind) -> Bool {
        let group = kind.group.split(separator: ".").reversed().joined(separator: ".")
        return !group.isEmpty && name == "\(group).\(kind.version).\(kind.kind)"
    }
}
