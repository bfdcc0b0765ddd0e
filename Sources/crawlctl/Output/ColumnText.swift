/// Text in aligned columns, as kubectl prints it: three spaces between columns, each at least six wide.
enum ColumnText {
    static func text(_ rows: [[String]], titles: [String]?, style: TerminalStyle = .plain) -> String {
        let all = (titles.map { [$0] } ?? []) + rows
        guard let count = all.first?.count else { return "" }
        var widths = Array(repeating: 6, count: count)
        for row in all {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], cell.unicodeScalars.count + 3)
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
}

/// How words that say a state stand out.
enum TerminalStyle {
    case plain
    case ansi

    func styling(_ cell: String) -> String {
        guard self == .ansi else { return cell }
        if Self.bad.contains(cell) { return "\u{1B}[31m\(cell)\u{1B}[0m" }
        if cell.hasSuffix("failed") || cell.hasPrefix("failed") { return "\u{1B}[31m\(cell)\u{1B}[0m" }
        if Self.doubtful.contains(cell) { return "\u{1B}[33m\(cell)\u{1B}[0m" }
        if cell.hasSuffix("stale") || cell.hasPrefix("stale") { return "\u{1B}[33m\(cell)\u{1B}[0m" }
        return cell
    }

    private static let bad: Set = ["missing", "moved", "unreadable"]
    private static let doubtful: Set = [
        "not preferred", "unknown", "no resource", "no verb", "no target", "duplicate key",
    ]
}
