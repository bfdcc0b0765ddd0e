import ArgumentParser
import Foundation
import Kubeconfig

/// How to reach a server: kubectl's flags.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A server's URL: a kubectl proxy such as http://127.0.0.1:8001, or a cluster's https URL.",
            valueName: "url"))
    var server: String?

    @Flag(help: "Use the pod's service account.")
    var inCluster = false

    @Option(help: ArgumentHelp("The kubeconfig file; else $KUBECONFIG, else ~/.kube/config.", valueName: "path"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The kubeconfig context; else the current one.", valueName: "name"))
    var context: String?

    @Option(
        help: ArgumentHelp(
            "A bearer token. Other users of this machine can see it; prefer --token-file.", valueName: "token"))
    var token: String?

    @Option(help: ArgumentHelp("A file with a bearer token.", valueName: "path"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp("A PEM file with the authorities that may sign the server's certificate.", valueName: "path")
    )
    var certificateAuthority: String?

    @Option(help: ArgumentHelp("A PEM file with a client certificate.", valueName: "path"))
    var clientCertificate: String?

    @Option(help: ArgumentHelp("A PEM file with the key of the client certificate.", valueName: "path"))
    var clientKey: String?

    @Option(
        help: ArgumentHelp(
            "The name that the server's certificate is for, where not the URL's host.", valueName: "name"))
    var tlsServerName: String?

    @Option(
        name: .customLong("proxy-url"),
        help: ArgumentHelp(
            "The proxy between us and the server: http, https or socks5; else that of the kubeconfig or HTTPS_PROXY.",
            valueName: "url"))
    var proxyURL: String?

    @Option(name: .customLong("as"), help: ArgumentHelp("The user to act as.", valueName: "user"))
    var impersonatedUser: String?

    @Option(
        name: .customLong("as-group"), help: ArgumentHelp("A group to act as. Repeatable.", valueName: "group"))
    var impersonatedGroups: [String] = []

    @Option(name: .customLong("as-uid"), help: ArgumentHelp("The UID to act as.", valueName: "uid"))
    var impersonatedUID: String?

    @Option(help: ArgumentHelp("How long an exec credential plugin may run.", valueName: "time"))
    var pluginTimeout = TimeSpan(seconds: 120)

    @Flag(help: "Believe any server. What is read then may be anybody's.")
    var insecureSkipTLSVerify = false

    func validate() throws {
        if inCluster && (server != nil || context != nil || kubeconfig != nil) {
            throw ValidationError("--in-cluster excludes --server, --context and --kubeconfig")
        }
        if token != nil && tokenFile != nil { throw ValidationError("--token and --token-file exclude each other") }
        if insecureSkipTLSVerify && certificateAuthority != nil {
            throw ValidationError("--insecure-skip-tls-verify and --certificate-authority exclude each other")
        }
        if (clientCertificate == nil) != (clientKey == nil) {
            throw ValidationError("--client-certificate and --client-key go together")
        }
    }

    var impersonation: ResolvedConnection.Impersonation? {
        if impersonatedUser == nil && impersonatedUID == nil && impersonatedGroups.isEmpty { return nil }
        return .init(user: impersonatedUser, uid: impersonatedUID, groups: impersonatedGroups)
    }
}
