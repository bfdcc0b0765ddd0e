/// What the command line says of a connection, beside or above a kubeconfig.
public struct ConnectionOverrides: Sendable {
    /// `--server`.
    public var server: String?
    /// `--token`.
    public var token: Secret?
    /// `--token-file`.
    public var tokenFile: String?
    /// `--certificate-authority`, a path.
    public var certificateAuthority: String?
    /// `--client-certificate`, a path.
    public var clientCertificate: String?
    /// `--client-key`, a path.
    public var clientKey: String?
    /// `--tls-server-name`.
    public var tlsServerName: String?
    /// `--insecure-skip-tls-verify`.
    public var insecureSkipTLSVerify: Bool?
    /// `--proxy-url`.
    public var proxyURL: String?
    /// `--as`, `--as-group` and `--as-uid`.
    public var impersonation: ResolvedConnection.Impersonation?

    /// Makes overrides, none unless given.
    public init(
        server: String? = nil, token: Secret? = nil, tokenFile: String? = nil, certificateAuthority: String? = nil,
        clientCertificate: String? = nil, clientKey: String? = nil, tlsServerName: String? = nil,
        insecureSkipTLSVerify: Bool? = nil, proxyURL: String? = nil,
        impersonation: ResolvedConnection.Impersonation? = nil
    ) {
        self.server = server
        self.token = token
        self.tokenFile = tokenFile
        self.certificateAuthority = certificateAuthority
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.tlsServerName = tlsServerName
        self.insecureSkipTLSVerify = insecureSkipTLSVerify
        self.proxyURL = proxyURL
        self.impersonation = impersonation
    }
}
