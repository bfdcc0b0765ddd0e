import Foundation

/// What a pod is given to reach its own cluster: client-go's `rest.InClusterConfig`.
public struct InClusterConfiguration: Sendable {
    private let environment: [String: String]
    private let folder: String

    /// Makes a configuration.
    ///
    /// - Parameter folder: Where the service account is mounted.
    public init(
        environment: [String: String], folder: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) {
        self.environment = environment
        self.folder = folder
    }

    private var tokenFile: String { "\(folder)/token" }
    private var authorityFile: String { "\(folder)/ca.crt" }

    private var hostAndPort: (String, String)? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"],
            !host.isEmpty, !port.isEmpty
        else { return nil }
        return (host, port)
    }

    /// The files that a pod is given: its token and the server's certificate authority.
    public var files: [ConfigurationFile] {
        [tokenFile, authorityFile].map {
            ConfigurationFile(path: $0, exists: FileManager.default.fileExists(atPath: $0))
        }
    }

    /// Whether the process looks to be in a pod: a token is mounted, and the server's address is in the environment or
    /// its certificate authority beside the token.
    public var isAvailable: Bool {
        FileManager.default.fileExists(atPath: tokenFile)
            && (hostAndPort != nil || FileManager.default.fileExists(atPath: authorityFile))
    }

    /// The connection of the service account.
    ///
    /// The address is that of the environment, else `https://kubernetes.default.svc`. Without `ca.crt` the system's
    /// authorities count.
    ///
    /// - Parameter overrides: What the command line says above it.
    /// - Throws: ``KubeconfigError`` when no token is mounted, or it is empty.
    public func connection(
        overrides: ConnectionOverrides = ConnectionOverrides()
    ) throws(KubeconfigError) -> ResolvedConnection {
        guard FileManager.default.fileExists(atPath: tokenFile) else {
            throw KubeconfigError(
                .notInCluster, what: "cannot use the pod's service account", cause: "there is no \(tokenFile)",
                hint: "outside a pod, give --context or --server")
        }
        var server = "https://kubernetes.default.svc"
        if let (host, port) = hostAndPort {
            server = "https://\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(port)"
        }
        var connection = ResolvedConnection(
            origin: .inCluster,
            server: try ServerURL.normalized(
                server, what: "cannot use KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT"))
        connection.tokenFile = tokenFile
        if FileManager.default.fileExists(atPath: authorityFile) {
            connection.certificateAuthority = .file(authorityFile)
        }
        connection.namespace = namespace
        try connection.applyToCluster(overrides)
        try connection.applyToUser(overrides)
        _ = try connection.currentToken()
        return connection
    }

    private var namespace: String {
        if let name = environment["POD_NAMESPACE"], !name.isEmpty { return name }
        let text = FileManager.default.contents(atPath: "\(folder)/namespace").map {
            String(decoding: $0, as: UTF8.self)
        }
        let name = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return name.isEmpty ? "default" : name
    }
}

/// The bundle that `CURL_CA_BUNDLE`, else `SSL_CERT_FILE` names, to be used where no authority is configured.
///
/// The variables are the curl tool's and OpenSSL's; libcurl itself looks at neither.
public func defaultCertificateAuthority(environment: [String: String]) -> String? {
    ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
}
