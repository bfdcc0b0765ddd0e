import Foundation
import Manifests
import Testing

@testable import OpenAPIModel
@testable import SchemaValidation

/// Schemas of our own writing, read as a server's are.
struct MadeSchemas: ValidationSchemaSource {
    let document: OpenAPIDocument

    /// - Parameter schemas: The members of `components.schemas`, in JSON.
    init(_ schemas: String) throws {
        document = try OpenAPIDocument(
            Data(#"{"openapi":"3.0.0","paths":{},"components":{"schemas":{\#(schemas)}}}"#.utf8))
    }

    /// The definition `T` of objects with a field `v` of the schema.
    init(v schema: String, others: String = "") throws {
        try self.init(#""T":{"type":"object","properties":{"v":\#(schema)}}\#(others.isEmpty ? "" : ",\(others)")"#)
    }

    func node(_ id: Int64) throws -> SchemaNode { try document.graph.schemaNode(Int32(id)) }

    func node(ofDefinition name: String) throws -> Int64? {
        document.definitions.first { document.graph.labels[Int($0.label)].name == name }.map { Int64($0.node) }
    }

    /// Validates a manifest against the definition `T`.
    func result(
        _ manifest: String, as decoding: Decoding = .structural, limits: ValidationLimits = ValidationLimits(),
        hasStatusSubresource: Bool = true, hidesValues: Bool = false
    ) throws -> ObjectValidator.Result {
        let node = try #require(try node(ofDefinition: "T"))
        return try ObjectValidator(self, limits: limits).validate(
            try Self.contents(of: manifest), node: node, isCustomResource: decoding == .structural,
            hasStatusSubresource: hasStatusSubresource, hidesValues: hidesValues)
    }

    /// The contents of an object that is written from line 2 on.
    static func contents(of manifest: String) throws -> ManifestValue {
        var found: ManifestValue?
        let text =
            manifest.hasPrefix("{")
            ? "{\"apiVersion\":\"v1\",\"kind\":\"T\",\n\(manifest.dropFirst())"
            : "apiVersion: v1\n\(manifest)\nkind: T\n"
        ManifestReader().read(Array(text.utf8), file: "-") { item in
            if case .object(let object) = item { found = object.root.contents() }
        }
        return try #require(found)
    }
}

/// A line for each problem: `LINE MESSAGE`.
func lines(_ result: ObjectValidator.Result) -> [String] { result.problems.map { "\($0.line) \($0.message)" } }

/// What is said of a value of the wrong type.
func wrongType(_ path: String, _ wanted: String, _ found: String, line: Int = 2) -> String {
    "\(line) \(path): Invalid value: \"\(found)\": \(path) in body must be of type \(wanted): \"\(found)\""
}

/// What is said of a value that is not as it has to be.
func invalid(_ path: String, _ value: String, _ reason: String, line: Int = 2) -> String {
    "\(line) \(path): Invalid value: \(value): \(path) in body \(reason)"
}
