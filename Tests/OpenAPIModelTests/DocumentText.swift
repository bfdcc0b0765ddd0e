import Foundation
import OpenAPIModel

/// Documents of our own writing.
enum DocumentText {
    /// A document with these schemas, written as they stand here.
    static func document(_ schemas: String, paths: String = "{}") -> Data {
        Data(#"{"openapi":"3.0.0","paths":\#(paths),"components":{"schemas":{\#(schemas)}}}"#.utf8)
    }

    /// One that has something of everything, as an API server writes it.
    static let ofEverything = document(
        """
        "example.v1.Widget":{"description":"A widget \\u003c3 \\u0026 more.\\nSecond line, \\"quoted\\".","type":"object",\
        "required":["size"],"properties":{"color":{"description":"Its color.","type":"string","default":"red",\
        "enum":["red","green"]},"parts":{"type":"array","items":{"$ref":"#/components/schemas/example.v1.Part"},\
        "x-kubernetes-list-map-keys":["name"],"x-kubernetes-list-type":"map"},"size":{"allOf":[{"$ref":\
        "#/components/schemas/example.v1.Size"}],"default":{},"description":"How large."},"tags":{"type":"object",\
        "additionalProperties":{"description":"One tag.","type":"string"}}},"x-kubernetes-group-version-kind":\
        [{"group":"example.com","version":"v1","kind":"Widget"}]},"example.v1.Part":{"type":"object","required":["name","a"],\
        "properties":{"a":{"type":"string"},"name":{"type":"string"}}},"example.v1.Size":{"type":"object",\
        "additionalProperties":false,"properties":{"smaller":{"$ref":"#/components/schemas/example.v1.Size"}}}
        """, paths: #"{"/apis/example.com/v1/widgets":{"get":{"responses":{}}}}"#)
}

extension OpenAPIDocument {
    /// What a reader of its parts would put together.
    func bodyAgain() throws -> Data {
        try OpenAPIDocument.body(
            frame: frame, schemasOffset: schemasOffset, definitions: namedDefinitions, style: style, size: size,
            from: Nodes(graph: graph))
    }

    var namedDefinitions: [SchemaDefinition] {
        definitions.map { definition in
            let label = graph.labels[Int(definition.label)]
            return SchemaDefinition(name: label.name, description: label.description, node: Int64(definition.node))
        }
    }

    func definition(_ name: String) throws -> SchemaNode? {
        try namedDefinitions.first { $0.name == name }.map { try Nodes(graph: graph).node($0.node) }
    }

    func node(_ id: Int64) throws -> SchemaNode { try Nodes(graph: graph).node(id) }

    struct Nodes: SchemaNodeSource {
        let graph: SchemaGraph

        func node(_ id: Int64) throws -> SchemaNode {
            let node = graph.nodes[Int(id)]
            return SchemaNode(
                id: id, attributes: try SchemaAttributes(graph.attributes[Int(node.attributes)].text),
                fields: node.edges.map { edge in
                    let label = graph.labels[Int(edge.label)]
                    return SchemaField(
                        name: label.name, description: label.description, role: edge.role, node: Int64(edge.child))
                })
        }
    }
}
