import Crawler
import Kubeconfig

/// One cluster to crawl: its name here, and how to reach it.
struct CrawlTarget: Sendable {
    var name: String
    var connection: ServerConnection
    /// Something about the connection that the user should hear of.
    var note: String?

    /// Chooses the connection that the flags ask for.
    ///
    /// - Throws: What is wrong with the flags, the kubeconfig or the service account.
    static func choose(
        _ options: ConnectionOptions, name: String?, _ context: CommandContext, _ factory: ConnectionFactory
    ) throws -> CrawlTarget {
        let resolved = try resolve(options, context)
        let connection = try factory.connection(resolved)
        let address = connection.address
        let host = address.host.contains(":") ? address.host.replacing(":", with: "-") : address.host
        var note = resolved.undefinedUser.map { user in
            "note: no kubeconfig defines the user \(user) of the context \(resolved.contextName ?? ""); going as nobody"
        }
        if !address.isSecure
            && (resolved.token != nil || resolved.tokenFile != nil || resolved.basicAuthentication != nil)
        {
            note = "note: no credentials are sent to \(address), since it is not https"
        }
        return CrawlTarget(
            name: name ?? resolved.contextName ?? "\(host)_\(address.port)", connection: connection, note: note)
    }

    private static func resolve(_ options: ConnectionOptions, _ context: CommandContext) throws -> ResolvedConnection {
        let overrides = ConnectionOverrides(
            server: options.server, token: options.token.map { Secret($0) }, tokenFile: options.tokenFile,
            certificateAuthority: options.certificateAuthority, clientCertificate: options.clientCertificate,
            clientKey: options.clientKey, tlsServerName: options.tlsServerName,
            insecureSkipTLSVerify: options.insecureSkipTLSVerify ? true : nil, proxyURL: options.proxyURL,
            impersonation: options.impersonation)
        if options.server != nil && options.context == nil && options.kubeconfig == nil {
            return try ResolvedConnection.fromFlags(overrides)
        }
        let inCluster = InClusterConfiguration(environment: context.environment)
        if options.inCluster { return try inCluster.connection(overrides: overrides) }
        let loader = KubeconfigLoader(environment: context.environment, homeDirectory: context.homeDirectory)
        let kubeconfig = try loader.load(explicitPath: options.kubeconfig)
        if options.context == nil && kubeconfig.currentContext == nil {
            if options.kubeconfig == nil && inCluster.isAvailable {
                return try inCluster.connection(overrides: overrides)
            }
            throw CommandFailure(
                "there is nothing to crawl: the kubeconfig has no current context",
                hint: "give --context, or --server with a URL such as http://127.0.0.1:8001 (kubectl proxy)")
        }
        return try kubeconfig.connection(context: options.context, overrides: overrides)
    }
}
