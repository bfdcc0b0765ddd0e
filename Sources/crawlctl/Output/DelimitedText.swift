/// CSV (RFC 4180, line feeds) and TSV.
enum DelimitedText {
    static func text(_ lines: [[String]], separator: String, quoting: Bool) -> String {
        var text = ""
        for line in lines {
            text += line.map { quoting ? quoted(neutralised($0)) : $0 }.joined(separator: separator)
            text += "\n"
        }
        return text
    }

    /// A field's name, or for an object the names of its members behind it.
    static func columnNames(_ name: String, _ value: OutputValue) -> [String] {
        guard case .object(let members) = value else { return [name] }
        return members.keys.sorted().map { "\(name).\($0)" }
    }

    /// A field's cell, or for an object one for each member, in the order of ``columnNames(_:_:)``.
    static func cells(_ value: OutputValue) -> [String] {
        guard case .object(let members) = value else { return [value.cellText ?? ""] }
        return members.sorted { $0.key < $1.key }.map { $0.value.cellText ?? "" }
    }

    /// A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    private static func neutralised(_ cell: String) -> String {
        guard let first = cell.first, "=+-@".contains(first), Double(cell) == nil else { return cell }
        return "'" + cell
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
        return "\"\(cell.replacing("\"", with: "\"\""))\""
    }
}

/// Tables in GitHub's Markdown.
enum MarkdownText {
    static func text(_ rows: [[String]], titles: [String], headers: Bool) -> String {
        var text = ""
        if headers {
            text += line(titles.map(escaped)) + line(titles.map { _ in "---" })
        }
        return rows.reduce(into: text) { $0 += line($1.map(escaped)) }
    }

    /// A table whose cells are Markdown already.
    static func table(_ titles: [String], _ rows: [[String]]) -> String {
        rows.reduce(into: line(titles) + line(titles.map { _ in "---" })) { $0 += line($1) }
    }

    /// A text as code, in a table too.
    static func code(_ text: String) -> String {
        text.contains("`") ? escaped(text) : "`\(text.replacing("|", with: "\\|"))`"
    }

    private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

    /// A text that Markdown shows as it is.
    static func escaped(_ cell: String) -> String {
        var escaped = ""
        for character in cell {
            if "\\`*_{}[]<>|#!~&".contains(character) { escaped += "\\" }
            escaped.append(character)
        }
        return escaped
    }
}
