import DiscoveryWire
import OpenAPIModel

/// Why nothing could be read of a server.
///
/// That a single group version failed is no error but part of what was observed.
public struct CrawlError: Error, CustomStringConvertible {
    /// What kind of failure.
    public enum Code: Hashable, Sendable {
        /// The server's address is no http or https URL.
        case invalidServer
        /// A credential, certificate or certificate authority cannot be used as it is.
        case invalidCredentials
        /// No answer came.
        case transport(TransportError.Code)
        /// The server refused: a status other than 200.
        case status(Int)
        /// The server sent us elsewhere, where credentials do not follow.
        case redirect
        /// The answer cannot be understood.
        case document(DiscoveryWireError.Code)
        /// The answer is not the OpenAPI document it should be.
        case openAPIDocument(OpenAPIDocumentError.Code)
        /// The crawl was told to stop.
        case cancelled
    }

    /// What kind of failure.
    public let code: Code
    /// What was being done, where: `cannot read https://10.0.0.1:6443/apis`.
    public let what: String
    /// The cause, in one line.
    public let cause: String
    /// What the user may do about it.
    public let hint: String?

    /// Makes an error.
    public init(_ code: Code, what: String, cause: String = "", hint: String? = nil) {
        self.code = code
        self.what = what
        self.cause = cause
        self.hint = hint
    }

    /// One line, without a final full stop.
    public var description: String { cause.isEmpty ? what : "\(what): \(cause)" }
}
