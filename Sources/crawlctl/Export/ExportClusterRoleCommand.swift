import ArgumentParser
import DiscoveryModel

/// Writes a role with every resource and verb spelled out.
struct ExportClusterRoleCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "clusterrole", _superCommandName: ExportCommand.name,
        abstract: "A ClusterRole with every resource, subresource and verb spelled out.",
        discussion: """
            A rule for each set of verbs in each group, nothing with an asterisk. Verbs that discovery does not list, \
            such as impersonate, bind and escalate, and URLs that are no resources are not in it.
            """)

    static let examples = [
        Example("crawlctl export clusterrole --cluster prod --verbs get,list,watch", "to read everything there is now"),
        Example(
            "crawlctl export clusterrole --api-group apps --api-group batch --name workloads", "two groups, all verbs"),
    ]

    @OptionGroup var export: ExportOptions

    @Option(help: ArgumentHelp("Only these verbs, separated by commas.", valueName: "verbs"))
    var verbs: String?

    @Option(help: ArgumentHelp("Only this API group; an empty name is the core group. Repeatable.", valueName: "group"))
    var apiGroup: [String] = []

    @Option(help: ArgumentHelp("The role's name; else crawlctl- and the cluster's.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The file to write; else standard output.", valueName: "file"))
    var to: String?

    func validate() throws {
        if let name, !ClusterRoleManifest.isName(name) {
            throw ValidationError("--name is no name that a ClusterRole can have")
        }
        if verbs?.contains("*") == true { throw ValidationError("--verbs spells them out") }
    }

    mutating func run(_ context: CommandContext) throws {
        let surface = try export.surface(parts: [.resources, .subresources], context)
        let wanted = verbs.map { Set($0.split(separator: ",").map { $0.filter { $0 != " " } }) }
        let manifest = ClusterRoleManifest(
            surface.reliableResources.filter { apiGroup.isEmpty || apiGroup.contains($0.groupVersion.group) },
            verbs: wanted)
        let text = try DocumentText.yaml(
            manifest.value(name: name ?? ClusterRoleManifest.name(for: surface.label)))
        if let to {
            try StagedFolder.write(
                text, toFile: to, modified: surface.resolved.asOf)
            context.output.write("wrote \(manifest.rules.count) rules to \(PrintableText.escaping(to))\n")
        } else {
            context.output.write(text)
        }
        surface.note(context)
        for refused in manifest.refused {
            context.note(PrintableText.escaping("note: \(refused) on \(surface.label) would stand for more: left out"))
        }
        if manifest.rules.isEmpty { context.note("note: no resource has these verbs: the role allows nothing") }
        if !manifest.refused.isEmpty { throw ExitCode(2) }
    }
}
