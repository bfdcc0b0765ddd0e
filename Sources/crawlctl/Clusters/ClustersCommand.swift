import ArgumentParser
import DiscoveryModel
import DiscoveryStore

/// Lists and keeps clusters.
struct ClustersCommand: ParsableCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "clusters", abstract: "List the clusters in the database, rename or forget one.",
        subcommands: [ListClustersCommand.self, RenameClusterCommand.self, ForgetClusterCommand.self],
        defaultSubcommand: ListClustersCommand.self)

    static let examples = [
        Example("crawlctl clusters", "what is in the database, and how good it is"),
        Example("crawlctl clusters rename kind-kind local", "the old name still finds it"),
        Example("crawlctl clusters forget old-staging", "remove a cluster and what only it used"),
    ]
}

/// Lists clusters.
struct ListClustersCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the clusters in the database.")

    static let examples = [Example("crawlctl clusters -o json", "everything that is known of each")]

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    mutating func run(_ context: CommandContext) throws {
        let clusters = try database.openForReading(context).clusters()
        try OutputRenderer(options: output, context: context).render(ClusterTable.table(clusters))
    }
}

/// Renames a cluster.
struct RenameClusterCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a cluster another name; the old one still finds it.")

    static let examples = [
        Example("crawlctl clusters rename arn:aws:eks:eu-1:1234:cluster/prod prod", "a shorter name")
    ]

    @Argument(help: "Its name or alias.") var name: String
    @Argument(help: "The new name.") var newName: String
    @OptionGroup var database: DatabaseOptions

    mutating func run(_ context: CommandContext) throws {
        _ = try database.openForReading(context)
        try database.openForWriting(context).renameCluster(name, to: newName)
    }
}

/// Forgets a cluster.
struct ForgetClusterCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Remove a cluster, its history and whatever only it used.")

    static let examples = [Example("crawlctl clusters forget old-staging", "there is no way back")]

    @Argument(help: "Its name or alias.") var name: String
    @OptionGroup var database: DatabaseOptions

    mutating func run(_ context: CommandContext) throws {
        _ = try database.openForReading(context)
        try database.openForWriting(context).forgetCluster(name)
    }
}
