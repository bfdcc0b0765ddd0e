import ArgumentParser
import DiscoveryStore

/// Answers a query in SQL.
struct SQLCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", _superCommandName: CrawlctlCommand.name, abstract: "Answer one read-only SQL query.",
        discussion: """
            The views api_cluster, api_group, api_version, api_resource, api_resource_verb, api_snapshot, \
            api_resource_history and api_resource_storage keep their names and columns across releases.
            """)

    static let examples = [
        Example(
            #"crawlctl sql "SELECT cluster, name, group_version FROM api_resource_verb WHERE verb = 'watch'""#,
            "which resources support watch"),
        Example(
            #"crawlctl sql "SELECT name FROM api_resource WHERE kind = :kind" --param kind=Gateway"#, "a parameter"),
        Example("crawlctl sql --schema", "the tables and views, with comments"),
    ]

    @Argument(help: "One SELECT, WITH, VALUES or EXPLAIN.") var query: String?

    @Option(help: ArgumentHelp("A value for :name in the query. Repeatable.", valueName: "name=value"))
    var param: [String] = []

    @Option(help: ArgumentHelp("Print at most so many rows.", valueName: "rows"))
    var limit = 100_000

    @Option(help: ArgumentHelp("Stop the query after this time, such as 30s or 5m.", valueName: "time"))
    var timeout = TimeSpan(seconds: 30)

    @Flag(help: "Print the schema that the database has.")
    var schema = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if schema == (query != nil) { throw ValidationError("give either a query or --schema") }
        if limit < 1 { throw ValidationError("--limit is at least 1") }
        if let bad = param.first(where: { !$0.contains("=") }) {
            throw ValidationError("--param \(bad) is not of the form name=value")
        }
    }

    mutating func run(_ context: CommandContext) throws {
        guard let query else { return context.output.write(DatabaseSchema.sql) }
        let parameters = Dictionary(
            param.map { text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), String(parts[1]))
            }, uniquingKeysWith: { _, last in last })
        let result = try database.openForReading(context).query(
            query, parameters: parameters, rowLimit: limit, timeLimit: timeout.seconds ?? .infinity)
        try OutputRenderer(options: output, context: context).render(QueryTable.table(result))
        if result.isTruncated {
            context.output.flush()
            context.note("note: only the first \(limit) rows are shown; give --limit for more")
            throw ExitCode(2)
        }
    }
}
