import Crawler
import DiscoveryStore
import Kubeconfig

/// One cluster to crawl: its name here, and how to reach it.
struct CrawlTarget: Sendable {
    var name: String
    /// Its URL; `""` where it is not known.
    var server = ""
    /// How to reach it, or why that cannot be known.
    var connection: Result<ServerConnection, any Error>
    /// The namespace that commands about objects default to.
    var namespace: String?
    /// What makes it the same server and user as another.
    var identity: ResolvedConnection?
    /// Things about the connection that the user should hear of.
    var notes: [String] = []

    /// Makes a target of a connection.
    ///
    /// - Throws: What is wrong with the connection.
    init(_ resolved: ResolvedConnection, name: String?, _ factory: ConnectionFactory) throws {
        let connection = try factory.connection(resolved)
        let address = connection.address
        let host = address.host.contains(":") ? address.host.replacing(":", with: "-") : address.host
        self.name = name ?? resolved.contextName ?? "\(host)_\(address.port)"
        try ClusterName.check(self.name)
        self.connection = .success(connection)
        server = address.description
        identity = resolved.withoutOrigin
        namespace = resolved.namespace.flatMap { $0.isEmpty ? nil : $0 }
        if let user = resolved.undefinedUser {
            notes.append(
                "note: no kubeconfig defines the user \(user) of the context \(resolved.contextName ?? ""); going as nobody"
            )
        }
        if !address.isSecure
            && (resolved.token != nil || resolved.tokenFile != nil || resolved.basicAuthentication != nil)
        {
            notes.append("note: no credentials are sent to \(address), since it is not https")
        }
    }

    /// A target that cannot be reached.
    init(name: String, failure: any Error) {
        self.name = name
        connection = .failure(failure)
    }
}

/// Chooses what to crawl.
struct CrawlTargets {
    let options: ConnectionOptions
    let context: CommandContext
    let factory: ConnectionFactory
    /// What there is nothing to do, where nothing says which server.
    var purpose = "crawl"

    /// The one connection that the flags ask for.
    ///
    /// - Throws: What is wrong with the flags, the kubeconfig or the service account.
    func one(name: String?) throws -> CrawlTarget { try CrawlTarget(try resolve(), name: name, factory) }

    /// Contexts of the kubeconfig; one that cannot be used does not stop the others.
    ///
    /// - Parameters:
    ///   - names: Their names; `nil` for all there are.
    ///   - clusterName: What to call the cluster instead of its context's name.
    /// - Throws: What is wrong with the kubeconfig as a whole.
    func contexts(_ names: [String]?, name clusterName: String?) throws -> [CrawlTarget] {
        let kubeconfig = try loader.load(explicitPath: options.kubeconfig)
        if names == nil && kubeconfig.contextNames.isEmpty {
            throw CommandFailure(
                "there is nothing to crawl: the kubeconfig has no contexts",
                hint: "give --kubeconfig, or --server with a URL such as http://127.0.0.1:8001 (kubectl proxy)")
        }
        var seen: Set<String> = []
        return (names ?? kubeconfig.contextNames).filter { seen.insert($0).inserted }.map { name in
            do {
                let resolved = try kubeconfig.connection(context: name, overrides: overrides)
                return try CrawlTarget(resolved, name: clusterName ?? name, factory)
            } catch {
                return CrawlTarget(name: clusterName ?? name, failure: error)
            }
        }
    }

    var loader: KubeconfigLoader {
        KubeconfigLoader(environment: context.environment, homeDirectory: context.homeDirectory)
    }

    private var overrides: ConnectionOverrides {
        ConnectionOverrides(
            server: options.server, token: options.token.map { Secret($0) }, tokenFile: options.tokenFile,
            certificateAuthority: options.certificateAuthority, clientCertificate: options.clientCertificate,
            clientKey: options.clientKey, tlsServerName: options.tlsServerName,
            insecureSkipTLSVerify: options.insecureSkipTLSVerify ? true : nil, proxyURL: options.proxyURL,
            impersonation: options.impersonation)
    }

    /// The connection that the flags ask for, before anything is looked at beyond the kubeconfig.
    ///
    /// - Throws: What is wrong with the flags, the kubeconfig or the service account.
    func resolve() throws -> ResolvedConnection {
        if options.server != nil && options.context == nil && options.kubeconfig == nil {
            return try ResolvedConnection.fromFlags(overrides)
        }
        let inCluster = InClusterConfiguration(environment: context.environment)
        if options.inCluster { return try inCluster.connection(overrides: overrides) }
        let kubeconfig = try loader.load(explicitPath: options.kubeconfig)
        if options.context == nil && kubeconfig.currentContext == nil {
            if options.kubeconfig == nil && inCluster.isAvailable {
                return try inCluster.connection(overrides: overrides)
            }
            throw CommandFailure(
                "there is nothing to \(purpose): the kubeconfig has no current context",
                hint: "give --context, or --server with a URL such as http://127.0.0.1:8001 (kubectl proxy)")
        }
        return try kubeconfig.connection(context: options.context, overrides: overrides)
    }
}
