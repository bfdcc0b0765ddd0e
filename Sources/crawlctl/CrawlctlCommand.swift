import ArgumentParser

/// The root command.
struct CrawlctlCommand: ParsableCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "crawlctl",
        abstract: "Read what Kubernetes API servers say about their APIs, keep it in SQLite, answer from it offline.",
        version: Version.text,
        subcommands: [
            CrawlCommand.self, ClustersCommand.self, GroupsCommand.self, VersionsCommand.self, ResourcesCommand.self,
            SQLCommand.self,
        ])

    static let examples = [
        Example("crawlctl crawl", "read the API of the current kubeconfig context"),
        Example("crawlctl resources --verbs watch", "which resources support watch, from the file"),
        Example("crawlctl resources --cluster upstream:1.36", "what plain Kubernetes 1.36 serves"),
    ]
}
