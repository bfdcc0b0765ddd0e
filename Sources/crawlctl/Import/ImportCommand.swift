import ArgumentParser
import DiscoveryModel
import DiscoveryStore
import Foundation

/// Records what was kept elsewhere.
struct ImportCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", _superCommandName: CrawlctlCommand.name,
        abstract: "Record discovery documents, kubectl's cache, or another crawlctl database.",
        discussion: """
            PATH is a folder that crawlctl export wrote, a recorded folder (exchanges.tsv), kubectl's cache or one \
            server's folder in it, one aggregated document (- for standard input), or a database. Documents are \
            recorded like a crawl at the time when the newest of them was written, so that they never replace what \
            was seen later; OpenAPI documents of a folder too. crawlctl export gives its files the time at which \
            their content was last seen; what lost it or never had it (copies, standard output and input, kubectl's \
            cache, which only says when it was written) needs --observed-at to be of another time. An OpenAPI \
            document that a folder lists and does not have is the stored one that has the listed hash, else it \
            fails. What a group version serves, or its schemas, fails alone where its document cannot be read: \
            because it has more than 256 MiB, is of another group version, is no regular file, or is a symbolic link \
            out of the folder; links within it are followed. A database's clusters are added with their whole history, schemas included; one \
            that is here already is merged by time. Exit code 0: all recorded; 2: something is stale, failed or \
            refused; 1: nothing recorded.
            """)

    static let examples = [
        Example("crawlctl import ./prod --name prod", "a folder of documents"),
        Example(
            "crawlctl import ~/.kube/cache --host https://10.0.0.9:6443 --name prod",
            "what kubectl last read of a server"),
        Example("crawlctl export aggregated | crawlctl import - --name copy", "one document, through a pipe"),
        Example("crawlctl import colleague.db", "all clusters of another database"),
        Example("crawlctl import colleague.db --cluster kind-kind --name colleagues-kind", "one, under another name"),
    ]

    @Argument(help: "A folder, a document, a database; - for a document on standard input.") var path: String

    @Option(help: ArgumentHelp("The cluster's name here; of a database, each keeps its own.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Of kubectl's cache: the server's URL, as kubectl is given it.", valueName: "url"))
    var host: String?

    @Option(help: ArgumentHelp("Of documents: when they were read from the server.", valueName: "time"))
    var observedAt: String?

    @Option(help: ArgumentHelp("Of a database: only this cluster. Repeatable.", valueName: "name"))
    var cluster: [String] = []

    @Flag(help: "Of a database: merge clusters of one name even if they were crawled at different servers.")
    var merge = false

    @OptionGroup var database: DatabaseOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print the report.")
    var format = CrawlReportFormat.text

    func validate() throws {
        if let observedAt, Timestamp.date(rfc3339: observedAt) == nil {
            throw ValidationError("--observed-at is a date or time such as 2026-11-02T08:00:00Z")
        }
    }

    mutating func run(_ context: CommandContext) throws {
        let path = path == "-" ? path : URL(filePath: path).standardizedFileURL.path
        let reader = DocumentReader(root: path)
        switch try ImportSource(path: path, host: host, reader: reader) {
        case .documents(let documents): try record(documents, path: path, reader, context)
        case .database: try mergeDatabase(path, context)
        }
    }

    private func record(
        _ documents: any RecordedDocuments, path: String, _ reader: DocumentReader, _ context: CommandContext
    ) throws {
        guard let name else { throw ValidationError("give --name: what to call the cluster") }
        guard cluster.isEmpty && !merge else { throw ValidationError("--cluster and --merge go with a database") }
        try ClusterName.check(name)
        let now = context.now()
        let observedAt = observedAt.flatMap(Timestamp.date(rfc3339:))
        if let observedAt, observedAt > now { throw ValidationError("--observed-at lies in the future") }
        var documents = documents
        if var cache = documents as? KubectlCacheFolder {
            cache.known = try knownGroups(of: name, context)
            documents = cache
        }
        let observation = try documents.observation(
            server: path == "-" ? "file:///dev/stdin" : URL(filePath: path).absoluteString, reader: reader,
            observedAt: observedAt, now: now)
        let store = try database.openForWriting(context)
        let outcome = try store.save(observation, asCluster: name, now: context.now)
        let files = reader.count
        let schemas: SchemaResult?
        do {
            schemas = try documents.saveSchemas(
                in: store, asCluster: outcome.cluster, server: observation.server, observedAt: observedAt,
                now: context.now, reader: reader)
        } catch {
            schemas = .failed(error)
        }
        let report = ImportReport(format: format, context: context)
        try report.write(observation, outcome, schemas, files: files)
        if !outcome.conditions.isEmpty || schemas?.isComplete == false { throw ExitCode(2) }
    }

    /// The groups that a cluster is known to have; none where there is no such cluster.
    private func knownGroups(of name: String, _ context: CommandContext) throws -> [APIGroup] {
        guard FileManager.default.fileExists(atPath: database.path(context)) else { return [] }
        let database = try database.openForReading(context)
        guard let known = try database.clusterName(for: name) else { return [] }
        let reference = SurfaceReference(known, now: context.now())
        return try database.surface(for: reference, parts: .groups)?.surface.groups ?? []
    }

    private func mergeDatabase(_ path: String, _ context: CommandContext) throws {
        guard host == nil && observedAt == nil else {
            throw ValidationError("--host and --observed-at do not go with a database")
        }
        let source = try DiscoveryDatabase.openForMerging(path: path)
        let known = try source.clusterNames()
        guard !known.isEmpty else { throw CommandFailure("cannot import \(path): there is no cluster in it") }
        let names = cluster.isEmpty ? known : cluster
        for name in names where try source.clusterName(for: name) == nil {
            throw CommandFailure(
                "cannot import \(path): there is no cluster \(name) in it",
                hint: "known are: \(known.prefix(20).joined(separator: ", "))")
        }
        guard name == nil || names.count == 1 else {
            throw ValidationError("--name is for one cluster, and there are \(names.count): choose one with --cluster")
        }
        let merges = names.map { ClusterMerge(name: $0, newName: name) }
        let results = try database.openForWriting(context).merge(merges, from: source, evenIfOther: merge)
        try ImportReport(format: format, context: context).write(zip(names, results).map { ($0, $1) })
        let failures = results.count { if case .failure = $0 { true } else { false } }
        if failures > 0 { throw ExitCode(failures == results.count ? 1 : 2) }
    }
}
