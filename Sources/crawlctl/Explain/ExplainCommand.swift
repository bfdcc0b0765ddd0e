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
            allowed values, how lists are merged, bounds and validation rules. --example writes a manifest that has what the \
            schema requires; rules in CEL, and what only the server knows, are not in it. The resource is anything that kubectl takes \
            for one (see resolve), but no category; where GROUP or VERSION.GROUP stands behind it in full, it is of that. Fields \
            are separated by dots.

            NAME@previous is what was there before the last change of the resources or the schemas.
            """)

    static let examples = [
        Example("crawlctl explain pods.spec.containers", "a field and the fields below it"),
        Example("crawlctl explain deploy --recursive", "all fields"),
        Example("crawlctl explain hpa.spec --api-version autoscaling/v2 -o json", "in another version, as data"),
        Example("crawlctl explain cronjobs --example", "a smallest manifest to begin with"),
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

    @Flag(help: "A smallest manifest instead: what is required, in YAML, or JSON with -o json.") var example = false

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
        if example && (recursive || maxDepth != nil || format == .markdown) {
            throw ValidationError("--example goes with neither --recursive, --max-depth nor -o markdown")
        }
        if let maxDepth, maxDepth < 0 { throw ValidationError("--max-depth is 0 or more") }
    }

    mutating func run(_ context: CommandContext) throws {
        if example {
            let (answers, isWhole) = try answers(context) { question in
                try ExampleAnswer(question.place, isNamespaced: question.isNamespaced, on: question.label)
            }
            try write(answers, to: context.output)
            try end(answers, isWhole, context, left: "parts were left out, since there are too many")
        } else {
            let isDeep = recursive || (maxDepth ?? 1) > 1
            let depth = maxDepth ?? (recursive ? Int.max : 1)
            let (answers, isWhole) = try answers(context) { question in
                try ExplainedResource(question.place, depth: depth, isRecursive: isDeep, on: question.label)
            }
            try write(answers, to: context.output)
            try end(
                answers, isWhole, context,
                left: "fields were left out, since there are more than \(ExplainLimit.fields), or than "
                    + "\(ExplainLimit.levels) levels of them; --max-depth tells those of fewer levels")
        }
    }

    /// Whether the answer is one of several in any case, as scripts may expect it.
    private var namesClusters: Bool { surfaces.allClusters || surfaces.references.count > 1 }

    /// What is asked of one cluster.
    private struct Question {
        var label: String
        var place: FieldPlace
        var isNamespaced: Bool
    }

    /// Asks each cluster, and notes those that have no answer.
    ///
    /// - Returns: The distinct answers, and whether all clusters have one.
    private func answers<Answer: ClusterAnswer>(
        _ context: CommandContext, _ answer: (Question) throws -> Answer
    ) throws -> ([Answer], isWhole: Bool) {
        let resolver = SurfaceResolver(surfaces.database, context)
        let references = try resolver.schemaReferences(surfaces.names(resolver))
        let resolved = try resolver.surfaces(references, parts: [.resources, .details])
        var answers: [Answer] = []
        var failures: [(label: String, error: any Error)] = []
        for (reference, surface) in zip(references, resolved) {
            do {
                let new = try ask(reference, surface, resolver, context, answer)
                if let index = answers.firstIndex(where: { $0.saysTheSame(as: new) }) {
                    answers[index].labels += new.labels
                } else {
                    answers.append(new)
                }
            } catch {
                failures.append((surface.label, error))
            }
        }
        if answers.isEmpty, let failure = failures.first { throw failure.error }
        for failure in failures {
            context.note("note: \(PrintableText.escaping(failure.label)): \(ErrorText.line(failure.error))")
        }
        return (answers, failures.isEmpty)
    }

    private func ask<Answer>(
        _ reference: SurfaceReference, _ surface: ResolvedSurface, _ resolver: SurfaceResolver,
        _ context: CommandContext,
        _ answer: (Question) throws -> Answer
    ) throws -> Answer {
        let (kind, path, isNamespaced) = try find(in: surface)
        return try resolver.withSchemas(of: reference) { reader in
            let version = GroupVersion(group: kind.group, version: kind.version)
            if let condition = reader.conditions[version] {
                let lines = IncompleteNotes.schemaLines([(reader.label, [condition])])
                for line in lines { context.note(PrintableText.escaping("note: \(line)")) }
            }
            let place = try FieldPlace(kind, path: path, from: reader)
            return try answer(Question(label: reader.label, place: place, isNamespaced: isNamespaced))
        }
    }

    private func write(_ answers: [ExplainedResource], to output: OutputStream) throws {
        switch format {
        case .text:
            for (index, answer) in answers.enumerated() {
                output.write((index > 0 ? "\n" : "") + ExplainText.text(answer, namesClusters: namesClusters))
            }
        case .json:
            try DocumentText.writeJSON(
                namesClusters ? .made(answers.count) { answers[$0].object } : answers[0].object, to: output)
        case .markdown:
            for (index, answer) in answers.enumerated() {
                if index > 0 { output.write("\n") }
                output.write(answer.markdown(namesClusters: namesClusters))
            }
        }
    }

    private func write(_ answers: [ExampleAnswer], to output: OutputStream) throws {
        if format == .json {
            let list = answers.map { OutputValue.object(["clusters": .texts($0.labels), "example": $0.output]) }
            output.write(try DocumentText.json(namesClusters ? .list(list) : answers[0].output))
            return
        }
        for (index, answer) in answers.enumerated() {
            if index > 0 { output.write("---\n") }
            if namesClusters { output.write("# \(PrintableText.escaping(answer.labels.joined(separator: ", ")))\n") }
            output.write(answer.yaml)
        }
    }

    private func end(
        _ answers: [some ClusterAnswer], _ isWhole: Bool, _ context: CommandContext, left: String
    ) throws {
        context.output.flush()
        let isCut = answers.contains(where: \.isCut)
        if isCut { context.note("note: \(left)") }
        if isCut || !isWhole { throw ExitCode(2) }
    }

    /// What the name begins with that is a resource, and the fields behind it.
    ///
    /// The longest beginning counts that says the resource's version or group in full, so that a field is never taken for
    /// a part of a group's name. Where one is said it is kept to, as kubectl explain does: also where kubectl get would
    /// take the name for something else, and where the group version is not current.
    private func find(in surface: ResolvedSurface) throws -> (GroupVersionKind, path: [String], isNamespaced: Bool) {
        let parts = name.split(separator: ".").map(String.init)
        for count in (1...parts.count).reversed() {
            let said = parts[1..<count].joined(separator: ".")
            let fits = { (candidate: NameResolution.Candidate) -> Bool in
                let version = candidate.groupVersion
                return (said.isEmpty || said == version.group || said == "\(version.version).\(version.group)")
                    && (apiVersion == nil || apiVersion == version.description)
            }
            let beginning = parts[..<count].joined(separator: ".")
            let chosen =
                NameResolution(beginning, in: surface, categories: false).first(where: fits)
                ?? NameResolution(beginning, in: surface.surface, categories: false).first(where: fits)
            guard let chosen else { continue }
            let kind = GroupVersionKind(
                group: chosen.groupVersion.group, version: chosen.groupVersion.version, kind: chosen.resource.kind)
            return (kind, Array(parts[count...]), chosen.resource.namespaced)
        }
        throw CommandFailure(
            "\(surface.label) has no resource \(parts[0])" + (apiVersion.map { " in \($0)" } ?? ""),
            hint: hint(parts[0], surface))
    }

    private func hint(_ name: String, _ surface: ResolvedSurface) -> String? {
        let members = NameResolution(name, in: surface).winners
        if apiVersion == nil, !members.isEmpty {
            return "it is a category, of \(NameList.text(members.map(\.resource.name)))"
        }
        let near = NearNames.of(name, in: surface.surface)
        return near.isEmpty ? nil : "near are: \(near.joined(separator: ", "))"
    }
}
