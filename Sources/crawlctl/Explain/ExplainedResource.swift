import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// A resource or a field of it, explained.
struct ExplainedResource {
    /// On which clusters, with the moments where any were asked for.
    var labels: [String]
    /// The kind.
    let kind: GroupVersionKind
    /// The names that lead to the field; empty for the resource itself.
    let path: [String]
    /// What is there.
    let field: ExplainedField
    /// Whether its fields' fields were asked for.
    let isRecursive: Bool
    /// Whether fields were left out, since there are too many.
    let isCut: Bool

    /// Finds a field and explains it; reads a few rows for each name of the path and each field that it tells.
    ///
    /// - Parameter depth: How many levels of fields to tell.
    /// - Throws: A hinted error where there is no schema of the kind, or no such field.
    init(_ kind: GroupVersionKind, path: [String], depth: Int, isRecursive: Bool, from reader: SchemaReader) throws {
        guard let (definition, document) = try reader.definition(of: kind) else {
            let version = GroupVersion(group: kind.group, version: kind.version)
            let condition = reader.conditions[version]
            throw CommandFailure(
                "cannot explain \(kind.kind): no schema of \(kind.kind) in \(version) is known on \(reader.label)",
                hint: condition.map { "its document failed: \($0.failure.message)" })
        }
        var schema = try FieldSchema(definition.node, in: document, reader)
        var (name, description, isRequired) = (kind.kind, definition.description, false)
        for (index, step) in path.enumerated() {
            let holder = try schema.withFields().schema
            guard let field = holder.fields.first(where: { $0.name == step }) else {
                throw Self.unknown(step, in: holder.fields, behind: [kind.kind] + path[..<index])
            }
            schema = try holder.below(field)
            (name, description, isRequired) = (field.name, field.description, field.isRequired)
        }
        labels = [reader.label]
        let limit = ExplainLimit()
        self.kind = kind
        self.path = path
        self.isRecursive = isRecursive
        field = try ExplainedField(
            schema, name: name, description: description, isRequired: isRequired, depth: depth, limit: limit)
        isCut = limit.isReached
    }

    /// Whether there is nothing to tell the two apart but their clusters.
    func saysTheSame(as other: ExplainedResource) -> Bool {
        kind == other.kind && path == other.path && field == other.field && isCut == other.isCut
    }

    private static func unknown(_ name: String, in fields: [SchemaField], behind path: [String]) -> CommandFailure {
        let place = path.joined(separator: ".")
        let names = fields.map(\.name)
        let near = NearWords.near(name, among: names)
        let hint =
            if !near.isEmpty {
                "near are: \(near.joined(separator: ", "))"
            } else if names.isEmpty {
                "the schema names no field of it"
            } else {
                "it has: \(NameList.text(names))"
            }
        return CommandFailure("\(place) has no field \(name)", hint: hint)
    }
}
