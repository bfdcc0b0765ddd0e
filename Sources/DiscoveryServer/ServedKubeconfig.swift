import Foundation
import Yams

/// A kubeconfig with a context for every surface that is served.
///
/// A file that something else wrote is not overwritten: this one begins with a line that says whose it is.
public struct ServedKubeconfig: Sendable {
    private static let mark = "# Written by crawlctl serve, which writes it anew when it starts.\n"

    private let path: String
    private let certificateChain: String?
    private let tokenFile: String?

    /// - Parameters:
    ///   - certificateChain: What the server shows, which clients are to trust; `nil` for plain HTTP.
    ///   - tokenFile: The file with the token that the server demands; `nil` for none.
    /// - Throws: ``DiscoveryHTTPServerError`` when the file is somebody else's.
    public init(path: String, certificateChain: String?, tokenFile: String?) throws {
        self.path = path
        self.certificateChain = certificateChain.map { URL(filePath: $0).path }
        self.tokenFile = tokenFile.map { URL(filePath: $0).path }
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), text.hasPrefix(Self.mark) else {
            throw DiscoveryHTTPServerError(
                description: "cannot write the kubeconfig \(path): something else wrote the file that is there")
        }
    }

    /// Writes the file, readable by its owner only, in one step.
    ///
    /// - Throws: ``DiscoveryHTTPServerError`` when it cannot be written.
    public func write(_ entries: [(slug: String, name: String)], server: String) throws {
        let text = try Self.mark + Yams.serialize(node: document(entries, server: server), width: -1)
        let temporary = "\(path).\(UUID().uuidString)"
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]),
            rename(temporary, path) == 0
        else {
            let cause = String(cString: strerror(errno)).lowercased()
            unlink(temporary)
            throw DiscoveryHTTPServerError(description: "cannot write the kubeconfig \(path): \(cause)")
        }
    }

    private func document(_ entries: [(slug: String, name: String)], server: String) -> Node {
        let server = Self.reachable(server)
        let clusters: [Node] = entries.map { entry in
            var cluster: [(String, Node)] = [("server", text(server + ServedCatalog.path(of: entry.slug)))]
            if let certificateChain { cluster.append(("certificate-authority", text(certificateChain))) }
            return mapping([("name", text(entry.name)), ("cluster", mapping(cluster))])
        }
        let contexts: [Node] = entries.map { entry in
            mapping([
                ("name", text(entry.name)),
                ("context", mapping([("cluster", text(entry.name)), ("user", text("crawlctl"))])),
            ])
        }
        let user = mapping(tokenFile.map { [("tokenFile", text($0))] } ?? [])
        return mapping([
            ("apiVersion", text("v1")), ("kind", text("Config")), ("clusters", Node(clusters, Tag(.seq))),
            ("contexts", Node(contexts, Tag(.seq))), ("current-context", text(entries.first?.name ?? "")),
            ("users", Node([mapping([("name", text("crawlctl")), ("user", user)])], Tag(.seq))),
        ])
    }

    /// A server's URL as a client on this machine calls it: on every address is on the loopback address, too.
    static func reachable(_ url: String) -> String {
        guard var components = URLComponents(string: url), let host = components.host else { return url }
        let address = host.trimmingPrefix("[").prefix { $0 != "]" }
        var (four, six) = (in_addr(), in6_addr())
        if inet_aton(String(address), &four) != 0, four.s_addr == 0 {
            components.host = "127.0.0.1"
        } else if inet_pton(AF_INET6, String(address), &six) == 1,
            withUnsafeBytes(of: six, { $0.allSatisfy { $0 == 0 } })
        {
            components.host = "[::1]"
        }
        return components.string ?? url
    }

    private func mapping(_ members: [(String, Node)]) -> Node {
        Node(members.map { (Node($0), $1) }, Tag(.map), members.isEmpty ? .flow : .block)
    }

    private func text(_ text: String) -> Node { Node.scalar(.init(text, Tag(.str), .doubleQuoted)) }
}
