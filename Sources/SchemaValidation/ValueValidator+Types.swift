import Manifests
import OpenAPIModel

extension ValueValidator {
    /// Whether a value is of the type that the schemas ask for; tells where it is not.
    func isOfType(
        _ value: ManifestValue, _ facets: Facets, _ decoding: Decoding, at path: FieldPath
    ) -> Bool {
        if case .null = value.content, decoding == .goType || facets.schemas.contains(where: \.isNullable) {
            return true
        }
        // OpenAPI 2 knows no oneOf, and calls a quantity a text.
        if facets.isQuantity, case .number = value.content { return true }
        for schema in facets.schemas {
            let types =
                schema.isIntOrString
                ? ["integer", "string"] : !schema.types.isEmpty ? schema.types : schema.typesToChooseFrom ?? []
            if types.isEmpty { continue }
            guard types.contains(where: { value.content.isOf(type: $0) }) else {
                let wanted = types.joined(separator: ",")
                let found = value.content.typeName
                findings.add(.type, at: path, line: value.line) { path in
                    "\(path.isEmpty ? "<nil>" : path): Invalid value: \"\(found)\": \(path) in body must be of type \(wanted): \"\(found)\""
                }
                return false
            }
            // For custom resources servers do not look at the formats of numbers (kubernetes/kubernetes#136091).
            if decoding == .goType, case .number(let number) = value.content,
                let format = schema.isIntOrString ? "int32" : schema.format, !number.isOf(format: format)
            {
                findings.addInvalid(
                    number.text, as: .type, at: path, line: value.line, "must be of type \(format): \"\(number.text)\"")
                return false
            }
        }
        return true
    }

    /// Whether a value is one of those that are allowed.
    func checkEnum(_ value: ManifestValue, _ schema: CompiledSchema, _ decoding: Decoding, at path: FieldPath) {
        guard let allowed = schema.enumValues else { return }
        // An empty text in a type of Go is one that is not there.
        if decoding == .goType, case .string("") = value.content { return }
        if case .null = value.content {} else if schema.enumTexts.contains(value.content.canonical) { return }
        let shown = findings.shown(value.content.json)
        let values = allowed.prefix(50).map { "\"\($0.string ?? $0.json)\"" }
        let rest = allowed.count > values.count ? ", …" : ""
        findings.add(.unsupported, at: path, line: value.line) { path in
            "\(path): Unsupported value: \(shown): supported values: \(values.joined(separator: ", "))\(rest)"
        }
    }
}

extension ManifestValue.Content {
    /// Its type's name in a schema.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number(let number): number.integer == nil ? "number" : "integer"
        case .string: "string"
        case .list: "array"
        case .object: "object"
        }
    }

    func isOf(type: String) -> Bool { typeName == type || type == "number" && typeName == "integer" }
}

extension ManifestNumber {
    /// Whether it is in the range of a format for numbers; any other format says nothing of it.
    func isOf(format: String) -> Bool {
        switch format {
        case "int32": integer.map { Int32(exactly: $0) != nil } ?? (value.magnitude < 0x1p31)
        case "int64": integer != nil || value.magnitude < 0x1p63
        default: true
        }
    }
}
