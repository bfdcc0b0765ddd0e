import DiscoveryModel
import DiscoveryStore
import OpenAPIModel

/// A resource or a field of it, found in the schemas of a cluster.
struct FieldPlace {
    /// The kind.
    let kind: GroupVersionKind
    /// The names that lead to the field; empty for the resource itself.
    let path: [String]
    /// What the field has to be.
    private(set) var schema: FieldSchema
    /// Its name; the kind for a resource itself.
    private(set) var name: String
    /// What the document says of it.
    private(set) var description: String
    /// Whether it must be there.
    private(set) var isRequired = false

    /// Finds a field; reads a few rows for each name of the path.
    ///
    /// - Throws: A hinted error where there is no schema of the kind, or no such field.
    init(_ kind: GroupVersionKind, path: [String], from reader: SchemaReader) throws {
        guard let (definition, document) = try reader.definition(of: kind) else {
            let version = GroupVersion(group: kind.group, version: kind.version)
            let condition = reader.conditions[version]
            throw CommandFailure(
                "cannot explain \(kind.kind): no schema of \(kind.kind) in \(version) is known on \(reader.label)",
                hint: condition.map { "its document failed: \($0.failure.message)" })
        }
        self.kind = kind
        self.path = path
        schema = try FieldSchema(definition.node, in: document, reader)
        (name, description) = (kind.kind, definition.description)
        for (index, step) in path.enumerated() {
            let holder = try schema.withFields().schema
            guard let field = holder.fields.first(where: { $0.name == step }) else {
                throw Self.unknown(step, in: holder.fields, behind: [kind.kind] + path[..<index])
            }
            schema = try holder.below(field)
            (name, description, isRequired) = (field.name, field.description, field.isRequired)
        }
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
