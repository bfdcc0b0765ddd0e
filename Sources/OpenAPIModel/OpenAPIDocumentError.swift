/// A body that is not the OpenAPI document it should be.
///
/// Its text names a place and never quotes what stands there.
public struct OpenAPIDocumentError: Error, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: Hashable, Sendable {
        /// There is no body. Servers answer so, with status 200, for a group that they no longer have.
        case empty
        /// An HTML page, such as a login page.
        case html
        /// Not JSON at all, or JSON cut short; at this byte.
        case notJSON(Int)
        /// Lists and objects, or schemas, nested deeper than is taken; at this byte.
        case tooDeep(Int)
        /// JSON of another kind.
        case notOpenAPI
        /// A name or a description with a NUL character, which no database keeps as text.
        case nulCharacter
    }

    /// What is wrong.
    public let code: Code

    /// Makes an error.
    public init(_ code: Code) {
        self.code = code
    }

    init(_ error: JSONScanError) {
        code = error.code == .tooDeep ? .tooDeep(error.position) : .notJSON(error.position)
    }

    /// One line, without a final full stop.
    public var description: String {
        switch code {
        case .empty: "the answer is empty"
        case .html: "the answer is an HTML page, not JSON"
        case .notJSON(let position): "the answer is not valid JSON, at byte \(position)"
        case .tooDeep(let position): "the answer is nested too deep, at byte \(position)"
        case .notOpenAPI: "the answer is not an OpenAPI document"
        case .nulCharacter: "the answer has a NUL character in a text"
        }
    }
}
