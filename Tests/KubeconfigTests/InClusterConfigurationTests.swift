import Foundation
import Kubeconfig
import Testing

@Suite(.fewAtOnce) struct InClusterConfigurationTests {
    private func pod(_ environment: [String: String] = [:], token: String? = "t\n", authority: Bool = true) throws -> (
        KubeconfigFolder, InClusterConfiguration
    ) {
        let folder = try KubeconfigFolder()
        if let token { try folder.write(token, to: "token") }
        if authority { try folder.write("ca", to: "ca.crt") }
        try folder.write("team\n", to: "namespace")
        return (folder, InClusterConfiguration(environment: environment, folder: folder.url.path))
    }

    @Test(arguments: [
        ("10.96.0.1", "443", "https://10.96.0.1:443"), ("fd00::1", "6443", "https://[fd00::1]:6443"),
        ("[fd00::1]", "6443", "https://[fd00::1]:6443"), ("", "443", "https://kubernetes.default.svc"),
        ("10.96.0.1", "", "https://kubernetes.default.svc"),
    ])
    func theServerIsThatOfTheEnvironmentElseTheName(host: String, port: String, server: String) throws {
        let (folder, configuration) = try pod(["KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": port])
        let connection = try configuration.connection()
        #expect(connection.server == server)
        #expect(try connection.currentToken()?.reveal() == "t")
        #expect(connection.certificateAuthority == .file(folder.path("ca.crt")))
        #expect(connection.namespace == "team")
        #expect(configuration.isAvailable)
    }

    @Test func theCommandLineStandsAboveThePodsFiles() throws {
        let (folder, configuration) = try pod()
        let overrides = ConnectionOverrides(
            token: Secret("mine"), certificateAuthority: "/other.crt", tlsServerName: "name")
        let connection = try configuration.connection(overrides: overrides)
        #expect(try connection.currentToken()?.reveal() == "mine")
        #expect(connection.certificateAuthority == .file("/other.crt"))
        #expect(connection.tlsServerName == "name")
        #expect(connection.server == "https://kubernetes.default.svc")
        withExtendedLifetime(folder) {}
    }

    @Test func withoutAnAuthorityTheSystemsCount() throws {
        let (folder, configuration) = try pod(
            ["KUBERNETES_SERVICE_HOST": "h", "KUBERNETES_SERVICE_PORT": "1"], authority: false)
        #expect(try configuration.connection().certificateAuthority == nil)
        withExtendedLifetime(folder) {}
    }

    @Test func theNamespaceOfTheEnvironmentCountsFirst() throws {
        let (folder, configuration) = try pod(["POD_NAMESPACE": "other"])
        #expect(try configuration.connection().namespace == "other")
        withExtendedLifetime(folder) {}
    }

    @Test func outsideAPodThereIsNone() throws {
        let (folder, configuration) = try pod(
            ["KUBERNETES_SERVICE_HOST": "h", "KUBERNETES_SERVICE_PORT": "1"], token: nil)
        #expect(!configuration.isAvailable)
        #expect(#expect(throws: KubeconfigError.self) { try configuration.connection() }?.code == .notInCluster)
        withExtendedLifetime(folder) {}
    }

    @Test func anEmptyTokenIsAnError() throws {
        let (folder, configuration) = try pod(token: " \n")
        #expect(#expect(throws: KubeconfigError.self) { try configuration.connection() }?.code == .unusableCredential)
        withExtendedLifetime(folder) {}
    }

    @Test func aTokenFileIsReadAgain() throws {
        let (folder, configuration) = try pod()
        let connection = try configuration.connection()
        try folder.write("second", to: "token")
        #expect(try connection.currentToken()?.reveal() == "second")
    }

    @Test(
        arguments: [
            (["CURL_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b"], "/a"),
            (["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": "/b"], "/b"),
            ([:], nil),
        ] as [([String: String], String?)])
    func theBundleOfTheEnvironmentIsKnown(environment: [String: String], path: String?) {
        #expect(defaultCertificateAuthority(environment: environment) == path)
    }
}
