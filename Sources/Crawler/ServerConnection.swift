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
    public var credentials: any CredentialSource
    /// As whom to act; sent over any transport.
    public var impersonation: Impersonation?
    /// The URL of the proxy between us and the server: http, https or socks5; `nil` for none, whatever the environment
    /// says.
    public var proxyURL: String?
    /// Whether to ask for uncompressed answers.
    public var disableCompression: Bool

    /// Makes a connection from its parts.
    public init(
        address: ServerAddress, trust: Trust = .system, tlsServerName: String? = nil,
        credentials: any CredentialSource = Credentials(), impersonation: Impersonation? = nil,
        proxyURL: String? = nil, disableCompression: Bool = false
    ) {
        self.address = address
        self.trust = trust
        self.tlsServerName = tlsServerName
        self.credentials = credentials
        self.impersonation = impersonation
        self.proxyURL = proxyURL
        self.disableCompression = disableCompression
    }

    /// The host and port of the proxy, without its user and password; `nil` where there is none.
    public var proxyAuthority: String? {
        guard let proxyURL else { return nil }
        let components = URLComponents(string: proxyURL)
        return (components?.host ?? "") + (components?.port.map { ":\($0)" } ?? "")
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
