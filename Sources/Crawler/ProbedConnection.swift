import Foundation

/// How far a new connection to a server came, and what was seen on the way.
public struct ProbedConnection: Sendable {
    /// A part of making a connection.
    public enum Phase: Hashable, Sendable, Comparable {
        /// Looking up the host's name.
        case lookup
        /// The TCP connection, to the proxy where there is one, and its way on from there.
        case connection
        /// TLS.
        case tls
        /// The answer to the first request.
        case answer
    }

    /// The phase that did not end well; `nil` where all did.
    public var failedPhase: Phase?
    /// Why; also where an answer came that cannot be used.
    public var failure: CrawlError?
    /// The address that was connected to, the proxy's where there is one.
    public var address: String?
    /// Its port.
    public var port: Int?
    /// Seconds that the TCP connection took; `nil` where it was not made, here and below.
    public var connectDuration: TimeInterval?
    /// Seconds that TLS took, with a proxy's tunnel before it.
    public var tlsDuration: TimeInterval?
    /// Such as `HTTP/2`.
    public var httpVersion: String?
    /// Such as `TLS 1.3`; `nil` too where the TLS library does not let it be seen.
    public var tlsVersion: String?
    /// Whether the server asks for a client certificate.
    public var asksForClientCertificate: Bool
    /// The alert with which the server ended the connection.
    public var alert: TLSAlert?
    /// What the server showed, its own certificate first; where it is not trusted, seen on a second connection on which
    /// nothing was sent.
    public var certificates: [Certificate]
    /// What `/version` said: `version.Info` of apimachinery.
    public var version: ProbeAnswer<ProbedVersion>
}
