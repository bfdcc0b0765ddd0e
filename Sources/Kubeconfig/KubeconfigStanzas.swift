/// A cluster as a kubeconfig names it.
struct ClusterStanza: Decodable, Sendable {
    var server: String?
    var certificateAuthority: String?
    var certificateAuthorityData: String?
    var insecureSkipTLSVerify: Bool?
    var tlsServerName: String?
    var proxyURL: String?
    var disableCompression: Bool?

    enum CodingKeys: String, CodingKey {
        case server
        case certificateAuthority = "certificate-authority"
        case certificateAuthorityData = "certificate-authority-data"
        case insecureSkipTLSVerify = "insecure-skip-tls-verify"
        case tlsServerName = "tls-server-name"
        case proxyURL = "proxy-url"
        case disableCompression = "disable-compression"
    }
}

/// A user as a kubeconfig names it.
struct UserStanza: Decodable, Sendable {
    var token: String?
    var tokenFile: String?
    var username: String?
    var password: String?
    var clientCertificate: String?
    var clientCertificateData: String?
    var clientKey: String?
    var clientKeyData: String?
    var impersonatedUser: String?
    var impersonatedUID: String?
    var impersonatedGroups: [String]?
    var exec: ExecPlugin?
    var authProvider: AuthProvider?

    struct AuthProvider: Decodable, Sendable {
        var name: String?
    }

    enum CodingKeys: String, CodingKey {
        case token, tokenFile, username, password, exec
        case clientCertificate = "client-certificate"
        case clientCertificateData = "client-certificate-data"
        case clientKey = "client-key"
        case clientKeyData = "client-key-data"
        case impersonatedUser = "as"
        case impersonatedUID = "as-uid"
        case impersonatedGroups = "as-groups"
        case authProvider = "auth-provider"
    }
}

/// A context as a kubeconfig names it.
struct ContextStanza: Decodable, Sendable {
    var cluster: String?
    var user: String?
    var namespace: String?
}

/// A program that gives credentials, as a kubeconfig's user names it.
///
/// Mirrors `ExecConfig` of client-go's `clientcmd/api/v1`. Its values are not shown: they may hold secrets.
public struct ExecPlugin: Hashable, Sendable, Decodable, CustomStringConvertible, CustomReflectable {
    /// The program: a path, absolute where it has a separator, or a name to look up in PATH.
    public internal(set) var command: String
    /// Its arguments.
    public let arguments: [String]
    /// `client.authentication.k8s.io/v1` or `/v1beta1`.
    public let apiVersion: String
    /// Variables that it gets beside the process's own.
    public let environment: [String: String]

    /// Only what kind of thing it is.
    public var description: String { "exec plugin" }

    /// Nothing of its values.
    public var customMirror: Mirror { Mirror(self, children: []) }

    private enum CodingKeys: String, CodingKey {
        case command, args, apiVersion, env
    }

    private struct Variable: Decodable {
        var name: String
        var value: String?
    }

    /// Decodes the `exec` stanza of a user.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        command = try container.decodeIfPresent(String.self, forKey: .command) ?? ""
        arguments = try container.decodeIfPresent([String].self, forKey: .args) ?? []
        apiVersion = try container.decodeIfPresent(String.self, forKey: .apiVersion) ?? ""
        let variables = try container.decodeIfPresent([Variable].self, forKey: .env) ?? []
        environment = Dictionary(variables.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { _, last in last })
    }
}
