import DiscoveryModel
import DiscoveryStore

/// Differences of schemas in GitHub's Markdown.
struct SchemaDiffMarkdown {
    let schemas: ComparedSchemas
    /// From how many rows on a table of what breaks nobody is folded away.
    private let foldedRows = 10

    init(schemas: ComparedSchemas) {
        self.schemas = schemas
    }

    var text: String {
        guard !schemas.differences.isEmpty else { return "" }
        var text = "**\(SchemaDiffText.summary(schemas))**\n"
        let breaking = schemas.differences.filter { !$0.breaks.isEmpty }
        if !breaking.isEmpty {
            let rows = breaking.map { difference in
                row(difference) + [
                    difference.breaks.names.joined(separator: ", "), MarkdownText.escaped(difference.rule.reason),
                ]
            }
            text += "\n#### Breaking fields\n\n"
            text += MarkdownText.table(["", "Kind", "Field", "Change", "Breaks", "Why"], rows)
        }
        let rest = schemas.differences.filter(\.breaks.isEmpty)
        if !rest.isEmpty {
            let table = MarkdownText.table(["", "Kind", "Field", "Change"], rest.map(row))
            text +=
                rest.count > foldedRows
                ? "\n<details>\n<summary>Compatible fields: \(rest.count)</summary>\n\n\(table)\n</details>\n"
                : "\n#### Compatible fields\n\n\(table)"
        }
        return text
    }

    private func row(_ difference: SchemaDifference) -> [String] {
        let others = SchemaDiffWords.others(difference).map { " \($0)" } ?? ""
        let change = SchemaDiffWords.change(difference).replacing(" -> ", with: " → ")
        return [
            difference.event.rawValue, code(SchemaDiffWords.kind(difference.kind)) + others,
            code(SchemaDiffWords.path(difference)), MarkdownText.escaped(PrintableText.escaping(change)),
        ]
    }

    private func code(_ text: String) -> String { MarkdownText.code(PrintableText.escaping(text)) }
}
