import Foundation

/// Where an OpenAPI document is, by the URL that its server gives for it.
struct OpenAPILocation: Sendable {
    /// The path with its query.
    let path: String
    /// Whether the path is not below the server's prefix.
    let isWholePath: Bool
    /// The document's hash that the URL names.
    let hash: String?

    /// Reads `/openapi/v3/apis/apps/v1?hash=…`; `nil` for what is no path on the same server.
    ///
    /// A server behind a proxy does not know the prefix that clients have to use, one that knows it may give it: it is
    /// taken off where it is there, and what then is below `/openapi/v3` is below the prefix. Everything else is a whole
    /// path. (client-go's `openapi` package; Kubernetes issue 117463.)
    init?(serverRelativeURL url: String, prefix: String) {
        guard url.hasPrefix("/"), !url.hasPrefix("//"), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        let rest = !prefix.isEmpty && url.hasPrefix(prefix + "/") ? String(url.dropFirst(prefix.count)) : url
        isWholePath = !rest.hasPrefix("/openapi/v3")
        path = isWholePath ? url : rest
        hash = Self.hash(in: url)
    }

    /// The value of `hash` in a URL's query; `nil` when it has none.
    static func hash(in url: String) -> String? {
        let hash = URLComponents(string: url)?.queryItems?.first { $0.name == "hash" }?.value
        return hash?.isEmpty == false ? hash : nil
    }
}
