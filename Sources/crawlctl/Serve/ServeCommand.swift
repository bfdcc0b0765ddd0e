import ArgumentParser
import Foundation

/// Serves the store as an API server.
struct ServeCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", _superCommandName: CrawlctlCommand.name,
        abstract: "Serve what is stored as an API server, for kubectl and everything else that reads discovery.",
        discussion: """
            Every cluster at /clusters/SLUG, at any moment at /clusters/SLUG@WHEN, plain releases at \
            /clusters/upstream-1.36, what all clusters have at /clusters/fleet-common. All are listed at /clusters, and \
            one is also at the root: the first --cluster, else the cluster that was the first when serve started, or \
            that came first. Names that a cluster had before go on working. Where crawl --schemas kept a cluster's \
            schemas, they are at /openapi/v3 below it, so that kubectl explain (1.27 and later) works. A crawl that ends meanwhile is \
            served at once. Discovery and schemas only, and read-only: there are no objects, so that lists of them are \
            an error, and nothing but GET and HEAD is answered. On this machine's own addresses, requests of web pages \
            are refused. A connection without a request for 30 seconds is closed. Runs until SIGINT or SIGTERM; answers on \
            their way then get ten seconds.
            """)

    static let examples = [
        Example("crawlctl serve", "every cluster of the database, on 127.0.0.1:8001"),
        Example("kubectl --server http://127.0.0.1:8001 api-resources", "what kubectl sees there"),
        Example(
            "crawlctl serve --cluster prod@-7d --cluster upstream:1.36", "one cluster as it was, and plain Kubernetes"),
        Example("crawlctl serve --write-kubeconfig served.yaml", "with a kubeconfig that has a context for each"),
        Example(
            "crawlctl serve --listen :8443 --tls-cert tls.crt --tls-key tls.key --token-file token", "for others, too"),
    ]

    @Option(
        name: .customLong("cluster"),
        help: ArgumentHelp(
            "A cluster's name, NAME@WHEN, upstream:1.36 or fleet:common; else every cluster of the database. Repeatable.",
            valueName: "ref"))
    var references: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where to listen: 127.0.0.1:8001, [::1]:8001, :8001 for every address.", valueName: "address"))
    var listen = ListenAddress(host: "127.0.0.1", port: 8001)

    @Option(help: ArgumentHelp("Serve HTTPS with this certificate, and those behind it (PEM).", valueName: "path"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The key of the certificate (PEM).", valueName: "path"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("Demand the bearer token that this file holds.", valueName: "path"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "Write a kubeconfig with a context for each cluster, once it listens. No other file is overwritten.",
            valueName: "path"))
    var writeKubeconfig: String?

    @Flag(
        help:
            "Serve group versions that are stale or failed, and schemas that could not be read, as they were last seen."
    )
    var serveLastKnown = false

    @Flag(help: "Write a line for each request to standard error.")
    var accessLog = false

    @Option(help: ArgumentHelp("Connections at once; further ones wait.", valueName: "count"))
    var maxConnections = 4096

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if (tlsCert == nil) != (tlsKey == nil) { throw ValidationError("--tls-cert and --tls-key go together") }
        if references.contains("") { throw ValidationError("--cluster has a name") }
        if !(1...1_000_000).contains(maxConnections) { throw ValidationError("--max-connections is 1 to 1000000") }
    }

    mutating func run(_ context: CommandContext) throws {
        let program = try SiblingProgram.path(of: "crawlctl-serve")
        // What is not there is told here, in the words of every other command.
        if !references.isEmpty { _ = try SurfaceResolver(database, context).surfaces(references, parts: .groups) }
        if !listen.isLoopback && tokenFile == nil {
            context.note("note: whoever can reach \(listen) can read what is served; --token-file demands a token")
        }
        var arguments = [
            program, "discovery", "--db=\(database.path(context))", "--host=\(listen.host)", "--port=\(listen.port)",
            "--max-connections=\(maxConnections)",
        ]
        arguments += references.map { "--cluster=\($0)" }
        for (name, value) in [
            ("tls-cert", tlsCert), ("tls-key", tlsKey), ("token-file", tokenFile),
            ("write-kubeconfig", writeKubeconfig),
        ] {
            if let value { arguments.append("--\(name)=\(value)") }
        }
        if serveLastKnown { arguments.append("--serve-last-known") }
        if accessLog { arguments.append("--access-log") }
        // Documents of megabytes come and go. Once the first is freed, glibc takes the next ones from its heap, where what
        // stays lies between what went: a third of the memory then holds nothing. Other systems do not look at it.
        setenv("MALLOC_MMAP_THRESHOLD_", "131072", 0)
        // This process becomes the server, so that signals and exit codes are its own.
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        execv(program, &words)
        throw CommandFailure("cannot start \(program): \(String(cString: strerror(errno)).lowercased())")
    }
}
