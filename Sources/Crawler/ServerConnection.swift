import Foundation

/// All that it takes to talk to one API server.
public struct ServerConnection: Sendable {
    /// Where it is.
    public var address: ServerAddress
    /// Whom to trust.
    public var trust: Trust
    /// The name that the server's certificate must carry, where that is not the host of its address.
    public var tlsServerName: String?
    /// Who we are; sent over TLS only.
    public var credentials: Credentials
    /// Whether to ask for uncompressed answers.
    public var disableCompression: Bool

    /// Makes a connection from its parts.
    public init(
        address: ServerAddress, trust: Trust = .system, tlsServerName: String? = nil,
        credentials: Credentials = Credentials(), disableCompression: Bool = false
    ) {
        self.address = address
        self.trust = trust
        self.tlsServerName = tlsServerName
        self.credentials = credentials
        self.disableCompression = disableCompression
    }

    /// Whose signature on a server's certificate counts.
    public enum Trust: Hashable, Sendable {
        /// The certificate authorities that libcurl was built to use.
        case system
        /// Those in this PEM file, and no others.
        case file(String)
        /// Those in this PEM text, and no others.
        case data(Data)
        /// Any server is believed.
        case anyServer
    }
}

/// Who we are to a server. Descriptions and reflections show nothing of it.
public struct Credentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A PEM file's path or a PEM text.
    public enum PEM: Sendable {
        /// The path of a file.
        case file(String)
        /// The text itself.
        case data(Data)
    }

    /// The value of the Authorization header, such as `Bearer …`.
    public var authorization: String?
    /// A client certificate.
    public var clientCertificate: PEM?
    /// The key of the client certificate.
    public var clientKey: PEM?

    /// No credentials, unless given.
    public init(authorization: String? = nil, clientCertificate: PEM? = nil, clientKey: PEM? = nil) {
        self.authorization = authorization
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }

    /// Whether there are none.
    public var isEmpty: Bool { authorization == nil && clientCertificate == nil }

    /// Nothing of the secret.
    public var description: String { isEmpty ? "none" : "<redacted>" }

    /// Nothing of the secret.
    public var debugDescription: String { description }

    /// Nothing of the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
