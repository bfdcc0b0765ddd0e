import Foundation

/// How a fake API server listens and whom it lets in.
public struct FakeAPIServerOptions: Sendable {
    /// The files that a server needs for HTTPS.
    public struct TLS: Sendable {
        /// The server's certificate, PEM, and those that lead from it to its authority.
        public var certificateChain: URL
        /// The certificate's key, PEM.
        public var key: URL
        /// With it, every client has to show a certificate of this authority (PEM).
        public var clientAuthority: URL?
        /// Whether HTTP/2 is offered beside HTTP/1.1, the client choosing by ALPN.
        public var allowsHTTP2: Bool

        /// Takes the files to use.
        public init(certificateChain: URL, key: URL, clientAuthority: URL? = nil, allowsHTTP2: Bool = true) {
            self.certificateChain = certificateChain
            self.key = key
            self.clientAuthority = clientAuthority
            self.allowsHTTP2 = allowsHTTP2
        }
    }

    /// The port on 127.0.0.1; 0 for a free one.
    public var port: Int
    /// The host in ``FakeAPIServer/url``; whatever it is, the server listens on 127.0.0.1 only.
    public var host: String
    /// What all paths begin with, such as `/k8s/clusters/c-1`; `""` for nothing.
    public var pathPrefix: String
    /// Whether every path prefix `/clusters/ANY` is a cluster of its own, all with the same answers; a fault may be set
    /// for such a prefix.
    public var isFleet: Bool
    /// The token that every request but health checks must carry; `nil` when none is asked for.
    public var bearerToken: String?
    /// HTTPS; `nil` for plain HTTP/1.1.
    public var tls: TLS?

    /// Makes options; without arguments those of an open server on a free port.
    public init(
        port: Int = 0, host: String = "127.0.0.1", pathPrefix: String = "", isFleet: Bool = false,
        bearerToken: String? = nil, tls: TLS? = nil
    ) {
        self.port = port
        self.host = host
        self.pathPrefix = pathPrefix
        self.isFleet = isFleet
        self.bearerToken = bearerToken
        self.tls = tls
    }
}
