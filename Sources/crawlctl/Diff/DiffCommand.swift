import ArgumentParser
import DiscoveryModel

/// Compares two surfaces.
struct DiffCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", _superCommandName: CrawlctlCommand.name,
        abstract: "Say in what one API surface differs from another, and what breaks clients of the first.",
        discussion: """
            A REF is a cluster's name, or NAME@WHEN with a date, a time, -7d, -12h, id:12, previous or latest; or \
            upstream:1.36, upstream:1.36+all; or fleet:common, fleet:union. What FROM has and TO has not is removed.

            Breaking is what a client of FROM would notice on TO: a group, version, resource, subresource or verb that is \
            not served any more, another scope or kind, a name that kubectl takes for something else. What came, another \
            preferred version and other categories are compatible; orders are cosmetic. Resources that are served \
            elsewhere now are shown as moves. Group versions that are stale or failed are compared as they were last seen \
            and named on standard error; what was never seen makes no difference.

            With --schemas the fields of the kinds that both sides serve are compared too: what came, went, is of another \
            type, required, bounded or defaulted otherwise; each breaking for readers (who get objects), for writers (who \
            send them) or for nobody. It is told once, at the first kind that has it. Both sides need schemas (crawl \
            --schemas), and NAME@previous is then what was there before the last change of either.

            With -o text and markdown nothing is printed when nothing differs. Exit codes: 0 no differences, 1 \
            differences, 2 could not compare: with --schemas also where nothing differs, but the schemas of a group \
            version that both sides serve could never be read on one of them.
            """)

    static let examples = [
        Example("crawlctl diff staging prod", "in what two clusters differ"),
        Example("crawlctl diff prod@-7d prod", "what changed on a cluster in the last week"),
        Example("crawlctl diff --breaking upstream:1.36+all prod", "what of plain Kubernetes 1.36 a cluster lacks"),
        Example("crawlctl diff prod@previous prod --ignore-group metrics.k8s.io -o markdown", "for a pull request"),
        Example("crawlctl diff prod@previous prod --schemas --breaking", "what an upgrade did to the fields"),
        Example(
            "crawlctl diff upstream:1.35 upstream:1.36 -o html > diff.html", "a page to attach to a change request"),
    ]

    @Argument(help: ArgumentHelp("The old side.", valueName: "from")) var old: String
    @Argument(help: ArgumentHelp("The new side.", valueName: "to")) var new: String

    @Flag(help: "The fields of kinds too.")
    var schemas = false

    @Flag(help: "Only what is breaking; the exit code is about nothing else either.")
    var breaking = false

    @Option(help: ArgumentHelp("Only this group; \"\" is the core group. Repeatable.", valueName: "group"))
    var apiGroup: [String] = []

    @Option(help: ArgumentHelp("Not this group. Repeatable.", valueName: "group"))
    var ignoreGroup: [String] = []

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print the differences.")
    var format = DiffFormat.text

    @OptionGroup var color: ColorOptions
    @OptionGroup var database: DatabaseOptions

    mutating func run(_ context: CommandContext) throws {
        let report: DiffReport
        do {
            report = try self.report(context)
        } catch {
            // Here 1 means that something differs.
            context.note(ErrorText.text(error))
            throw ExitCode(2)
        }
        switch format {
        case .text:
            let style: TerminalStyle = color.isOn(context, stream: context.output) ? .ansi : .plain
            context.output.write(DiffText(report: report, width: context.outputWidth, style: style).text)
        case .json: context.output.write(try DocumentText.json(DiffFields.object(report)))
        case .markdown: context.output.write(DiffMarkdown(report: report).text)
        case .html: context.output.write(DiffPage(report: report, restrictions: restrictions).text)
        }
        context.output.flush()
        DiffNotes.write(report, context, includes: includes)
        IncompleteNotes.writeAbsent(
            apiGroup + ignoreGroup, in: [report.from, report.to], none: "neither side has a", context)
        if let schemas = report.schemas { DiffNotes.write(schemas, context, includes: includes) }
        if !report.isEmpty { throw ExitCode(1) }
        // That nothing differs is only known where all was compared.
        if report.schemas?.isWhole == false { throw ExitCode(2) }
    }

    private func report(_ context: CommandContext) throws -> DiffReport {
        let resolver = SurfaceResolver(database, context)
        let references =
            schemas
            ? try resolver.schemaReferences([old, new])
            : [old, new].map { SurfaceReference($0, now: context.now()) }
        let sides = try ComparedSurfaces(references[0], references[1], resolver)
        var difference = sides.difference
        if !apiGroup.isEmpty || !ignoreGroup.isEmpty { difference = difference.including(groups: includes) }
        var compared: ComparedSchemas?
        if schemas {
            compared = try ComparedSchemas(references, resolver, includes: includes)
            if breaking { compared?.keepBreaking() }
        }
        if breaking { difference = difference.breaking }
        return DiffReport(from: sides.from, to: sides.to, difference: difference, schemas: compared)
    }

    /// What the answer is kept to, in words.
    private var restrictions: [String] {
        var restrictions: [String] = []
        let names = { (groups: [String]) in groups.map(PageParts.groupName).joined(separator: ", ") }
        if breaking { restrictions.append("only what is breaking") }
        if !apiGroup.isEmpty {
            restrictions.append("only \(apiGroup.count == 1 ? "group" : "groups") \(names(apiGroup))")
        }
        if !ignoreGroup.isEmpty {
            restrictions.append("without \(ignoreGroup.count == 1 ? "group" : "groups") \(names(ignoreGroup))")
        }
        return restrictions
    }

    private func includes(_ group: String) -> Bool {
        (apiGroup.isEmpty || apiGroup.contains(group)) && !ignoreGroup.contains(group)
    }
}

/// How differences are printed.
enum DiffFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case markdown
    case html
}

/// What there is to print about two surfaces.
struct DiffReport {
    /// The old side.
    let from: ResolvedSurface
    /// The new side.
    let to: ResolvedSurface
    /// What differs, as far as it was asked for.
    let difference: SurfaceDifference
    /// In what the schemas differ; `nil` where that was not asked for.
    var schemas: ComparedSchemas?

    /// Whether there is nothing to print.
    var isEmpty: Bool { difference.isEmpty && schemas?.differences.isEmpty ?? true }

    /// The state of a group version that a difference is about and that is compared as it was last seen.
    func oldKnowledge(of record: DifferenceRecord) -> String? {
        guard let group = record.subject.group, record.subject.level != .name else { return nil }
        let states = difference.incomplete.filter { one in
            one.groupVersion.group == group && one.isKnown
                && (record.subject.version == nil || record.subject.version == one.groupVersion.version)
        }
        return states.first.map { "as last seen, \($0.state.rawValue)" }
    }
}
