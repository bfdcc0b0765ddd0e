import Foundation

/// One connection, from wherever its parts came.
public struct ResolvedConnection: Hashable, Sendable {
    /// Where a connection comes from.
    public enum Origin: Hashable, Sendable {
        /// A context of these files.
        case kubeconfig(files: [String], context: String)
        /// The service account of the pod.
        case inCluster
        /// The command line alone.
        case flags
    }

    /// A user name and a password.
    public struct BasicAuthentication: Hashable, Sendable {
        /// The user's name.
        public var username: String
        /// The user's password.
        public var password: Secret
    }

    /// As whom to act.
    public struct Impersonation: Hashable, Sendable {
        /// The user's name.
        public var user: String?
        /// The user's unique number or text.
        public var uid: String?
        /// The user's groups.
        public var groups: [String]
        /// What else is said of the user, by key.
        public var extra: [String: [String]]

        /// Makes an impersonation.
        public init(
            user: String?, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]
        ) {
            self.user = user
            self.uid = uid
            self.groups = groups
            self.extra = extra
        }
    }

    /// Where it comes from.
    public var origin: Origin
    /// The server's URL, without user information, query, fragment and a slash at its end.
    public var server: String
    /// The authorities that may sign the server's certificate; `nil` for the system's.
    public var certificateAuthority: PEMSource?
    /// Whether any server is believed.
    public var insecureSkipTLSVerify = false
    /// The name that the server's certificate must carry, where that is not the URL's host.
    public var tlsServerName: String?
    /// The proxy between us and the server, as `proxy-url` or `--proxy-url` name it.
    public var proxyURL: String?
    /// Whether to ask for uncompressed answers.
    public var disableCompression = false
    /// A bearer token.
    public var token: Secret?
    /// A file with a bearer token, which counts above ``token`` and may change.
    public var tokenFile: String?
    /// A user name and password.
    public var basicAuthentication: BasicAuthentication?
    /// A client certificate.
    public var clientCertificate: PEMSource?
    /// The key of the client certificate.
    public var clientKey: PEMSource?
    /// As whom to act.
    public var impersonation: Impersonation?
    /// A program that gives credentials; `nil` where static ones come first.
    public var exec: ExecPlugin?
    /// The JSON of the cluster's extension for exec plugins.
    var execConfiguration: String?
    /// The namespace that commands about objects default to.
    public var namespace: String?

    /// The user that the context names and no file defines, so that no credentials are sent.
    public internal(set) var undefinedUser: String?

    /// The name of the context, where it comes from one.
    public var contextName: String? {
        guard case .kubeconfig(_, let context) = origin else { return nil }
        return context
    }

    /// The same connection without where it comes from and its namespace: two that are equal so are the same server and
    /// user.
    public var withoutOrigin: ResolvedConnection {
        var connection = self
        connection.origin = .flags
        connection.namespace = nil
        return connection
    }

    /// Whether credentials may be sent: over TLS only.
    public var sendsCredentials: Bool { server.hasPrefix("https://") }

    /// Checks that the files of certificates and keys are there, as client-go does before it connects.
    ///
    /// - Throws: ``KubeconfigError`` that names the file.
    public func checkFiles() throws(KubeconfigError) {
        let named = [
            ("certificate authority", certificateAuthority), ("client certificate", clientCertificate),
            ("client key", clientKey),
        ]
        for case (let kind, .file(let path)) in named where !FileManager.default.isReadableFile(atPath: path) {
            throw KubeconfigError(
                .unusableCredential, what: "cannot use the \(kind) \(path)",
                cause: FileManager.default.fileExists(atPath: path) ? "it may not be read" : "there is no such file")
        }
    }

    /// What an exec plugin that asks for it is told of the cluster.
    ///
    /// - Throws: ``KubeconfigError`` when the certificate authority's file cannot be read.
    public func execClusterInfo() throws(KubeconfigError) -> ExecClusterInfo {
        var authority: Data?
        switch certificateAuthority {
        case .data(let data): authority = data
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw KubeconfigError(
                    .unusableCredential, what: "cannot use the certificate authority \(path)",
                    cause: "it cannot be read")
            }
            authority = data
        case nil: break
        }
        return ExecClusterInfo(
            server: server, tlsServerName: tlsServerName, insecureSkipTLSVerify: insecureSkipTLSVerify,
            certificateAuthorityData: authority, proxyURL: proxyURL, disableCompression: disableCompression,
            configuration: execConfiguration)
    }

    init(origin: Origin, server: String) {
        self.origin = origin
        self.server = server
    }

    /// A connection that the command line gives alone.
    ///
    /// - Throws: ``KubeconfigError`` when the server's URL cannot be used.
    public static func fromFlags(_ overrides: ConnectionOverrides) throws(KubeconfigError) -> ResolvedConnection {
        var connection = ResolvedConnection(origin: .flags, server: "")
        try connection.applyToCluster(overrides)
        try connection.applyToUser(overrides)
        return connection
    }

    /// The token to send now: the content of the token file, else the static token; `nil` when there is neither.
    ///
    /// - Throws: ``KubeconfigError`` when there is a token file that cannot be read, or is empty.
    public func currentToken() throws(KubeconfigError) -> Secret? {
        guard let tokenFile else { return token }
        let what = "cannot use the token file \(tokenFile)"
        guard let data = FileManager.default.contents(atPath: tokenFile) else {
            if let token { return token }
            throw KubeconfigError(.unusableCredential, what: what, cause: "it cannot be read")
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            if let token { return token }
            throw KubeconfigError(.unusableCredential, what: what, cause: "it is empty")
        }
        return Secret(text)
    }

    /// Puts the command line's word above what is there of the cluster, as kubectl does: a server given without a TLS
    /// server name drops the one that is there, and an authority and the insecure flag drop each other.
    mutating func applyToCluster(_ overrides: ConnectionOverrides) throws(KubeconfigError) {
        if let insecure = overrides.insecureSkipTLSVerify, insecure {
            insecureSkipTLSVerify = true
            certificateAuthority = nil
        }
        if let path = overrides.certificateAuthority {
            certificateAuthority = .file(Self.absolute(path))
            insecureSkipTLSVerify = false
        }
        if let server = overrides.server {
            self.server = try ServerURL.normalized(server, what: "cannot use the server's URL")
            tlsServerName = nil
        }
        if let name = overrides.tlsServerName { tlsServerName = name }
        if let url = overrides.proxyURL {
            try ProxyURL.check(url, what: "cannot use --proxy-url")
            proxyURL = url
        }
    }

    /// The same for the user: a token drops every other credential but a client certificate.
    mutating func applyToUser(_ overrides: ConnectionOverrides) throws(KubeconfigError) {
        if let token = overrides.token { replaceCredentials { $0.token = token } }
        if let path = overrides.tokenFile { replaceCredentials { $0.tokenFile = Self.absolute(path) } }
        if let certificate = overrides.clientCertificate {
            clientCertificate = .file(Self.absolute(certificate))
            exec = nil
        }
        if let key = overrides.clientKey { clientKey = .file(Self.absolute(key)) }
        guard let given = overrides.impersonation else { return }
        // Field by field, as kubectl does.
        var merged = impersonation ?? Impersonation(user: nil)
        merged.user = given.user ?? merged.user
        merged.uid = given.uid ?? merged.uid
        if !given.groups.isEmpty { merged.groups = given.groups }
        guard merged.user != nil else {
            throw KubeconfigError(
                .invalidSetting, what: "cannot act as somebody else",
                cause: "--as-group and --as-uid need a user in --as")
        }
        impersonation = merged
    }

    private mutating func replaceCredentials(_ set: (inout ResolvedConnection) -> Void) {
        (token, tokenFile, basicAuthentication, exec) = (nil, nil, nil, nil)
        set(&self)
    }

    static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
}

/// The `server` of a cluster: a URL, or a host and port.
enum ServerURL {
    /// Makes a URL of it; without a scheme it is http, whatever is said of TLS, as kubectl has it.
    static func normalized(_ text: String, what: String) throws(KubeconfigError) -> String {
        let whole = text.contains("://") ? text : "http://\(text)"
        guard var components = URLComponents(string: whole), let scheme = components.scheme?.lowercased(),
            ["http", "https"].contains(scheme), components.host?.isEmpty == false
        else {
            throw KubeconfigError(
                .invalidSetting, what: what, cause: "it is not an http or https URL")
        }
        components.scheme = scheme
        (components.user, components.password, components.query, components.fragment) = (nil, nil, nil, nil)
        while components.percentEncodedPath.hasSuffix("/") { components.percentEncodedPath.removeLast() }
        guard let url = components.string else {
            throw KubeconfigError(.invalidSetting, what: what, cause: "it is not an http or https URL")
        }
        return url
    }
}
