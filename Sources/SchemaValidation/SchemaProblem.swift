/// What is wrong with a value in a manifest, in the API server's words.
public struct SchemaProblem: Hashable, Sendable {
    /// What sort of problem.
    public enum Code: Hashable, Sendable {
        /// A field that the schema does not name.
        case unknownField
        /// A field that is there twice.
        case duplicateField
        /// A value of another type, or beyond its type's range.
        case type
        /// A required field that is missing.
        case required
        /// A value that is none of those allowed.
        case unsupported
        /// An element of a set or map that is there twice.
        case duplicateValue
        /// A value that fails a bound, a pattern, a format or a combination of schemas.
        case invalid
    }

    /// What sort of problem.
    public var code: Code
    /// The field, as in `spec.containers[0].image`; `""` for the object itself.
    public var path: String
    /// The line of the file: of the field's name where it is unknown or there twice, of the object that lacks it where it
    /// is required, else of the value.
    public var line: Int
    /// One line, such as `unknown field "spec.replica"`.
    public var message: String
}
