import ArgumentParser
import DiscoveryModel

/// Says what kubectl would make of a name.
struct ResolveCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", _superCommandName: CrawlctlCommand.name,
        abstract: "Say which resource kubectl takes a name for, and why.",
        discussion: """
            Plural, singular and short names, kinds, with a version and a group where they are given \
            (deployments.v1.apps, gateways.gateway.networking), and categories, which stand for all their resources. What \
            kubectl takes comes first; the others are what the name could have meant too. Group versions that are not current do not count, as for kubectl, unless \
            nothing else has the name.
            """)

    static let examples = [
        Example("crawlctl resolve po", "a short name"),
        Example("crawlctl resolve all -o name", "a category"),
        Example("crawlctl resolve Gateway --all-clusters", "a kind, on every cluster"),
        Example("crawlctl resolve ingresses.v1.networking.k8s.io -o json", "version and group given, as data"),
    ]

    @Argument(help: "A name as one types it behind kubectl get.") var name: String
    @OptionGroup var surfaces: SurfaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if name.isEmpty { throw ValidationError("the name is empty") }
    }

    mutating func run(_ context: CommandContext) throws {
        let resolved = try surfaces.surfaces(parts: [.resources, .details], context)
        let several = resolved.count > 1
        var table = OutputTable(
            columns: (several ? [.init("CLUSTER")] : []) + [
                .init("NAME"), .init("APIVERSION"), .init("NAMESPACED"), .init("KIND"), .init("TAKEN"), .init("WHY"),
            ])
        table.fieldNames = [
            "cluster", "name", "group", "version", "groupVersion", "kind", "namespaced", "taken", "reason", "state",
            "asOf",
        ]
        var lacking: [ResolvedSurface] = []
        for surface in resolved {
            let rows = Self.rows(name, in: surface, several: several)
            if rows.isEmpty { lacking.append(surface) }
            table.rows += rows
        }
        if !table.rows.isEmpty { try OutputRenderer(options: output, context: context).render(table) }
        context.output.flush()
        for surface in lacking {
            let failure = CommandFailure(
                "\(surface.label) has no resource that kubectl would take for \(name)",
                hint: Self.hint(name, in: surface))
            context.note(ErrorText.text(failure))
        }
        if !lacking.isEmpty { throw ExitCode(table.rows.isEmpty ? 1 : 2) }
    }

    private static func hint(_ name: String, in resolved: ResolvedSurface) -> String? {
        // RESOURCE.VERSION is taken for RESOURCE.GROUP, without the dot that ends the version.
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 2, !NameResolution("\(name).", in: resolved).winners.isEmpty {
            return "kubectl takes \(parts[1]) for a group; with a dot at the end it is a version: \(name)."
        }
        let near = NearNames.of(name, in: resolved.surface)
        return near.isEmpty ? nil : "near are: \(near.joined(separator: ", "))"
    }

    private static func rows(_ name: String, in resolved: ResolvedSurface, several: Bool) -> [OutputTable.Row] {
        let resolution = NameResolution(name, in: resolved)
        return resolution.winners.map { row($0, taken: true, in: resolved, several: several) }
            + resolution.losers.map { row($0, taken: false, in: resolved, several: several) }
    }

    private static func row(
        _ candidate: NameResolution.Candidate, taken: Bool, in resolved: ResolvedSurface, several: Bool
    ) -> OutputTable.Row {
        let (groupVersion, resource) = (candidate.groupVersion, candidate.resource)
        let state = resolved.state(of: groupVersion)
        let reason = state == .current ? candidate.reason : "\(candidate.reason); \(state.rawValue), as last seen"
        return OutputTable.Row(
            cells: (several ? [resolved.label] : []) + [
                resource.name, groupVersion.description, String(resource.namespaced), resource.kind,
                taken ? "yes" : "no", reason,
            ],
            name: groupVersion.group.isEmpty ? resource.name : "\(resource.name).\(groupVersion.group)",
            fields: [
                ("cluster", .text(resolved.label)), ("name", .text(resource.name)),
                ("group", .text(groupVersion.group)),
                ("version", .text(groupVersion.version)), ("groupVersion", .text(groupVersion.description)),
                ("kind", .text(resource.kind)), ("namespaced", .bool(resource.namespaced)), ("taken", .bool(taken)),
                ("reason", .text(reason)), ("state", .text(state.rawValue)),
                ("asOf", .text(resolved.asOf(of: groupVersion).map(Timestamp.seconds))),
            ])
    }
}

/// Names that somebody may have meant.
enum NearNames {
    /// At most five names within two slips of the keyboard, the nearest first.
    static func of(_ name: String, in surface: APISurface) -> [String] {
        let wanted = Array((name.split(separator: ".").first.map(String.init) ?? name).lowercased())
        var distances: [String: Int] = [:]
        for resource in surface.groups.flatMap(\.versions).flatMap({ $0.resources?.resources ?? [] })
        where resource.subresource == nil {
            for word in [resource.resource, resource.singularName, resource.kind.lowercased()] + resource.shortNames
            where distances[resource.resource, default: .max] > 0 {
                let distance = NearWords.distance(wanted, Array(word))
                distances[resource.resource] = min(distance, distances[resource.resource, default: .max])
            }
        }
        return NearWords.nearest(distances, to: wanted.count)
    }
}
