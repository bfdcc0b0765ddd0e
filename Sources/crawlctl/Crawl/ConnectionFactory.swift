import Crawler
import Foundation
import Kubeconfig

/// Makes connections for the crawler out of what kubeconfig files, flags and pods give.
struct ConnectionFactory: Sendable {
    let environment: [String: String]
    /// Shared by all connections, so that a plugin runs once for all who need it.
    let plugins: ExecPluginRunner
    /// Whether a plugin has the terminal.
    let terminal: TerminalUse

    init(_ context: CommandContext, pluginTimeLimit: Duration?) {
        environment = context.environment
        let terminal = TerminalUse(context.errors)
        self.terminal = terminal
        plugins = ExecPluginRunner(
            environment: context.environment, isTerminal: isatty(0) == 1,
            timeLimit: pluginTimeLimit ?? .seconds(86400), now: context.now,
            onMessage: {
                terminal.clearLine()
                context.note(PrintableText.escaping($0))
            }, onAsking: { terminal.change(isAsking: $0) })
    }

    /// - Throws: ``KubeconfigError`` or ``CommandFailure`` when a part cannot be used.
    func connection(_ resolved: ResolvedConnection) throws -> ServerConnection {
        try resolved.checkFiles()
        let address = try ServerAddress(resolved.server)
        var connection = ServerConnection(address: address)
        connection.tlsServerName = resolved.tlsServerName
        try HeaderText.check(resolved.tlsServerName ?? "", what: "the server's name for TLS")
        connection.disableCompression = resolved.disableCompression
        connection.proxyURL = try resolved.proxyURL ?? ProxyEnvironment(environment).proxy(for: resolved.server)
        if let impersonation = resolved.impersonation, let user = impersonation.user {
            connection.impersonation = Impersonation(
                user: user, uid: impersonation.uid, groups: impersonation.groups, extra: impersonation.extra)
            for text in [user, impersonation.uid ?? ""] + impersonation.groups + impersonation.extra.values.joined() {
                try HeaderText.check(text, what: "the impersonated user")
            }
        }
        guard address.isSecure else { return connection }
        if resolved.insecureSkipTLSVerify {
            connection.trust = .anyServer
        } else if let authority = resolved.certificateAuthority {
            switch authority {
            case .file(let path): connection.trust = .file(path)
            case .data(let data): connection.trust = .data(data)
            }
        } else if let path = defaultCertificateAuthority(environment: environment) {
            connection.trust = .file(path)
        }
        connection.credentials = try credentials(resolved)
        return connection
    }

    private func credentials(_ resolved: ResolvedConnection) throws -> any CredentialSource {
        var credentials = Credentials()
        credentials.clientCertificate = resolved.clientCertificate.map(Self.pem)
        credentials.clientKey = resolved.clientKey.map(Self.pem)
        if let plugin = resolved.exec {
            let cluster = plugin.provideClusterInfo ? try resolved.execClusterInfo() : nil
            return PluginCredentials(plugin: plugin, cluster: cluster, runner: plugins)
        }
        if resolved.tokenFile != nil { return try TokenFileCredentials(resolved, besides: credentials) }
        if let token = resolved.token {
            credentials.authorization = try HeaderText.bearer(token)
        } else if let basic = resolved.basicAuthentication {
            let pair = Data("\(basic.username):\(basic.password.reveal())".utf8)
            credentials.authorization = "Basic \(pair.base64EncodedString())"
        }
        return credentials
    }

    private static func pem(_ source: PEMSource) -> Credentials.PEM {
        switch source {
        case .file(let path): .file(path)
        case .data(let data): .data(data)
        }
    }
}

/// Text that goes into a header.
enum HeaderText {
    /// - Throws: ``CommandFailure`` for a text that would end its header, or more; it is not quoted.
    static func check(_ text: String, what: String) throws {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw CommandFailure("\(what) has control characters, which no header may carry")
        }
    }

    static func bearer(_ token: Secret) throws -> String {
        try check(token.reveal(), what: "the token")
        return "Bearer \(token.reveal())"
    }
}
