import DiscoveryModel

/// Differences in GitHub's Markdown, to be put into a pull request; nothing when nothing differs.
struct DiffMarkdown {
    let report: DiffReport
    /// From how many rows on a table of what breaks nothing is folded away.
    private let foldedRows = 10

    var text: String {
        let difference = report.difference
        guard !report.isEmpty else { return "" }
        var text = "### API: \(code(report.from.label)) → \(code(report.to.label))\n\n"
        if !difference.isEmpty { text += "**\(DiffCounts(difference).text)**\n" }
        let records = difference.differences.map(\.record)
        for (impact, title) in [
            (DifferenceImpact.breaking, "Breaking"), (.compatible, "Compatible"), (.cosmetic, "Cosmetic"),
        ] {
            let some = records.filter { $0.impact == impact }
            guard !some.isEmpty else { continue }
            let table = MarkdownText.table(
                ["", "What", "Change"] + (impact == .breaking ? ["Why"] : []),
                some.map { record in
                    [Self.word(record.kind), what(record), change(record)]
                        + (impact == .breaking ? [MarkdownText.escaped(record.rule.reason)] : [])
                })
            text +=
                "\n"
                + section(title, count: some.count, isFolded: impact != .breaking && some.count > foldedRows, table)
            if impact == .breaking { text += moves }
        }
        text += notes
        if let schemas = report.schemas {
            text += (difference.isEmpty ? "" : "\n") + SchemaDiffMarkdown(schemas: schemas).text
        }
        return text
    }

    private func section(_ title: String, count: Int, isFolded: Bool, _ table: String) -> String {
        guard isFolded else { return "#### \(title)\n\n\(table)" }
        return "<details>\n<summary>\(title): \(count)</summary>\n\n\(table)\n</details>\n"
    }

    private var moves: String {
        guard !report.difference.moves.isEmpty else { return "" }
        let rows = report.difference.moves.map { move in
            [code(move.kind), code(move.from.description), code(move.to.description)]
        }
        return "\n#### Moved\n\n" + MarkdownText.table(["Kind", "From", "To"], rows)
    }

    /// What is not current, below the tables.
    private var notes: String {
        guard !report.difference.incomplete.isEmpty else { return "" }
        let lines = report.difference.incomplete.map { one in
            let asOf = one.asOf.map { "as of \(Timestamp.seconds($0))" } ?? "its resources were never seen"
            return "- \(code(one.groupVersion.description)) on \(code(one.label)) is \(one.state.rawValue), \(asOf)\n"
        }
        return "\nCompared as last seen, where that is known:\n\n" + lines.joined()
    }

    private static func word(_ kind: DifferenceRecord.Kind) -> String {
        switch kind {
        case .added: "added"
        case .removed: "removed"
        case .changed: "changed"
        }
    }

    private func what(_ record: DifferenceRecord) -> String {
        switch record.subject.level {
        case .surface: "all groups"
        case .name: record.names.map(code).joined(separator: ", ")
        case .group, .version: code(record.subjectName ?? "")
        case .resource, .subresource:
            code("\(record.subject.groupVersion?.description ?? "") \(record.subject.resourceName ?? "")")
        }
    }

    private func change(_ record: DifferenceRecord) -> String {
        let side = record.kind == .removed ? record.from : record.to
        switch (record.kind, record.subject.level) {
        case (.changed, .name):
            guard case .text(let from) = record.from, case .text(let to) = record.to else { return "" }
            return "\(code(from)) → \(code(to))"
        case (.changed, _):
            let text = DifferenceText.field(record).replacing(" -> ", with: " → ")
            return MarkdownText.escaped(PrintableText.escaping(text))
        case (_, .group):
            return MarkdownText.escaped(
                PrintableText.escaping(DifferenceText.versions(record).joined(separator: "; ")))
        case (_, .version): return MarkdownText.escaped(PrintableText.escaping(DifferenceText.resources(side)))
        default:
            let subresources = side["subresources"].texts
            return subresources.isEmpty ? "" : "with \(subresources.map(code).joined(separator: ", "))"
        }
    }

    private func code(_ text: String) -> String { MarkdownText.code(PrintableText.escaping(text)) }
}
