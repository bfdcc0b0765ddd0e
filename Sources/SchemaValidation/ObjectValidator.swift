import Manifests
import OpenAPIModel

/// Validates objects against the schemas of one OpenAPI document, as an API server does with `fieldValidation=Strict`.
///
/// Schemas are read when they are first met, each once. Time and memory are bounded by ``ValidationLimits``, whatever the
/// schemas and objects are. Rules in CEL, and what servers check in code, are not evaluated.
public final class ObjectValidator {
    /// What came out for one object.
    public struct Result: Sendable {
        /// What is wrong, by line.
        public var problems: [SchemaProblem] = []
        /// What was not looked at.
        public var notes: [ValidationNote] = []
    }

    private let table: SchemaTable
    private let limits: ValidationLimits

    /// Makes a validator.
    public init(_ source: some ValidationSchemaSource, limits: ValidationLimits = ValidationLimits()) {
        table = SchemaTable(source)
        self.limits = limits
    }

    /// Validates an object.
    ///
    /// The status is decoded only, where it is a subresource: servers take nobody's word for it when they create an object.
    ///
    /// - Parameters:
    ///   - node: The number of its schema.
    ///   - definition: The name of its schema, by which some types are known that servers have compiled in.
    ///   - isCustomResource: Whether it is decoded by its schema, and not into a type of Go.
    ///   - hasStatusSubresource: Whether its status is a subresource; any type of Go is taken to have one.
    ///   - hidesValues: Whether to keep what it holds out of messages.
    /// - Throws: The source's error.
    public func validate(
        _ object: ManifestValue, node: Int64, definition: String = "", isCustomResource: Bool,
        hasStatusSubresource: Bool = true, hidesValues: Bool = false
    ) throws -> Result {
        let findings = Findings(limits, hidesValues: hidesValues)
        do {
            var schema = try table.facets(.node(node))
            schema.add(definition)
            let decoding: Decoding = isCustomResource ? .structural : Decoding.goType
            let decoded = try ObjectDecoder(table: table, findings: findings, depthLimit: limits.depth)
                .decoded(object, schema, decoding, at: .root, isObject: true)
            let leavesOutStatus = !isCustomResource || hasStatusSubresource
            try ValueValidator(table: table, findings: findings, leavesOutStatus: leavesOutStatus)
                .validate(decoded, schema, decoding, at: .root)
        } catch is Findings.Enough {}
        return Result(
            problems: findings.problems.enumerated().sorted {
                ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
            }
            .map(\.element),
            notes: findings.notes.sorted())
    }
}
