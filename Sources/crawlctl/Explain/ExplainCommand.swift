import ArgumentParser
import DiscoveryModel
import DiscoveryStore

/// Explains resources and their fields, as `kubectl explain` does, from the file.
struct ExplainCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", _superCommandName: CrawlctlCommand.name,
        abstract: "Say what a resource and its fields are, from the schemas that crawl --schemas kept.",
        discussion: """
            As kubectl explain, without the cluster: types, required fields and descriptions; also defaults, formats, \
            allowed values, how lists are merged, bounds and validation rules. The resource is anything that kubectl takes \
            for one (see resolve); fields behind it are separated by dots.
            """)

    static let examples = [
        Example("crawlctl explain pods.spec.containers", "a field and the fields below it"),
        Example("crawlctl explain deploy --recursive", "all fields"),
        Example("crawlctl explain hpa.spec --api-version autoscaling/v2 -o json", "in another version, as data"),
        Example("crawlctl explain ing.spec --cluster prod@-30d", "as it was"),
        Example("crawlctl explain gateways.spec --all-clusters", "once for all clusters that have it alike"),
    ]

    /// How explanations are printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
        case markdown
    }

    @Argument(help: ArgumentHelp("RESOURCE, or RESOURCE.FIELD.FIELD.", valueName: "resource")) var name: String

    @Flag(help: "The fields of fields too.") var recursive = false

    @Option(
        help: ArgumentHelp(
            "How many levels of fields; 1 is those directly below (default: 1, with --recursive all).",
            valueName: "levels"))
    var maxDepth: Int?

    @Option(help: ArgumentHelp("The resource in this group version, such as apps/v1.", valueName: "version"))
    var apiVersion: String?

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print the explanation.")
    var format = Format.text

    @OptionGroup var surfaces: SurfaceOptions

    func validate() throws {
        if name.isEmpty || name.hasPrefix(".") || name.hasSuffix(".") || name.contains("..") {
            throw ValidationError("give RESOURCE or RESOURCE.FIELD, not '\(name)'")
        }
        if let maxDepth, maxDepth < 0 { throw ValidationError("--max-depth is 0 or more") }
    }

    mutating func run(_ context: CommandContext) throws {
        let resolver = SurfaceResolver(surfaces.database, context)
        let references = try surfaces.names(resolver)
        let resolved = try resolver.surfaces(references, parts: [.resources, .details])
        var answers: [ExplainedResource] = []
        var failures: [(label: String, error: any Error)] = []
        for (reference, surface) in zip(references, resolved) {
            do {
                let answer = try explained(reference, surface, resolver, context)
                if let index = answers.firstIndex(where: { $0.saysTheSame(as: answer) }) {
                    answers[index].labels += answer.labels
                } else {
                    answers.append(answer)
                }
            } catch {
                failures.append((surface.label, error))
            }
        }
        if answers.isEmpty, let failure = failures.first { throw failure.error }
        for failure in failures {
            context.note("note: \(PrintableText.escaping(failure.label)): \(ErrorText.line(failure.error))")
        }
        try write(answers, asList: references.count > 1, to: context.output)
        context.output.flush()
        let isCut = answers.contains(where: \.isCut)
        if isCut {
            context.note(
                "note: fields were left out, since there are more than \(ExplainLimit.fields), or than "
                    + "\(ExplainLimit.levels) levels of them; --max-depth tells those of fewer levels")
        }
        if isCut || !failures.isEmpty { throw ExitCode(2) }
    }

    private func explained(
        _ reference: String, _ surface: ResolvedSurface, _ resolver: SurfaceResolver, _ context: CommandContext
    ) throws -> ExplainedResource {
        let parsed = SurfaceReference(reference, now: context.now())
        let (kind, path) = try find(in: surface)
        let isDeep = recursive || (maxDepth ?? 1) > 1
        let depth = maxDepth ?? (recursive ? Int.max : 1)
        return try resolver.database().withSchemas(of: [parsed]) { readers in
            guard let reader = readers[0] else {
                throw CommandFailure(
                    "there are no schemas of \(reference)",
                    hint: "schemas are kept for crawled clusters: crawlctl crawl --schemas")
            }
            let version = GroupVersion(group: kind.group, version: kind.version)
            if let condition = reader.conditions[version] {
                let moment = condition.asOf.map { "as of \(Timestamp.seconds($0))" } ?? "never read"
                context.note("note: the schemas of \(version) on \(reader.label) are not current, \(moment)")
            }
            return try ExplainedResource(kind, path: path, depth: depth, isRecursive: isDeep, from: reader)
        }
    }

    private func write(_ answers: [ExplainedResource], asList: Bool, to output: OutputStream) throws {
        switch format {
        case .text:
            for (index, answer) in answers.enumerated() {
                output.write((index > 0 ? "\n" : "") + ExplainText.text(answer, namesClusters: asList))
            }
        case .json:
            output.write(
                try DocumentText.json(asList ? .list(answers.map(\.object)) : answers[0].object))
        case .markdown:
            output.write(answers.map { $0.markdown(namesClusters: asList) }.joined(separator: "\n"))
        }
    }

    /// What the name begins with that is a resource, and the fields behind it.
    ///
    /// The longest beginning counts that says the resource's version or group in full, so that a field is never taken for
    /// a part of a group's name.
    private func find(in surface: ResolvedSurface) throws -> (GroupVersionKind, path: [String]) {
        let parts = name.split(separator: ".").map(String.init)
        for count in (1...parts.count).reversed() {
            let (first, rest) = (parts[0], parts[1..<count].joined(separator: "."))
            let resolution = NameResolution(rest.isEmpty ? first : "\(first).\(rest)", in: surface)
            let fitting = (resolution.winners + resolution.losers).filter { candidate in
                let version = candidate.groupVersion
                return rest.isEmpty || rest == version.group || rest == "\(version.version).\(version.group)"
            }
            let chosen: NameResolution.Candidate?
            if let apiVersion {
                chosen = fitting.first { $0.groupVersion.description == apiVersion }
            } else {
                chosen = resolution.winners.first.flatMap { fitting.contains($0) ? $0 : nil }
            }
            guard let chosen else { continue }
            let kind = GroupVersionKind(
                group: chosen.groupVersion.group, version: chosen.groupVersion.version, kind: chosen.resource.kind)
            return (kind, Array(parts[count...]))
        }
        let near = NearNames.of(parts[0], in: surface.surface)
        throw CommandFailure(
            "\(surface.label) has no resource \(parts[0])" + (apiVersion.map { " in \($0)" } ?? ""),
            hint: near.isEmpty ? nil : "near are: \(near.joined(separator: ", "))")
    }
}
