import ArgumentParser
import DiscoveryServer
import Foundation
import UnixSignals

/// Serves the store as an API server; `crawlctl serve` becomes this program.
struct DiscoveryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discovery", abstract: "Serve the store as an API server, for crawlctl serve.")

    @Option(help: "The database file.") var db: String
    @Option(name: .customLong("cluster"), help: "A reference to serve; without any, all clusters. May be repeated.")
    var references: [String] = []
    @Option(help: "The address or name to listen on.") var host: String
    @Option(help: "The port; 0 for a free one.") var port: Int
    @Option(help: "The server's certificate chain, PEM.") var tlsCert: String?
    @Option(help: "The key of that certificate, PEM.") var tlsKey: String?
    @Option(help: "A file with the token to demand.") var tokenFile: String?
    @Option(help: "A kubeconfig to write when it listens.") var writeKubeconfig: String?
    @Option(help: "How many connections there may be.") var maxConnections = 4096
    @Flag(help: "Serve what is not current as it was last seen.") var serveLastKnown = false
    @Flag(help: "Write a line for each request to standard error.") var accessLog = false

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        var options = DiscoveryHTTPServerOptions(
            host: host, port: port, logsAccess: accessLog, connectionLimit: maxConnections)
        if let tlsCert, let tlsKey { options.tls = .init(certificateChain: tlsCert, key: tlsKey) }
        if let tokenFile {
            guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
                throw Failure("cannot read the token file \(tokenFile)")
            }
            guard let token = BearerToken(text) else {
                throw Failure("cannot use the token file \(tokenFile): it holds no token")
            }
            options.token = token
        }
        let catalog = ServedCatalog(
            path: db, scope: .init(references: references, servesLastKnown: serveLastKnown))
        let kubeconfig = try writeKubeconfig.map {
            try ServedKubeconfig(path: $0, certificateChain: tlsCert, tokenFile: tokenFile)
        }
        try await catalog.check()
        let entries = try await catalog.listing()
        do {
            try await DiscoveryHTTPServer(catalog, options).run(
                onListening: { url in
                    if let kubeconfig {
                        do {
                            try kubeconfig.write(entries, server: url)
                        } catch {
                            FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
                        }
                    }
                    print("listening on \(url)")
                    fflush(nil)
                }, until: { for await _ in signals { return } })
        } catch let error as DiscoveryHTTPServerError {
            let shown = host.contains(":") ? "[\(host)]" : host
            throw Failure("cannot serve at \(shown):\(port): \(error)")
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }
}
