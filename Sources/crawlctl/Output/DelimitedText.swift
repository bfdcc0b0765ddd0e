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
        rows.reduce(into: headers ? header(titles.map(escaped)) : "") { $0 += line($1.map(escaped)) }
    }

    /// A table whose cells are Markdown already.
    static func table(_ titles: [String], _ rows: [[String]]) -> String {
        rows.reduce(into: header(titles)) { $0 += line($1) }
    }

    /// What a table begins with; the cells are Markdown already.
    static func header(_ titles: [String]) -> String { line(titles) + line(titles.map { _ in "---" }) }

    /// A line of a table, whose cells are Markdown already.
    static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

    /// A text as code, in a table too.
    static func code(_ text: String) -> String {
        text.contains("`") ? escaped(text) : "`\(text.replacing("|", with: "\\|"))`"
    }

    /// A text that Markdown shows as it is.
    static func escaped(_ cell: String) -> String {
        guard cell.utf8.contains(where: isMarkup) else { return cell }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(cell.utf8.count + 32)
        for byte in cell.utf8 {
            if isMarkup(byte) { escaped.append(UInt8(ascii: "\\")) }
            escaped.append(byte)
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    /// All that Markdown looks at are bytes that are part of no other character.
    private static func isMarkup(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "|"), UInt8(ascii: "#"), UInt8(ascii: "!"), UInt8(ascii: "~"), UInt8(ascii: "&"):
            true
        default: false
        }
    }
}
