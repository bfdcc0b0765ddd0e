import HTTPTypes

/// A request as a fake API server received it.
public struct ReceivedRequest: Sendable {
    /// The protocol of a request.
    public enum Version: String, Hashable, Sendable {
        /// HTTP/1.1 or 1.0.
        case http1 = "HTTP/1.1"
        /// HTTP/2.
        case http2 = "HTTP/2"
    }

    /// What became of a request.
    public enum Outcome: Hashable, Sendable {
        /// The answer is not written yet.
        case open
        /// The whole answer was written; a client that leaves while the last bytes travel is not noticed.
        case answered
        /// The client closed its connection or stream first, or the server was stopped.
        case abandoned
        /// A fault closed the connection.
        case cutOff
    }

    /// Counts from 1 over everything that the server received.
    public let number: Int
    /// Counts from 1: which connection it came over.
    public let connection: Int
    /// The protocol.
    public let version: Version
    /// Such as `GET`.
    public let method: String
    /// Path and query as they were sent.
    public let target: String
    /// The path without the server's prefix and without the query.
    public let path: String
    /// What stands behind the `?`; `nil` when there is none.
    public let query: String?
    /// The host and port that the client asked for: the Host header of HTTP/1.1, or HTTP/2's `:authority`.
    public let authority: String?
    /// What became of it so far.
    public internal(set) var outcome = Outcome.open

    let fields: HTTPFields

    /// The headers in the order they were sent; names in lower case, values as they were, credentials included.
    public var headers: [(name: String, value: String)] {
        fields.map { ($0.name.canonicalName, $0.value) }
    }

    /// A header's value, of a repeated one all with commas between; `nil` when it was not sent.
    ///
    /// - Parameter name: In any case.
    public func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { fields[$0] }
    }
}
