import DiscoveryModel

/// What a comparison lacks, said on standard error.
enum DiffNotes {
    static func write(_ report: DiffReport, _ context: CommandContext, includes: (String) -> Bool) {
        // A cluster at two moments may have been in the same state at both.
        let sides = report.from.label == report.to.label ? [report.to] : [report.from, report.to]
        IncompleteNotes.write(sides, context, includes: includes)
        for (lists, label) in [
            (report.difference.becameKnown, report.from.label), (report.difference.becameUnknown, report.to.label),
        ] {
            for list in lists {
                let count = list.resources.count { $0.subresource == nil }
                context.note(
                    PrintableText.escaping(
                        "note: \(list.groupVersion) is no difference: unknown on \(label), \(Plural.text(count, "resource")) on the other side"
                    ))
            }
        }
    }

    /// The same of schemas.
    static func write(_ schemas: ComparedSchemas, _ context: CommandContext, includes: (String) -> Bool) {
        for line in schemas.notes(includes: includes) { context.note(PrintableText.escaping("note: \(line)")) }
    }
}

/// Numbers with words.
enum Plural {
    /// `1 resource`, `2 resources`.
    static func text(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}
