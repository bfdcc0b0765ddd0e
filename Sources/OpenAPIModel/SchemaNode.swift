import DiscoveryModel

/// A schema of an OpenAPI document: what it says of itself, and which schemas are below it.
///
/// Equal schemas are one node, however many definitions, documents, clusters and dates have them: a node never changes.
public final class SchemaNode: Sendable {
    /// The node's number, which is good within one database.
    public let id: Int64
    /// What the schema says of itself.
    public let attributes: SchemaAttributes
    /// The fields of an object, by name.
    public let properties: [SchemaField]
    /// The elements of a list.
    public let items: SchemaField?
    /// The values of a map: the schema of fields that ``properties`` does not name. Where the document only says whether
    /// there may be any, that is an attribute.
    public let additionalProperties: SchemaField?

    /// Makes a node of its parts.
    ///
    /// - Parameter fields: What is below it, in any order; each name and each other role once.
    public init(id: Int64, attributes: SchemaAttributes, fields: [SchemaField] = []) {
        self.id = id
        self.attributes = attributes
        properties = fields.filter(\.isProperty).sorted { $0.name.precedes($1.name) }
        items = fields.first { $0.role == .items }
        additionalProperties = fields.first { $0.role == .additionalProperties }
    }

    /// The field of a name; `nil` when there is none.
    public func property(_ name: String) -> SchemaField? { properties.first { $0.name == name } }
}

/// What leads from a schema to one below it.
public struct SchemaField: Hashable, Sendable {
    /// What the schema below is to the one above.
    public enum Role: Int, Hashable, Sendable {
        /// A field that may be left out.
        case optional = 0
        /// A field that is required.
        case required = 1
        /// The elements of a list.
        case items = 2
        /// The values of a map.
        case additionalProperties = 3
    }

    /// The field's name; `""` for elements and values.
    public var name: String
    /// What the document says of it; `""` where it says nothing.
    public var description: String
    /// What it is.
    public var role: Role
    /// The number of the schema below.
    public var node: Int64

    /// Whether it is a field of an object.
    public var isProperty: Bool { role == .optional || role == .required }
    /// Whether it must be there.
    public var isRequired: Bool { role == .required }

    /// Makes a field of its parts.
    public init(name: String, description: String, role: Role, node: Int64) {
        self.name = name
        self.description = description
        self.role = role
        self.node = node
    }
}

/// A named schema of an OpenAPI document (`components.schemas`).
public struct SchemaDefinition: Hashable, Sendable {
    /// Such as `io.k8s.api.apps.v1.Deployment`.
    public var name: String
    /// What the document says of it; `""` where it says nothing.
    public var description: String
    /// The number of its schema.
    public var node: Int64

    /// Makes a definition of its parts.
    public init(name: String, description: String, node: Int64) {
        self.name = name
        self.description = description
        self.node = node
    }
}

/// Whatever has schemas at hand.
public protocol SchemaNodeSource {
    /// The schema of a number that a field or a definition gave.
    ///
    /// - Throws: The source's own error.
    func node(_ id: Int64) throws -> SchemaNode
}
