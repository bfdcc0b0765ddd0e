import DiscoveryModel
import SchemaValidation

/// What is said on standard error about what was not validated.
enum SchemaNotes {
    static func write(
        _ gaps: [SchemaCheck.Gap], _ references: SchemaReferences, of surfaces: [ResolvedSurface], _ input: CheckInput,
        _ context: CommandContext
    ) {
        for case (let reader?, let surface) in zip(references.readers, surfaces) {
            if let text = IncompleteNotes.olderSchemas(reader, than: surface) { note(text, context) }
        }
        for (reference, cause) in references.lacking {
            note("there are no schemas of \(reference): \(cause)", context)
        }
        if references.readers.contains(where: { $0 != nil }) { noteDefined(input, context) }
        let texts = (gaps.filter { $0.reason != .note(.rules) }.map(text) + rules(gaps)).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let shown = 20
        for text in texts.prefix(shown) { note(text, context) }
        if texts.count > shown { note("\(texts.count - shown) more notes are left out", context) }
    }

    /// What is defined in the input may be another definition than the one that a cluster has.
    private static func noteDefined(_ input: CheckInput, _ context: CommandContext) {
        let kinds = input.items.compactMap { item -> String? in
            guard case .object(let object) = item, input.defines(object) else { return nil }
            return object.kind
        }
        if kinds.isEmpty { return }
        let names = Set(kinds).sorted()
        note("not validated, since the input defines them: objects of \(NameList.text(names))", context)
    }

    /// One for each reference: most custom resources of some servers have rules.
    private static func rules(_ gaps: [SchemaCheck.Gap]) -> [String] {
        let kinds = Dictionary(grouping: gaps.filter { $0.reason == .note(.rules) }, by: \.label)
        return kinds.sorted { $0.key < $1.key }.map { label, gaps in
            let names = Set(gaps.map(\.type.kind)).sorted()
            let rest = names.count > 10 ? " and \(names.count - 10) more" : ""
            let shown = names.prefix(10).joined(separator: ", ")
            return "validation rules (CEL) are not evaluated; on \(label) there are some for \(shown)\(rest)"
        }
    }

    private static func note(_ text: String, _ context: CommandContext) {
        context.note(PrintableText.escaping("note: \(text)"))
    }

    private static func text(_ gap: SchemaCheck.Gap) -> String {
        let version = GroupVersion(gap.type)
        let kind = "\(gap.type.kind) (\(version)) on \(gap.label)"
        let object = gap.place.map { "\($0.file):\($0.line) on \(gap.label)" } ?? kind
        switch gap.reason {
        case .noSchema: return "there is no schema of \(kind)"
        case .notCurrent(let asOf):
            return IncompleteNotes.schemas(of: [version], on: [gap.label], asOf: Set([asOf].compactMap(\.self)))
        case .note(.rules): return "validation rules (CEL) of \(kind) are not evaluated"
        case .note(.pattern(let pattern)):
            return "a pattern of \(kind) is not understood, and nothing was matched with it: \(pattern.prefix(200))"
        case .note(.moreProblems): return "\(object) has more that is invalid"
        case .note(.tooMuchToValidate): return "\(object) takes too long to validate, and is not to its end"
        case .note(.tooDeep): return "\(object) nests too deeply, and is not validated to its end"
        }
    }
}

extension GroupVersion {
    fileprivate init(_ type: GroupVersionKind) { self.init(group: type.group, version: type.version) }
}
