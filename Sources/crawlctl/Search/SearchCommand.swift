import ArgumentParser
import DiscoveryModel
import DiscoveryStore

/// Finds resources and fields by what they are called and what is said of them.
struct SearchCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", _superCommandName: CrawlctlCommand.name,
        abstract: "Find resources and fields whose name or description speaks of something.",
        discussion: """
            All words must be there, the last may go on, and plurals and the like count as the same word. First come \
            resources of that name or kind, then fields of that name, then what is described with the words, best first. \
            A field that several kinds have is told once, where it is nearest; KINDS of -o wide says how many have it. Names are as explain takes them.

            With --field every place of a field is told: of fields of that name (tolerations), or at that path \
            (spec.replicas). Fields and descriptions are known where crawl --schemas kept them; without, names and kinds of \
            resources are searched. Each resource counts in its group's preferred version. NAME@previous is what was there \
            before the last change of the resources or the schemas.
            """)

    static let examples = [
        Example("crawlctl search \"pod disruption\"", "resources and fields that speak of it"),
        Example("crawlctl search --field tolerations -o name", "which resources have a field of that name"),
        Example("crawlctl search --field spec.replicas --api-group apps", "or one at that path, in one group"),
        Example("crawlctl search certificate --all-clusters --limit 5 -o json", "on every cluster, as data"),
    ]

    @Argument(help: ArgumentHelp("Words to look for.", valueName: "text")) var text: [String] = []

    @Option(help: ArgumentHelp("Every place of the fields of this name, or at this path.", valueName: "name"))
    var field: String?

    @Option(help: ArgumentHelp("Only this group; \"\" is the core group. Repeatable.", valueName: "group"))
    var apiGroup: [String] = []

    @Flag(help: "Every version of a resource, not only the preferred one.")
    var allVersions = false

    @Option(
        help: ArgumentHelp(
            "At most so many rows of each cluster (default: 20, with --field 1000).", valueName: "number"))
    var limit: Int?

    @OptionGroup var surfaces: SurfaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if text.isEmpty && field == nil { throw ValidationError("give words to look for, or --field NAME") }
        if !text.isEmpty && terms == nil {
            throw ValidationError("there is no word in '\(text.joined(separator: " "))'")
        }
        if let field, fieldPath(field).contains("") { throw ValidationError("give --field NAME or --field NAME.NAME") }
        if let limit, limit < 1 || limit > 100_000 { throw ValidationError("--limit is 1 to 100000") }
    }

    private var terms: SearchTerms? { SearchTerms(text.joined(separator: " ")) }

    private func fieldPath(_ field: String) -> [String] {
        field.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    mutating func run(_ context: CommandContext) throws {
        let resolver = SurfaceResolver(surfaces.database, context)
        let references = try resolver.schemaReferences(surfaces.names(resolver))
        let resolved = try resolver.surfaces(references, parts: [.resources, .details])
        let question = SearchQuestion(
            terms: terms, path: field.map(fieldPath), limit: limit ?? (field == nil ? 20 : 1000),
            countsKinds: ![.table, .name].contains(output.format))
        var table = SearchTable(severalClusters: resolved.count > 1, isOfFields: field != nil, output, context)
        var notes: [String] = []
        var incomplete: [(label: String, conditions: [GroupVersionCondition])] = []
        let served = resolved.map { SearchedResources($0, groups: apiGroup, allVersions: allVersions) }
        let isStored = references.map { !$0.isComputed }
        let answer = { (readers: [SchemaReader?]) in
            var rest = readers[...]
            for ((surface, resources), isStored) in zip(zip(resolved, served), isStored) {
                let reader = isStored ? rest.removeFirst() : nil
                let result = try question.answer(in: resources, label: surface.label, reader)
                for hit in result.hits { table.append(hit, of: surface, in: resources) }
                notes += result.notes
                if let reader {
                    let covered = resources.groupVersions
                    incomplete.append(
                        (reader.label, reader.conditions.values.filter { covered.contains($0.groupVersion) }))
                } else {
                    notes.append(Self.lacking(surface, isStored))
                }
            }
        }
        let stored = zip(references, isStored).filter(\.1).map(\.0)
        if stored.isEmpty {
            try answer([])
        } else {
            try resolver.database().withSchemas(of: stored, canLack: true, answer)
        }
        let style: TerminalStyle = output.color.isOn(context, stream: context.output) ? .ansi : .plain
        if let lines = table.lines(style) {
            context.output.write(lines)
        } else {
            try OutputRenderer(options: output, context: context).render(table.finished)
        }
        context.output.flush()
        notes += IncompleteNotes.schemaLines(incomplete)
        for note in notes { context.note(PrintableText.escaping("note: \(note)")) }
        if table.isEmpty { context.note("note: nothing was found\(pathHint ?? "")") }
        IncompleteNotes.write(resolved, context) { apiGroup.isEmpty || apiGroup.contains($0) }
    }

    /// What to ask in the place of a path that is none.
    private var pathHint: String? {
        if let field {
            return field.contains(".")
                ? "\n  hint: a path begins at the top of a resource and has no name of one: --field spec.replicas" : nil
        }
        return text.contains { $0.contains(".") }
            ? "\n  hint: for a path give --field spec.replicas, or ask explain deployments.spec.replicas" : nil
    }

    private static func lacking(_ surface: ResolvedSurface, _ isStored: Bool) -> String {
        let what = "only names and kinds were searched"
        return isStored
            ? "no schemas of \(surface.label) are kept, \(what); crawlctl crawl --schemas reads them"
            : "\(surface.label) has no schemas, \(what)"
    }
}
