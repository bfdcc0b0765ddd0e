import ArgumentParser

/// Writes what `helm template` is to believe of a cluster.
struct ExportHelmCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "helm-api-versions", _superCommandName: ExportCommand.name,
        abstract: "What helm's .Capabilities.APIVersions has on a cluster, as arguments for helm template.",
        discussion: """
            Every group version and every kind in it, as helm finds them on the cluster itself: one --api-versions \
            argument a line, or with --to a file with one API version a line. helm template adds them to those that it has \
            built in and goes on to believe in, and the cluster's version is told it apart, with --kube-version. Exact \
            is helm template --dry-run=server with --kube-apiserver and the URL of a cluster of crawlctl serve.
            """)

    static let examples = [
        Example("crawlctl export helm-api-versions --cluster prod", "--api-versions=apps/v1 and so on"),
        Example(
            "helm template shop ./chart --kube-version 1.36 $(crawlctl export helm-api-versions --cluster prod)",
            "render a chart with what a cluster has, too"),
        Example(
            "helm template shop ./chart --dry-run=server --kube-apiserver http://127.0.0.1:8001/clusters/prod",
            "just as for the cluster, from crawlctl serve"),
        Example(
            "crawlctl export helm-api-versions --cluster prod --to api-versions.txt", "one a line, without the flag"),
    ]

    @OptionGroup var export: ExportOptions

    @Option(help: ArgumentHelp("The file to write; else standard output.", valueName: "file"))
    var to: String?

    mutating func run(_ context: CommandContext) throws {
        let surface = try export.surface(parts: [.resources, .subresources, .details], context)
        let all = HelmAPIVersions.list(surface)
        let versions = all.filter(HelmAPIVersions.isWord)
        if let to {
            try StagedFolder.write(
                versions.map { "\($0)\n" }.joined(), toFile: to, modified: surface.resolved.asOf)
            context.output.write("wrote \(versions.count) API versions to \(PrintableText.escaping(to))\n")
        } else {
            for version in versions { context.output.write("--api-versions=\(version)\n") }
        }
        surface.note(context)
        for refused in all where !HelmAPIVersions.isWord(refused) {
            context.note(PrintableText.escaping("note: \(refused) on \(surface.label) is no plain word: left out"))
        }
        if versions.count < all.count { throw ExitCode(2) }
    }
}
