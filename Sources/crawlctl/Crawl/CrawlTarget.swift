import Crawler
import Foundation
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
        _ options: ConnectionOptions, name: String?, _ context: CommandContext
    ) throws -> CrawlTarget {
        let resolved = try resolve(options, context)
        let connection = try serverConnection(resolved, environment: context.environment)
        let address = connection.address
        let host = address.host.contains(":") ? address.host.replacing(":", with: "-") : address.host
        var note: String?
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
            insecureSkipTLSVerify: options.insecureSkipTLSVerify ? true : nil)
        if options.server != nil && options.context == nil && options.kubeconfig == nil {
            return try ResolvedConnection.fromFlags(overrides)
        }
        let inCluster = InClusterConfiguration(environment: context.environment)
        if options.inCluster { return try inCluster.connection() }
        let loader = KubeconfigLoader(environment: context.environment, homeDirectory: context.homeDirectory)
        let kubeconfig = try loader.load(explicitPath: options.kubeconfig)
        if options.context == nil && kubeconfig.currentContext == nil {
            if options.kubeconfig == nil && inCluster.isAvailable { return try inCluster.connection() }
            throw CommandFailure(
                "there is nothing to crawl: the kubeconfig has no current context",
                hint: "give --context, or --server with a URL such as http://127.0.0.1:8001 (kubectl proxy)")
        }
        return try kubeconfig.connection(context: options.context, overrides: overrides)
    }

    private static func serverConnection(
        _ resolved: ResolvedConnection, environment: [String: String]
    ) throws -> ServerConnection {
        if resolved.exec != nil {
            throw CommandFailure(
                "context \(resolved.contextName ?? "") gets its credentials from an exec plugin, which crawlctl cannot run",
                hint: "give --token-file, or crawl through kubectl proxy: crawlctl crawl --server http://127.0.0.1:8001"
            )
        }
        if resolved.proxyURL != nil {
            throw CommandFailure(
                "context \(resolved.contextName ?? "") wants a proxy (proxy-url), which crawlctl cannot use",
                hint: "crawl through kubectl proxy: crawlctl crawl --server http://127.0.0.1:8001")
        }
        if resolved.impersonation != nil {
            throw CommandFailure(
                "context \(resolved.contextName ?? "") impersonates another user, which crawlctl cannot do",
                hint: "crawl through kubectl proxy: crawlctl crawl --server http://127.0.0.1:8001")
        }
        let address = try ServerAddress(resolved.server)
        var connection = ServerConnection(address: address)
        connection.tlsServerName = resolved.tlsServerName
        connection.disableCompression = resolved.disableCompression
        guard address.isSecure else { return connection }
        if resolved.insecureSkipTLSVerify {
            connection.trust = .anyServer
        } else if let authority = resolved.certificateAuthority {
            connection.trust = trust(authority)
        } else if let path = defaultCertificateAuthority(environment: environment) {
            connection.trust = .file(path)
        }
        connection.credentials = try credentials(resolved)
        return connection
    }

    private static func trust(_ authority: PEMSource) -> ServerConnection.Trust {
        switch authority {
        case .file(let path): .file(path)
        case .data(let data): .data(data)
        }
    }

    private static func credentials(_ resolved: ResolvedConnection) throws -> Credentials {
        var credentials = Credentials()
        if let token = try resolved.currentToken() {
            credentials.authorization = "Bearer \(token.reveal())"
        } else if let basic = resolved.basicAuthentication {
            let pair = Data("\(basic.username):\(basic.password.reveal())".utf8)
            credentials.authorization = "Basic \(pair.base64EncodedString())"
        }
        if let authorization = credentials.authorization,
            authorization.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        {
            throw CommandFailure("the token has control characters, which no header may carry")
        }
        credentials.clientCertificate = resolved.clientCertificate.map(pem)
        credentials.clientKey = resolved.clientKey.map(pem)
        return credentials
    }

    private static func pem(_ source: PEMSource) -> Credentials.PEM {
        switch source {
        case .file(let path): .file(path)
        case .data(let data): .data(data)
        }
    }
}
