import Foundation

/// What an exec plugin gave. No description, dump or reflection shows anything of it.
public struct ExecCredential: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// A bearer token.
    public var token: Secret?
    /// A client certificate, PEM.
    public var clientCertificate: Data?
    /// The key of the client certificate, PEM.
    public var clientKey: Data?
    /// When it ends; `nil` where it holds until it is refused.
    public var expiresAt: Date?

    /// Nothing of the secret.
    public var description: String { "<redacted>" }

    /// Nothing of the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Decodes a plugin's output: an `ExecCredential` of the version that it was asked in.
    ///
    /// - Throws: ``Refusal``, which quotes nothing of the output.
    init(decoding output: Data, apiVersion: String) throws(Refusal) {
        guard let document = try? JSONDecoder().decode(Document.self, from: output) else {
            throw Refusal(cause: "its output is no ExecCredential in JSON")
        }
        guard document.kind == "ExecCredential" else { throw Refusal(cause: "its output is no ExecCredential") }
        guard document.apiVersion == apiVersion else {
            throw Refusal(cause: "it answered in another apiVersion than \(apiVersion)")
        }
        guard let status = document.status else { throw Refusal(cause: "its output has no status") }
        let (token, certificate, key) = (
            status.token ?? "", status.clientCertificateData ?? "", status.clientKeyData ?? ""
        )
        guard !token.isEmpty || !certificate.isEmpty || !key.isEmpty else {
            throw Refusal(cause: "its output has no token and no client certificate")
        }
        guard certificate.isEmpty == key.isEmpty else {
            throw Refusal(cause: "its clientCertificateData and clientKeyData go together")
        }
        if let text = status.expirationTimestamp {
            guard let date = Self.date(text) else {
                throw Refusal(cause: "its expirationTimestamp is no RFC 3339 time")
            }
            expiresAt = date
        }
        self.token = token.isEmpty ? nil : Secret(token)
        clientCertificate = certificate.isEmpty ? nil : Data(certificate.utf8)
        clientKey = key.isEmpty ? nil : Data(key.utf8)
    }

    struct Refusal: Error {
        let cause: String
    }

    private struct Document: Decodable {
        struct Status: Decodable {
            var token: String?
            var clientCertificateData: String?
            var clientKeyData: String?
            var expirationTimestamp: String?
        }

        var kind: String?
        var apiVersion: String?
        var status: Status?
    }

    private static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}

/// The cluster that an exec plugin is asked for: `Cluster` of `client.authentication.k8s.io`.
public struct ExecClusterInfo: Hashable, Sendable {
    var server: String
    var tlsServerName: String?
    var insecureSkipTLSVerify: Bool
    var certificateAuthorityData: Data?
    var proxyURL: String?
    var disableCompression: Bool
    /// The JSON of the cluster's extension `client.authentication.k8s.io/exec`.
    var configuration: String?

    /// Its JSON object, with the keys that Go leaves out where they are empty left out.
    private var object: [String: Any] {
        var object: [String: Any] = ["server": server]
        if let tlsServerName, !tlsServerName.isEmpty { object["tls-server-name"] = tlsServerName }
        if insecureSkipTLSVerify { object["insecure-skip-tls-verify"] = true }
        if let certificateAuthorityData {
            object["certificate-authority-data"] = certificateAuthorityData.base64EncodedString()
        }
        if let proxyURL { object["proxy-url"] = proxyURL }
        if disableCompression { object["disable-compression"] = true }
        if let configuration,
            let value = try? JSONSerialization.jsonObject(with: Data(configuration.utf8), options: .fragmentsAllowed)
        {
            object["config"] = value
        }
        return object
    }

    /// The value of `KUBERNETES_EXEC_INFO`.
    static func environmentValue(for plugin: ExecPlugin, cluster: ExecClusterInfo?, isInteractive: Bool) -> String {
        var spec: [String: Any] = ["interactive": isInteractive]
        if let cluster { spec["cluster"] = cluster.object }
        let document: [String: Any] = ["kind": "ExecCredential", "apiVersion": plugin.apiVersion, "spec": spec]
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? JSONSerialization.data(withJSONObject: document, options: options) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
