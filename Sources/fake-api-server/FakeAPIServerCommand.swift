import ArgumentParser
import DiscoveryModel
import FakeAPIServer
import Foundation

@main
struct FakeAPIServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fake-api-server",
        abstract: "Serve made-up Kubernetes API discovery on 127.0.0.1.",
        discussion: """
            Prints "listening on URL" once it accepts connections, and runs until SIGINT or SIGTERM.

              fake-api-server --port 8001 --crds 570 --crd-groups 120
              kubectl --server http://127.0.0.1:8001 api-resources
            """)

    @Option(help: "The port on 127.0.0.1; 0 for a free one.")
    var port = 0

    @Option(help: "How many custom resource definitions to make up.")
    var crds = 0

    @Option(help: "Over how many API groups they are spread.")
    var crdGroups = 1

    @Flag(help: "Speak only the legacy form, as Kubernetes before 1.26.")
    var legacyOnly = false

    @Flag(name: .customLong("v2beta1"), help: "Speak v2beta1 in place of v2, as Kubernetes 1.27 to 1.29.")
    var beta = false

    @Option(help: "The gitVersion at /version.")
    var gitVersion = "v1.36.2"

    @Option(help: "The bearer token to demand.")
    var token: String?

    @Option(help: "The server's certificate chain, PEM: HTTPS with HTTP/2.", completion: .file())
    var tlsCert: String?

    @Option(help: "The key of that certificate, PEM.", completion: .file())
    var tlsKey: String?

    @Option(help: "Demand client certificates of this authority, PEM.", completion: .file())
    var clientCA: String?

    @Option(help: "A path that stands before all others, such as /k8s/clusters/c-1.")
    var prefix = ""

    @Flag(help: "Serve the same cluster below every path prefix /clusters/ANY.")
    var fleet = false

    @Option(help: "A cluster of the fleet, such as /clusters/c1, that never answers. May be repeated.")
    var hang: [String] = []

    @Option(help: "A cluster of the fleet that answers 403. May be repeated.")
    var refuse: [String] = []

    @Option(
        help: "A group version, such as metrics.k8s.io/v1beta1, that cannot be refreshed. May be repeated.",
        transform: { text in
            guard let groupVersion = GroupVersion(text) else {
                throw ValidationError("\"\(text)\" is neither VERSION nor GROUP/VERSION")
            }
            return groupVersion
        })
    var stale: [GroupVersion] = []

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("no port has the number \(port)") }
        guard crds >= 0, crdGroups >= 0 else { throw ValidationError("a number is below zero") }
        guard crds == 0 || crdGroups > 0 else { throw ValidationError("definitions need at least one group") }
        guard !(legacyOnly && beta) else { throw ValidationError("--legacy-only and --v2beta1 exclude each other") }
        guard (tlsCert == nil) == (tlsKey == nil) else { throw ValidationError("--tls-cert and --tls-key go together") }
        guard fleet || (hang.isEmpty && refuse.isEmpty) else {
            throw ValidationError("--hang and --refuse need --fleet")
        }
        guard clientCA == nil || tlsCert != nil else { throw ValidationError("--client-ca needs --tls-cert") }
    }

    func run() async throws {
        let signals = TerminationSignals()
        let server = try await FakeAPIServer.start(try cluster(), options)
        for cluster in hang { server.setFault(.hang, at: cluster) }
        for cluster in refuse { server.setFault(.status(403), at: cluster) }
        print("listening on \(server.url.absoluteString)")
        fflush(nil)
        await signals.first()
        await server.stop()
    }

    private func cluster() throws -> FakeCluster {
        var cluster = FakeCluster.synthetic(
            customResourceDefinitions: crds, groups: crdGroups, on: try baseGroups())
        cluster.serverVersion = FakeCluster.serverVersion(gitVersion: gitVersion)
        cluster.forms = legacyOnly ? [.legacy] : [beta ? .aggregatedV2beta1 : .aggregatedV2, .legacy]
        cluster.stale = Set(stale)
        return cluster
    }

    private var options: FakeAPIServerOptions {
        var options = FakeAPIServerOptions(port: port, pathPrefix: prefix, isFleet: fleet, bearerToken: token)
        if let tlsCert, let tlsKey {
            options.tls = .init(
                certificateChain: URL(fileURLWithPath: tlsCert), key: URL(fileURLWithPath: tlsKey),
                clientAuthority: clientCA.map { URL(fileURLWithPath: $0) })
        }
        return options
    }
}
