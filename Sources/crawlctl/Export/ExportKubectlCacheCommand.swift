import ArgumentParser
import Crawler
import Kubeconfig

/// Fills kubectl's discovery cache.
struct ExportKubectlCacheCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl-cache", _superCommandName: ExportCommand.name,
        abstract: "The discovery cache that kubectl, helm, k9s and the like read.",
        discussion: """
            For six hours from now these tools believe the files and send no discovery request. kubectl finds them by \
            the server's URL as it is given it: without --host that is what the kubeconfig calls the server that was \
            crawled, else its URL in the store. --all-clusters leaves out clusters that were only imported. Group versions that are not current are left out.
            """)

    static let examples = [
        Example("crawlctl export kubectl-cache", "for the server that was crawled"),
        Example("crawlctl export kubectl-cache --all-clusters", "for every server that was crawled"),
        Example(
            "crawlctl export kubectl-cache --cluster upstream:1.36 --host http://127.0.0.1:8001 --to ./cache",
            "for kubectl --server http://127.0.0.1:8001 --cache-dir ./cache"),
    ]

    @OptionGroup var export: ExportOptions

    @Option(
        help: ArgumentHelp(
            "The cache's root; else $KUBECACHEDIR, else ~/.kube/cache.", valueName: "folder"))
    var to: String?

    @Option(help: ArgumentHelp("The server as kubectl will be given it; else the cluster's own.", valueName: "url"))
    var host: String?

    mutating func run(_ context: CommandContext) throws {
        let surfaces = try export.surfaces(context)
        guard host == nil || surfaces.count == 1 else { throw ValidationError("--host goes with one cluster") }
        let folder = try StagedFolder(
            path: to ?? KubectlCache.defaultRoot(context), folderMode: KubectlCache.folderMode,
            fileMode: KubectlCache.fileMode)
        var lines: [String] = []
        var notes: [String] = []
        var isWhole = true
        var writers: [String: KubectlCacheWriter] = [:]
        // Of clusters that nobody named.
        var failures: [CommandFailure] = []
        for surface in surfaces {
            let places: [[String]]
            do {
                places = try self.places(of: surface, context)
            } catch let failure as CommandFailure where export.surfaces.allClusters {
                failures.append(failure)
                continue
            }
            for place in places {
                var writer = KubectlCacheWriter(surface: surface, folder: folder, place: place)
                if let other = writers[writer.path] {
                    notes.append(
                        "note: \(surface.label) is the same server to kubectl as \(other.surface.label): left out")
                    isWhole = false
                    continue
                }
                try writer.write()
                writers[writer.path] = writer
                let path = "\(folder.path)/\(writer.path)"
                lines.append("wrote \(Quantity.count(writer.count, "file")) to \(path): \(surface.datedLabel)")
                notes += writer.notes
                isWhole = isWhole && !writer.hasRefused
            }
        }
        if writers.isEmpty, let failure = failures.first { throw failure }
        try folder.commit()
        for line in lines { context.output.write(PrintableText.escaping(line) + "\n") }
        for surface in surfaces { surface.note(context) }
        notes += failures.map { "note: \($0): left out" }
        for note in notes { context.note(PrintableText.escaping(note)) }
        if !isWhole || !failures.isEmpty { throw ExitCode(2) }
    }

    /// Where kubectl will look for the server's documents: the kubeconfig may write its URL in several ways.
    private func places(of surface: ExportedSurface, _ context: CommandContext) throws -> [[String]] {
        if let host { return [try KubectlCache.folder(ofHost: host)] }
        guard let server = surface.details?.server else {
            throw CommandFailure(
                "cannot name the cache of \(surface.label): no server of it was crawled",
                hint: "give --host with the URL that kubectl will be given")
        }
        let loader = KubeconfigLoader(environment: context.environment, homeDirectory: context.homeDirectory)
        let servers = (try? loader.load(explicitPath: nil))?.servers ?? []
        let same = servers.filter { (try? ServerAddress($0))?.description == server }
        let places = try (same.isEmpty ? [server] : same).map { try KubectlCache.folder(ofHost: $0) }
        return Set(places).sorted { $0.joined(separator: "/") < $1.joined(separator: "/") }
    }
}
