import Foundation

/// The proxies that environment variables name, by the rules of Go's `golang.org/x/net/http/httpproxy`, which are
/// kubectl's: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals before small letters; nothing before loopback.
public struct ProxyEnvironment: Sendable {
    private let environment: [String: String]

    /// Makes rules of an environment.
    public init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// The proxy that stands before a server; `nil` for none.
    ///
    /// - Parameter server: An http or https URL.
    /// - Throws: ``KubeconfigError`` when the variable holds no URL of a proxy.
    public func proxy(for server: String) throws(KubeconfigError) -> String? {
        guard let components = URLComponents(string: server), let scheme = components.scheme,
            let bracketed = components.host
        else { return nil }
        let host = bracketed.trimmingCharacters(in: ["[", "]"]).lowercased()
        let port = components.port ?? (scheme == "https" ? 443 : 80)
        let name = scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY"
        guard let value = variable(name), usesProxy(host: host, port: port) else { return nil }
        let url = value.contains("://") ? value : "http://\(value)"
        try ProxyURL.check(url, what: "cannot use the proxy that \(name) names")
        return url
    }

    private func variable(_ name: String) -> String? {
        [name, name.lowercased()].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    private func usesProxy(host: String, port: Int) -> Bool {
        let address = InternetAddress(host)
        if host == "localhost" || address?.isLoopback == true { return false }
        let exceptions = (variable("NO_PROXY") ?? "").lowercased().split(separator: ",")
        return !exceptions.contains { exception in
            Self.matches(exception.trimmingCharacters(in: .whitespaces), host: host, port: port, address: address)
        }
    }

    private static func matches(_ exception: String, host: String, port: Int, address: InternetAddress?) -> Bool {
        if exception == "*" { return true }
        if let slash = exception.firstIndex(of: "/") {
            guard let network = InternetAddress(String(exception[..<slash])),
                let length = Int(exception[exception.index(after: slash)...])
            else { return false }
            return address?.isIn(network, prefixLength: length) ?? false
        }
        var (name, wanted) = (exception, "")
        if InternetAddress(exception) == nil, let colon = exception.lastIndex(of: ":") {
            name = exception[..<colon].trimmingCharacters(in: ["[", "]"])
            wanted = String(exception[exception.index(after: colon)...])
        }
        guard !name.isEmpty, wanted.isEmpty || wanted == String(port) else { return false }
        if let excepted = InternetAddress(name) { return excepted == address }
        if name.hasPrefix("*.") { name.removeFirst() }
        return name.hasPrefix(".") ? host.hasSuffix(name) : host == name || host.hasSuffix(".\(name)")
    }
}

/// The URL of a proxy.
enum ProxyURL {
    /// - Throws: ``KubeconfigError`` when a text is no URL of a proxy that Kubernetes clients can use; it is not quoted,
    ///   since it may hold a password.
    static func check(_ text: String, what: String) throws(KubeconfigError) {
        guard let components = URLComponents(string: text), let scheme = components.scheme?.lowercased() else {
            throw KubeconfigError(.invalidSetting, what: what, cause: "it is not a URL")
        }
        guard ["http", "https", "socks5"].contains(scheme) else {
            throw KubeconfigError(.invalidSetting, what: what, cause: "its scheme is not http, https or socks5")
        }
    }
}

/// An IPv4 or IPv6 address.
struct InternetAddress: Hashable {
    private let bytes: [UInt8]

    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            let all = withUnsafeBytes(of: &six) { Array($0) }
            // An IPv4 address in IPv6's clothes.
            bytes = all[..<10].allSatisfy { $0 == 0 } && all[10] == 255 && all[11] == 255 ? Array(all[12...]) : all
        } else {
            return nil
        }
    }

    var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1] }

    func isIn(_ network: InternetAddress, prefixLength: Int) -> Bool {
        guard bytes.count == network.bytes.count, (0...bytes.count * 8).contains(prefixLength) else { return false }
        return bytes.indices.allSatisfy { index in
            let bits = min(8, max(0, prefixLength - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            return bytes[index] & mask == network.bytes[index] & mask
        }
    }
}
