import Foundation

/// Where an API server is: a scheme, a host, a port, and the path that stands before every request's own.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// Whether the transport is TLS; credentials travel on no other.
    public let isSecure: Bool
    /// A host name or address, an IPv6 address without its brackets.
    public let host: String
    /// The port, the scheme's own where the URL has none.
    public let port: Int
    /// `""`, or a path such as `/k8s/clusters/c-ab`, without a slash at its end.
    public let pathPrefix: String

    /// Reads an `http` or `https` URL; user information, query and fragment are dropped.
    ///
    /// - Throws: ``CrawlError`` with ``CrawlError/Code/invalidServer`` for any other text.
    public init(_ text: String) throws(CrawlError) {
        guard let components = URLComponents(string: text), let scheme = components.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = components.host, !host.isEmpty,
            (1...65535).contains(components.port ?? 1)
        else { throw CrawlError(.invalidServer, what: "cannot use the server's address") }
        isSecure = scheme == "https"
        self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        port = components.port ?? (isSecure ? 443 : 80)
        var path = components.percentEncodedPath[...]
        while path.hasSuffix("/") { path.removeLast() }
        pathPrefix = String(path)
    }

    /// The host as a URL writes it: an IPv6 address in brackets.
    var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    /// The host and, where it is not the scheme's own, the port.
    var authority: String {
        port == (isSecure ? 443 : 80) ? bracketedHost : "\(bracketedHost):\(port)"
    }

    /// The URL without a slash at its end.
    public var description: String { "\(isSecure ? "https" : "http")://\(authority)\(pathPrefix)" }
}
