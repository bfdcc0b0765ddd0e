import ArgumentParser

/// The root command.
struct CrawlctlCommand: ParsableCommand, ExampledCommand {
    /// The program's name.
    ///
    /// A command that names it as its super-command can be parsed alone without ArgumentParser first trying, twice,
    /// whether a completion script is asked for.
    static let name = "crawlctl"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Read what Kubernetes API servers say about their APIs, keep it in SQLite, answer from it offline.",
        version: Version.text,
        subcommands: [
            CrawlCommand.self, ClustersCommand.self, GroupsCommand.self, VersionsCommand.self,
            ResourcesCommand.self, ResolveCommand.self, ExplainCommand.self, SearchCommand.self, DiffCommand.self,
            MatrixCommand.self, HistoryCommand.self, CheckCommand.self, GetCommand.self, ExportCommand.self,
            ImportCommand.self, ServeCommand.self, DoctorCommand.self, PruneCommand.self, SQLCommand.self,
        ])

    static let examples = [
        Example("crawlctl crawl", "read the API of the current kubeconfig context"),
        Example("crawlctl resources --verbs watch", "which resources support watch, from the file"),
        Example("crawlctl resources --cluster upstream:1.36", "what plain Kubernetes 1.36 serves"),
    ]
}
