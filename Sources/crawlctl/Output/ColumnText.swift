/// Text in aligned columns, as kubectl prints it: three spaces between columns, each at least six wide.
enum ColumnText {
    static func text(_ rows: [[String]], titles: [String]?, style: TerminalStyle = .plain) -> String {
        let all = (titles.map { [$0] } ?? []) + rows
        guard let count = all.first?.count else { return "" }
        var widths = Array(repeating: width(0), count: count)
        for row in all {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], width(cell.unicodeScalars.count))
            }
        }
        var text = ""
        for row in all {
            for (column, cell) in row.enumerated() {
                text += style.styling(cell)
                if column < count - 1 {
                    text += String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
                }
            }
            text += "\n"
        }
        return text
    }

    /// How many spaces there are between columns at least.
    static let gap = 3

    /// How wide a column is whose longest cell has so many characters.
    static func width(_ count: Int) -> Int { max(6, count + gap) }
}

/// How words that say a state stand out.
enum TerminalStyle {
    case plain
    case ansi

    func styling(_ cell: String) -> String {
        guard self == .ansi else { return cell }
        if cell.hasSuffix("failed") || cell.hasPrefix("failed") { return "\u{1B}[31m\(cell)\u{1B}[0m" }
        if cell.hasSuffix("stale") || cell.hasPrefix("stale") { return "\u{1B}[33m\(cell)\u{1B}[0m" }
        return cell
    }
}
