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

    /// Names the groups that were asked for and are on neither side, which no difference would tell from a slip of the
    /// keyboard.
    static func writeAbsent(_ groups: [String], _ report: DiffReport, _ context: CommandContext) {
        guard !groups.isEmpty else { return }
        let known = Set((report.from.surface.groups + report.to.surface.groups).map(\.name))
        for group in groups where !known.contains(group) {
            context.note(PrintableText.escaping("note: neither side has a group \(group.isEmpty ? "\"\"" : group)"))
        }
    }
}

/// Numbers with words.
enum Plural {
    /// `1 resource`, `2 resources`.
    static func text(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
}
