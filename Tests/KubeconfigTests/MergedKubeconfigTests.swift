import Foundation
import Kubeconfig
import Testing

@Suite(.fewAtOnce) struct MergedKubeconfigTests {
    @Test(arguments: [
        (#"{server: "https://10.0.0.1:6443"}"#, "https://10.0.0.1:6443"),
        (#"{server: "https://rancher/k8s/clusters/c-ab/"}"#, "https://rancher/k8s/clusters/c-ab"),
        (#"{server: "https://user:s3cret@host/?a=b#c"}"#, "https://host"),
        (#"{server: "host:8080"}"#, "http://host:8080"),
        (#"{server: "host:8443", insecure-skip-tls-verify: true}"#, "http://host:8443"),
        (#"{server: "HTTPS://Host"}"#, "https://Host"),
        (#"{server: "https://[fd00::1]:6443"}"#, "https://[fd00::1]:6443"),
        (#"{server: "http://127.0.0.1:8001", unknown: {a: [1]}}"#, "http://127.0.0.1:8001"),
    ])
    func aServerIsNormalised(cluster: String, server: String) throws {
        #expect(try KubeconfigFolder().connection(KubeconfigFolder.config(cluster: cluster)).server == server)
    }

    @Test func everySettingArrives() throws {
        let folder = try KubeconfigFolder()
        let connection = try folder.connection(
            KubeconfigFolder.config(
                cluster:
                    #"{server: "https://h", certificate-authority-data: "Y2E=", tls-server-name: n, proxy-url: "http://p:1", disable-compression: true}"#,
                user:
                    #"{token: t, client-certificate: c.crt, client-key: /abs/c.key, as: someone, as-groups: [g], as-uid: "1"}"#
            ))
        #expect(connection.certificateAuthority == .data(Data("ca".utf8)))
        #expect(connection.tlsServerName == "n")
        #expect(connection.proxyURL == "http://p:1")
        #expect(connection.disableCompression)
        #expect(connection.token?.reveal() == "t")
        #expect(connection.clientCertificate == .file(folder.path("c.crt")))
        #expect(connection.clientKey == .file("/abs/c.key"))
        #expect(connection.impersonation?.user == "someone")
        #expect(connection.impersonation?.groups == ["g"])
        #expect(connection.namespace == "work")
        #expect(connection.contextName == "main")
    }

    @Test(arguments: [
        (#"{server: ""}"#, "{}", KubeconfigError.Code.invalidSetting, "it has no server"),
        (#"{}"#, "{}", .invalidSetting, "it has no server"),
        (#"{server: "ftp://h"}"#, "{}", .invalidSetting, "it is not an http or https URL"),
        (
            #"{server: "https://h", certificate-authority: a, insecure-skip-tls-verify: true}"#, "{}", .invalidSetting,
            "insecure-skip-tls-verify and certificate-authority exclude each other"
        ),
        (
            #"{server: "https://h", certificate-authority: a, certificate-authority-data: "Y2E="}"#, "{}",
            .invalidSetting, "certificate-authority and certificate-authority-data exclude each other"
        ),
        (
            #"{server: "https://h", certificate-authority-data: "%%%"}"#, "{}", .invalidSetting,
            "its certificate-authority-data is not base64"
        ),
        (
            #"{server: "https://h"}"#, "{client-certificate: a, client-certificate-data: Y2E=, client-key: b}",
            .invalidSetting, "client-certificate and client-certificate-data exclude each other"
        ),
        (
            #"{server: "https://h"}"#, "{client-certificate: a}", .invalidSetting,
            "its client-certificate needs a client-key"
        ),
        (
            #"{server: "https://h"}"#, "{as-groups: [g]}", .invalidSetting,
            "as-uid, as-groups and as-user-extra need a user in as"
        ),
        (
            #"{server: "https://h", proxy-url: "ftp://s3cret@p"}"#, "{}", .invalidSetting,
            "its scheme is not http, https or socks5"
        ),
        (
            #"{server: "https://h"}"#, "{password: 123}", .invalidFile,
            "users[0].user.password is not what it should be"
        ),
        (
            #"{server: "https://h"}"#,
            "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}, auth-provider: {}}",
            .invalidSetting, "an exec plugin and an auth-provider exclude each other"
        ),
        (
            #"{server: "https://h"}"#, "{token: s3cret, username: a, password: s3cret}", .invalidSetting,
            "a token and a username exclude each other"
        ),
        (
            #"{server: "https://h"}"#, "{auth-provider: {name: gcp}}", .invalidSetting,
            "its auth-provider is no longer supported by Kubernetes clients"
        ),
        (
            #"{server: "https://h"}"#, "{token: [s3cret]}", .invalidFile,
            "users[0].user.token is not what it should be"
        ),
        (#"{server: {a: 1}}"#, "{}", .invalidFile, "clusters[0].cluster.server is not what it should be"),
    ])
    func whatCannotBeUsedIsNamed(cluster: String, user: String, code: KubeconfigError.Code, cause: String) throws {
        let error = #expect(throws: KubeconfigError.self) {
            try KubeconfigFolder().connection(KubeconfigFolder.config(cluster: cluster, user: user))
        }
        #expect(error?.code == code)
        #expect(error?.cause == cause)
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test(arguments: [
        ("{token: t}", false), ("{tokenFile: t}", false), ("{username: u, password: p}", false),
        ("{client-certificate: a, client-key: b}", false), ("{}", true),
    ])
    func staticCredentialsComeBeforeAPlugin(user: String, isUsed: Bool) throws {
        let exec = "{command: ./login, apiVersion: client.authentication.k8s.io/v1beta1}"
        let withExec =
            user == "{}"
            ? "{exec: \(exec)}" : user.dropLast() + ", exec: \(exec)}"
        let folder = try KubeconfigFolder()
        let connection = try folder.connection(KubeconfigFolder.config(user: String(withExec)))
        #expect((connection.exec != nil) == isUsed)
        if isUsed { #expect(connection.exec?.command == folder.path("login")) }
    }

    @Test func contextsThatLeadNowhereAreNamed() throws {
        let text = """
            contexts:
            - {name: no-cluster, context: {user: u}}
            - {name: bad-cluster, context: {cluster: x, user: u}}
            - {name: bad-user, context: {cluster: c, user: x}}
            - {name: anonymous, context: {cluster: c}}
            clusters: [{name: c, cluster: {server: "https://h"}}]
            users: [{name: u}]
            """
        let folder = try KubeconfigFolder()
        let merged = try folder.loader().load(explicitPath: try folder.write(text, to: "config"))
        for (context, cause) in [
            ("no-cluster", "it names no cluster"), ("bad-cluster", "its cluster x is not defined"),
            ("nope", "no kubeconfig defines it"),
        ] {
            let error = #expect(throws: KubeconfigError.self) { try merged.connection(context: context) }
            #expect(error?.cause == cause)
        }
        #expect(try merged.connection(context: "anonymous").server == "https://h")
        #expect(try merged.connection(context: "anonymous").undefinedUser == nil)
        #expect(try merged.connection(context: "bad-user").undefinedUser == "x")
        let none = #expect(throws: KubeconfigError.self) { try merged.connection(context: nil) }
        #expect(none?.code == .noContext)
        #expect(none?.hint == "known are: no-cluster, bad-cluster, bad-user, anonymous")
    }

    @Test func theCommandLineStandsAboveTheFile() throws {
        let folder = try KubeconfigFolder()
        let text = KubeconfigFolder.config(
            cluster: #"{server: "https://h", certificate-authority: ca.crt, tls-server-name: n}"#,
            user: "{token: old}")
        let insecure = try folder.connection(text, overrides: ConnectionOverrides(insecureSkipTLSVerify: true))
        #expect(insecure.insecureSkipTLSVerify)
        #expect(insecure.certificateAuthority == nil)
        let authority = try folder.connection(text, overrides: ConnectionOverrides(certificateAuthority: "/other.crt"))
        #expect(authority.certificateAuthority == .file("/other.crt"))
        let server = try folder.connection(text, overrides: ConnectionOverrides(server: "https://other"))
        #expect(server.server == "https://other")
        #expect(server.tlsServerName == nil)
        let token = try folder.connection(text, overrides: ConnectionOverrides(tokenFile: "/token"))
        #expect(token.token == nil)
        #expect(token.tokenFile == "/token")
    }

    @Test func noDescriptionShowsACredential() throws {
        let connection = try KubeconfigFolder().connection(
            KubeconfigFolder.config(
                user: "{client-certificate-data: czNjcmV0, client-key-data: czNjcmV0, username: u, password: s3cret}"))
        var dumped = ""
        dump(connection, to: &dumped)
        for text in ["\(connection)", String(reflecting: connection), dumped] {
            #expect(!text.contains("s3cret"))
            #expect(!text.contains("115"), "the bytes of the key")
        }
    }
}
