import HTTPTypes

/// Keeps web pages from reading what a server on this machine says.
///
/// A page of another origin may send requests here, and where its name was made to mean this machine (DNS rebinding) its
/// browser takes the answers for its own. So on a loopback address only names of loopback are answered, and wherever it
/// listens, a request that says which page it comes from must come from this very server.
struct OriginCheck: Sendable {
    let isLoopback: Bool

    /// Whether a request is answered.
    ///
    /// - Parameter authority: The Host header, or its like in HTTP/2.
    func allows(authority: String?, _ fields: HTTPFields) -> Bool {
        let host = Self.host(authority ?? "")
        if isLoopback && !Self.isLoopbackName(host) { return false }
        if let name = Self.fetchSite, let site = fields[name], ["cross-site", "same-site"].contains(site) {
            return false
        }
        guard let origin = fields[.origin] else { return true }
        guard let scheme = origin.range(of: "://") else { return false }
        return origin[scheme.upperBound...].lowercased() == (authority ?? "").lowercased()
    }

    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")

    /// The host of `host:port` and `[::1]:port`, in lower case.
    private static func host(_ authority: String) -> String {
        let text = authority.lowercased()
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return String(text[text.index(after: text.startIndex)..<end])
        }
        return String(text.prefix { $0 != ":" })
    }

    static func isLoopbackName(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
            || host.wholeMatch(of: #/127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/#) != nil
    }
}
