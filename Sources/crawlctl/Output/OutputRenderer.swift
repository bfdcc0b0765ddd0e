import Foundation
import Yams

/// Prints rows: the one place that tells the formats apart.
struct OutputRenderer {
    let options: OutputOptions
    let context: CommandContext

    func render(_ table: OutputTable) throws {
        context.output.write(try text(table))
    }

    private func text(_ table: OutputTable) throws -> String {
        switch options.format {
        case .table: tabular(table, wide: false)
        case .wide: tabular(table, wide: true)
        case .name: names(table)
        case .json: try DocumentText.json(objects(table))
        case .yaml: try DocumentText.yaml(objects(table))
        case .csv: DelimitedText.text(lines(table), separator: ",", quoting: true)
        case .tsv: DelimitedText.text(lines(table), separator: "\t", quoting: false)
        case .markdown:
            MarkdownText.text(cells(table, wide: true), titles: titles(table, wide: true), headers: !options.noHeaders)
        }
    }

    private func tabular(_ table: OutputTable, wide: Bool) -> String {
        let style = options.color.isOn(context, stream: context.output) ? TerminalStyle.ansi : .plain
        return ColumnText.text(
            cells(table, wide: wide), titles: table.hasHeaders && !options.noHeaders ? titles(table, wide: wide) : nil,
            emphasized: emphasized(table, wide: wide), style: style)
    }

    private func titles(_ table: OutputTable, wide: Bool) -> [String] {
        table.columns.filter { wide || !$0.isWide }.map(\.title)
    }

    private func cells(_ table: OutputTable, wide: Bool) -> [[String]] {
        let kept = table.columns.indices.filter { wide || !table.columns[$0].isWide }
        return table.rows.map { row in kept.map { PrintableText.escaping(row.cells[$0]) } }
    }

    /// The cells that stand out, by their place among those that are shown; empty where none does.
    private func emphasized(_ table: OutputTable, wide: Bool) -> [Set<Int>] {
        guard table.rows.contains(where: { !$0.emphasized.isEmpty }) else { return [] }
        let kept = table.columns.indices.filter { wide || !table.columns[$0].isWide }
        return table.rows.map { row in Set(kept.indices.filter { row.emphasized.contains(kept[$0]) }) }
    }

    /// Each name once, in the order of its first row.
    private func names(_ table: OutputTable) -> String {
        var seen = Set<String>(minimumCapacity: table.rows.count)
        var text = ""
        for row in table.rows where seen.insert(row.name).inserted {
            text += PrintableText.escaping(row.name)
            text += "\n"
        }
        return text
    }

    private func objects(_ table: OutputTable) -> OutputValue {
        .list(table.rows.map { .object(Dictionary($0.fields, uniquingKeysWith: { first, _ in first })) })
    }

    private func lines(_ table: OutputTable) -> [[String]] {
        let header =
            table.rows.first.map { $0.fields.flatMap { DelimitedText.columnNames($0, $1) } } ?? table.fieldNames
        let rows = table.rows.map { row in row.fields.flatMap { DelimitedText.cells($1) }.map(PrintableText.escaping) }
        return (options.noHeaders ? [] : [header]) + rows
    }
}

/// Documents for machines.
enum DocumentText {
    static func json(_ value: OutputValue) throws -> String { try JSONText.text(value, isPretty: true) + "\n" }

    /// Writes the same piece by piece, for values that are large.
    static func writeJSON(_ value: OutputValue, to output: OutputStream) throws {
        try JSONText.write(value, isPretty: true) { piece in
            output.write(bytes: piece)
            output.flush()
        }
        output.write("\n")
    }

    /// The same in one line.
    static func jsonLine(_ value: OutputValue) throws -> String { try JSONText.text(value, isPretty: false) + "\n" }

    static func yaml(_ value: OutputValue) throws -> String {
        try Yams.serialize(node: node(value), width: -1, allowUnicode: false)
    }

    private static func node(_ value: OutputValue) -> Node {
        switch value {
        case .null: Node("null", Tag(.null))
        case .bool(let value): Node(String(value), Tag(.bool))
        case .integer(let value): Node(String(value), Tag(.int))
        case .real(let value): Node(String(value), Tag(.float))
        case .text(let value): Node.scalar(.init(value, Tag(.str), needsQuotes(value) ? .doubleQuoted : .any))
        case .list(let items): Node(items.map(node), Tag(.seq), items.isEmpty ? .flow : .block)
        case .made(let count, let item): node(.list((0..<count).map(item)))
        case .object(let members):
            Node(
                members.sorted { $0.key < $1.key }.map { (Node($0.key), node($0.value)) }, Tag(.map),
                members.isEmpty ? .flow : .block)
        }
    }

    /// Whether a text would be read back as something else, by YAML 1.1 readers too.
    private static func needsQuotes(_ text: String) -> Bool {
        let words: Set = [
            "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "<<", "=",
        ]
        guard !words.contains(text.lowercased()), let first = text.first else { return true }
        return first.isNumber || "+-.".contains(first)
    }
}
