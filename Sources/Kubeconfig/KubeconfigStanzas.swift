import Foundation

/// A cluster as a kubeconfig names it.
struct ClusterStanza: Decodable, Sendable {
    var server: String?
    var certificateAuthority: String?
    var certificateAuthorityData: String?
    var insecureSkipTLSVerify: Bool?
    var tlsServerName: String?
    var proxyURL: String?
    var disableCompression: Bool?
    var extensions: [Extension]?

    struct Extension: Decodable, Sendable {
        var name: String?
        var `extension`: JSONValue?
    }

    /// The JSON of what exec plugins get as their cluster's configuration.
    var execConfiguration: String? {
        let found = extensions?.first { $0.name == "client.authentication.k8s.io/exec" }
        return found?.extension.flatMap { try? JSONEncoder().encode($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    enum CodingKeys: String, CodingKey {
        case server, extensions
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
    var impersonatedExtra: [String: [String]]?
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
        case impersonatedExtra = "as-user-extra"
        case authProvider = "auth-provider"
    }
}

/// A context as a kubeconfig names it.
struct ContextStanza: Decodable, Sendable {
    var cluster: String?
    var user: String?
    var namespace: String?
}
