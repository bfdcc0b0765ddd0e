import ArgumentParser
import DiscoveryModel

/// Says whether manifests will be served.
struct CheckCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", _superCommandName: CrawlctlCommand.name,
        abstract: "Check whether manifests will be served: now, elsewhere, after an upgrade.",
        discussion: """
            Files of YAML or JSON, folders of them, or - for standard input. Each object is looked up by its apiVersion and \
            kind on each reference: served, not preferred (another version is), stale (served when last seen), moved (only \
            another version or group serves it), missing, or unknown (its group version was never read). Kinds that a \
            CustomResourceDefinition in the same input defines count as served. Rules of Roles and ClusterRoles, and the \
            targets of HorizontalPodAutoscalers, are looked up too; a server takes those whatever they name, so what is \
            wrong with them is a warning.

            With --schemas each object is also validated as the API server would with strict field validation: unknown \
            fields, fields that are there twice, types, required fields, allowed values, bounds, patterns, formats. What is \
            wrong is an error, in the server's words. Not evaluated are rules in CEL, what servers check in code, and \
            webhooks; of a status that is a subresource only the names and types of fields are looked at; fields that a server \
            fills in, or takes empty, although its schema requires them, are known for its built-in types. Custom resources that the input itself \
            defines are not validated. NAME@previous is then what was there before the last change of the resources or \
            the schemas.

            Exit status 1 when something is moved, missing or invalid, with --strict for every warning; 2 when something \
            could not be compared: a reference, a file, a document, an unknown group version, with --schemas also where a \
            reference has no schemas, or none of a kind that it serves, and where an object is too much to validate.
            """)

    static let examples = [
        Example("crawlctl check manifests/ --on upstream:1.36", "what breaks at the upgrade"),
        Example("helm template . | crawlctl check - --on prod --on staging", "a chart, on two clusters"),
        Example("crawlctl check deploy.yaml --on prod -o github --strict", "in a workflow, warnings count too"),
        Example("crawlctl check manifests/ --on prod --schemas", "would prod take every field"),
        Example("crawlctl check role.yaml --on prod --expand-wildcards", "what the rules of a role cover"),
    ]

    @Argument(help: ArgumentHelp("Files or folders of manifests; - is standard input.", valueName: "file"))
    var paths: [String]

    @OptionGroup var references: CheckReferenceOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print findings.")
    var format = CheckFormat.table

    @Flag(help: "Count warnings as errors: not preferred and stale kinds, and what is wrong with rules.")
    var strict = false

    @Flag(help: "Validate fields too, against the schemas that crawl --schemas kept.")
    var schemas = false

    @Flag(help: "Show what is served and what is skipped too.")
    var all = false

    @Flag(help: "Spell out what the wildcards of rules cover.")
    var expandWildcards = false

    @Flag(help: "Print no line of column names.")
    var noHeaders = false

    @OptionGroup var color: ColorOptions

    mutating func run(_ context: CommandContext) throws {
        let code: Int32
        do {
            code = try check(context)
        } catch {
            // 1 is kept for problems that were found.
            context.note(ErrorText.text(error))
            code = 2
        }
        context.output.flush()
        if code != 0 { throw ExitCode(code) }
    }

    private func check(_ context: CommandContext) throws -> Int32 {
        let resolver = SurfaceResolver(references.database, context)
        guard schemas else {
            let input = CheckInput(paths, context)
            return try report(input, try resolver.surfaces(references.names(resolver), parts: .all), context).code
        }
        let references = try resolver.schemaReferences(references.names(resolver))
        let surfaces = try resolver.surfaces(references, parts: .all)
        return try SchemaReferences.with(references, resolver) { found in
            let check = SchemaCheck(found.readers, surfaces)
            let input = CheckInput(paths, schemas: check, context)
            if let failure = check.failure { throw failure }
            let (code, findings) = try report(input, surfaces, context)
            let gaps = check.gaps(in: input, findings)
            SchemaNotes.write(gaps, found, of: surfaces, input, context)
            // Whoever asks for schemas where there are none must not take that for a pass.
            let isWhole =
                !check.isPartial && !gaps.contains { $0.reason == .noSchema }
                && found.readers.allSatisfy { $0 != nil }
            return code == 0 && !isWhole ? 2 : code
        }
    }

    private func report(
        _ input: CheckInput, _ surfaces: [ResolvedSurface], _ context: CommandContext
    ) throws -> (code: Int32, findings: [Finding]) {
        var checker = Checker(input: input, surfaces: surfaces, expandsWildcards: expandWildcards)
        let findings = checker.findings().map { strict ? $0.strict : $0 }
        let report = CheckReport(
            findings: findings, references: surfaces.map(\.label), showsAll: all, headers: !noHeaders,
            style: color.isOn(context, stream: context.output) ? .ansi : .plain)
        context.output.write(try report.text(format))
        context.output.flush()
        CheckNotes.write(input, surfaces, findings: findings, notesSkipped: !all, context)
        return (input.isEmpty ? 2 : Finding.exitCode(findings), findings)
    }
}
