import DiscoveryModel
import DiscoveryStore
import OpenAPIModel
import SchemaValidation

extension SchemaReader {
    /// The kinds of objects that a document has the schemas of, by name: not the lists of such objects, nor what requests
    /// and answers are made of (`DeleteOptions`, `Status`).
    func exportedKinds(
        of document: StoredOpenAPIDocument
    ) throws -> [(kind: GroupVersionKind, definition: SchemaDefinition)] {
        try kinds(of: document.groupVersion).compactMap { kind in
            guard let (definition, _) = try definition(of: kind) else { return nil }
            if definition.name.contains("apimachinery.pkg.apis.meta.") { return nil }
            return try isList(definition, of: kind, in: document) ? nil : (kind, definition)
        }
    }

    /// What a list is known by: its metadata is a list's.
    private func isList(
        _ definition: SchemaDefinition, of kind: GroupVersionKind, in document: StoredOpenAPIDocument
    ) throws -> Bool {
        guard kind.kind.hasSuffix("List"), let metadata = try node(definition.node).property("metadata") else {
            return false
        }
        return try node(metadata.node).attributes.reference?.hasSuffix(".ListMeta") ?? false
    }

    /// What a kind's JSON Schema consists of.
    func jsonSchema(
        of kind: GroupVersionKind, _ definition: SchemaDefinition, in document: StoredOpenAPIDocument
    ) throws -> JSONSchemaDocument {
        try JSONSchemaDocument(kind, definition, from: self, isPattern: PatternSyntax.accepts) {
            try self.definition(named: $0, in: document)
        }
    }
}
