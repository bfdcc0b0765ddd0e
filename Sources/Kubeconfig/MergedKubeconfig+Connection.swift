import Foundation

extension MergedKubeconfig {
    /// Resolves a context to a connection.
    ///
    /// - Parameters:
    ///   - context: Its name; `nil` for the current context.
    ///   - overrides: What the command line says above it.
    /// - Throws: ``KubeconfigError`` that names file and key.
    public func connection(
        context name: String?, overrides: ConnectionOverrides = ConnectionOverrides()
    ) throws(KubeconfigError) -> ResolvedConnection {
        guard let name = name ?? currentContext else {
            throw KubeconfigError(
                .noContext, what: "cannot choose a context", cause: "the kubeconfig has no current context",
                hint: contextNames.isEmpty ? nil : "known are: \(contextNames.prefix(20).joined(separator: ", "))")
        }
        guard let context = contexts[name] else {
            throw KubeconfigError(
                .unknownName, what: "cannot use the context \(name)", cause: "no kubeconfig defines it",
                hint: contextNames.isEmpty ? nil : "known are: \(contextNames.prefix(20).joined(separator: ", "))")
        }
        let clusterName = context.stanza.cluster ?? ""
        guard let cluster = clusters[clusterName] else {
            throw KubeconfigError(
                .unknownName, what: "cannot use the context \(name) of \(context.file)",
                cause: clusterName.isEmpty ? "it names no cluster" : "its cluster \(clusterName) is not defined")
        }
        let userName = context.stanza.user ?? ""
        var connection = try Self.connection(to: cluster, named: clusterName)
        connection.origin = .kubeconfig(files: files, context: name)
        connection.namespace = context.stanza.namespace
        try connection.applyToCluster(overrides)
        if let user = users[userName] {
            try Self.add(user, named: userName, to: &connection)
        } else if !userName.isEmpty {
            // As kubectl does: whoever is not defined is nobody.
            connection.undefinedUser = userName
        }
        try connection.applyToUser(overrides)
        return connection
    }

    private static func connection(
        to cluster: Defined<ClusterStanza>, named name: String
    ) throws(KubeconfigError) -> ResolvedConnection {
        let stanza = cluster.stanza
        let what = "cannot use the cluster \(name) of \(cluster.file)"
        let authority = try pem(
            path: stanza.certificateAuthority, data: stanza.certificateAuthorityData, key: "certificate-authority",
            what: what, file: cluster.file)
        let isInsecure = stanza.insecureSkipTLSVerify ?? false
        if isInsecure && authority != nil {
            throw KubeconfigError(
                .invalidSetting, what: what,
                cause: "insecure-skip-tls-verify and certificate-authority exclude each other")
        }
        guard let server = stanza.server, !server.isEmpty else {
            throw KubeconfigError(.invalidSetting, what: what, cause: "it has no server")
        }
        var connection = ResolvedConnection(
            origin: .flags, server: try ServerURL.normalized(server, what: "\(what): its server"))
        connection.certificateAuthority = authority
        connection.insecureSkipTLSVerify = isInsecure
        connection.tlsServerName = stanza.tlsServerName.flatMap { $0.isEmpty ? nil : $0 }
        if let proxyURL = stanza.proxyURL, !proxyURL.isEmpty {
            try ProxyURL.check(proxyURL, what: "\(what): its proxy-url")
            connection.proxyURL = proxyURL
        }
        connection.execConfiguration = stanza.execConfiguration
        connection.disableCompression = stanza.disableCompression ?? false
        return connection
    }

    private static func add(
        _ user: Defined<UserStanza>, named name: String, to connection: inout ResolvedConnection
    ) throws(KubeconfigError) {
        let stanza = user.stanza
        let what = "cannot use the user \(name) of \(user.file)"
        let token = stanza.token.flatMap { $0.isEmpty ? nil : Secret($0) }
        let tokenFile = stanza.tokenFile.flatMap { $0.isEmpty ? nil : absolute($0, in: user.file) }
        let hasBasic = !(stanza.username ?? "").isEmpty || !(stanza.password ?? "").isEmpty
        if hasBasic && (token != nil || tokenFile != nil) {
            throw KubeconfigError(
                .invalidSetting, what: what, cause: "a token and a username exclude each other")
        }
        if stanza.exec != nil && stanza.authProvider != nil {
            throw KubeconfigError(
                .invalidSetting, what: what, cause: "an exec plugin and an auth-provider exclude each other")
        }
        try stanza.exec?.validate(what: what)
        connection.clientCertificate = try pem(
            path: stanza.clientCertificate, data: stanza.clientCertificateData, key: "client-certificate", what: what,
            file: user.file)
        connection.clientKey = try pem(
            path: stanza.clientKey, data: stanza.clientKeyData, key: "client-key", what: what, file: user.file)
        // A key alone is no credential; kubectl does not look at it.
        if connection.clientCertificate == nil { connection.clientKey = nil }
        if connection.clientCertificate != nil && connection.clientKey == nil {
            throw KubeconfigError(.invalidSetting, what: what, cause: "its client-certificate needs a client-key")
        }
        connection.token = token
        connection.tokenFile = tokenFile
        if hasBasic {
            connection.basicAuthentication = .init(
                username: stanza.username ?? "", password: Secret(stanza.password ?? ""))
        }
        connection.impersonation = try impersonation(stanza, what: what)
        guard token == nil, tokenFile == nil, !hasBasic, connection.clientCertificate == nil else { return }
        if stanza.authProvider != nil && connection.sendsCredentials {
            throw KubeconfigError(
                .invalidSetting, what: what, cause: "its auth-provider is no longer supported by Kubernetes clients",
                hint: "use an exec plugin")
        }
        connection.exec = stanza.exec
        if let command = stanza.exec?.command, command.contains("/") {
            connection.exec?.command = absolute(command, in: user.file)
        }
    }

    private static func impersonation(
        _ stanza: UserStanza, what: String
    ) throws(KubeconfigError) -> ResolvedConnection.Impersonation? {
        let (groups, extra) = (stanza.impersonatedGroups ?? [], stanza.impersonatedExtra ?? [:])
        let uid = stanza.impersonatedUID.flatMap { $0.isEmpty ? nil : $0 }
        if let user = stanza.impersonatedUser, !user.isEmpty {
            return .init(user: user, uid: uid, groups: groups, extra: extra)
        }
        if uid != nil || !groups.isEmpty || !extra.isEmpty {
            throw KubeconfigError(
                .invalidSetting, what: what, cause: "as-uid, as-groups and as-user-extra need a user in as")
        }
        return nil
    }

    /// A certificate or key that is given as a path or as base64 data, and not as both.
    private static func pem(
        path: String?, data: String?, key: String, what: String, file: String
    ) throws(KubeconfigError) -> PEMSource? {
        let path = path.flatMap { $0.isEmpty ? nil : $0 }
        guard let data, !data.isEmpty else { return path.map { .file(absolute($0, in: file)) } }
        if path != nil {
            throw KubeconfigError(
                .invalidSetting, what: what, cause: "\(key) and \(key)-data exclude each other")
        }
        guard let bytes = Data(base64Encoded: data, options: .ignoreUnknownCharacters), !bytes.isEmpty else {
            throw KubeconfigError(.invalidSetting, what: what, cause: "its \(key)-data is not base64")
        }
        return .data(bytes)
    }

    /// A path relative to the folder of the file that names it.
    private static func absolute(_ path: String, in file: String) -> String {
        path.hasPrefix("/")
            ? path
            : URL(filePath: file).deletingLastPathComponent().appending(path: path).standardizedFileURL.path
    }
}
