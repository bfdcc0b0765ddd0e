import ArgumentParser

/// Hands what the store knows to other tools.
struct ExportCommand: ParsableCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", _superCommandName: CrawlctlCommand.name,
        abstract: "Write what the store knows in forms that other tools read.",
        discussion: """
            Single documents go to standard output, unless --to is given. Group versions that are not current are left \
            out, as clients leave them out, and named on standard error; with --last-known they are exported as they \
            were last seen.
            """,
        subcommands: [
            ExportAggregatedCommand.self, ExportLegacyCommand.self, ExportKubectlCacheCommand.self,
            ExportHelmCommand.self, ExportClusterRoleCommand.self, ExportSQLiteCommand.self, ExportOpenAPICommand.self,
            ExportJSONSchemaCommand.self,
        ])

    static let examples = [
        Example("crawlctl export kubectl-cache --cluster prod", "spare kubectl its discovery requests"),
        Example("crawlctl export legacy --cluster prod@-7d --to ./prod", "a folder of discovery documents"),
        Example("crawlctl export clusterrole --verbs get,list,watch", "a role to read everything with"),
        Example("crawlctl export json-schema --cluster prod --to ./schemas", "for kubeconform, and for editors"),
        Example("crawlctl export sqlite --cluster prod --to prod.db", "one cluster's history, to pass on"),
    ]

    /// Whose name stands before those of the formats.
    static let name = "\(CrawlctlCommand.name) export"
}
