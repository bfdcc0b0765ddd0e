/// Why no answer came to one request.
public struct TransportError: Error, Hashable, CustomStringConvertible {
    /// What kind of failure.
    public enum Code: Hashable, Sendable {
        /// libcurl itself is missing or too old.
        case unavailable
        /// The host's name is not known.
        case unknownHost
        /// Nothing listens there, or no way leads there.
        case connectionRefused
        /// No answer within the time.
        case timeout
        /// The proxy refused to lead there.
        case proxy
        /// The server's certificate is of an authority that is not trusted.
        case untrustedCertificate
        /// The server's certificate has expired or is not valid yet.
        case expiredCertificate
        /// The server's certificate is for another name.
        case certificateForOtherName
        /// The TLS connection could not be made for another reason.
        case tls
        /// A certificate authority, client certificate or key cannot be used.
        case unusableCertificate
        /// The connection broke before the answer was whole.
        case broken
        /// The answer is larger than the limit.
        case tooLarge
        /// The crawl was told to stop.
        case cancelled
        /// Anything else.
        case other
    }

    /// What kind of failure.
    public let code: Code
    /// The cause, in one line.
    public let description: String

    /// Makes an error.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Whether the same request may well succeed at once.
    var isTransient: Bool { code == .broken }

    /// What the user may do about it.
    var hint: String? {
        switch code {
        case .untrustedCertificate:
            "give the authority that signed it with --certificate-authority"
        case .certificateForOtherName:
            "give the name that the certificate is for with --tls-server-name"
        case .unavailable: "install libcurl 7.77 or later"
        default: nil
        }
    }
}
