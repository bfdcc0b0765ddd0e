/// A body that is not the discovery document it should be.
///
/// Its text names the place in the document and never quotes what stands there.
public struct DiscoveryWireError: Error, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: Hashable, Sendable {
        /// There is no body.
        case empty
        /// An HTML page, such as a login page.
        case html
        /// Not JSON at all, or JSON cut short.
        case notJSON
        /// JSON of another kind than these.
        case wrongKind(expected: [String])
        /// A document of another group version than the one that was asked for.
        case wrongGroupVersion
        /// A value of the wrong type or a missing one, at this path.
        case wrongValue(path: String, expected: String)
        /// A text with a NUL character, which no name has and no database keeps.
        case nulCharacter
        /// A document that lists no group at all.
        case noGroups
        /// A document that lists no OpenAPI document of any group version.
        case noDocuments
    }

    /// What is wrong.
    public let code: Code

    /// Makes an error.
    public init(_ code: Code) {
        self.code = code
    }

    /// One line, without a final full stop.
    public var description: String { text(of: "the answer") }

    /// The same of a body that came otherwise: `the document is not valid JSON`.
    public func text(of subject: String) -> String {
        switch code {
        case .empty: "\(subject) is empty"
        case .html: "\(subject) is an HTML page, not JSON"
        case .notJSON: "\(subject) is not valid JSON"
        case .wrongKind(let expected): "\(subject) is not of kind \(expected.joined(separator: " or "))"
        case .wrongGroupVersion: "\(subject) is of another group version"
        case .wrongValue(let path, let expected): "\(subject)'s \(path) is not \(expected)"
        case .nulCharacter: "\(subject) has a NUL character in a text"
        case .noGroups: "\(subject) lists no API groups"
        case .noDocuments: "\(subject) lists no OpenAPI documents"
        }
    }
}
