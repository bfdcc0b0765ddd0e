/// Words in colours, put into lines of a width.
struct StyledText {
    /// How words stand out on a terminal.
    enum Style: String {
        case plain = ""
        case bold = "1"
        case removed = "31"
        case added = "32"
        case changed = "33"
        case moved = "36"
        case breaking = "1;31"
        case faint = "2"
    }

    /// Each with how many spaces stand before it.
    private var spans: [(text: String, style: Style, gap: Int)] = []
    private let indent: Int

    /// - Parameter indent: Spaces before the first line; the lines behind it have four more.
    init(indent: Int = 0) {
        self.indent = indent
    }

    /// Adds text behind a space, escaped; it may be broken at its spaces.
    mutating func append(_ text: String, _ style: Style = .plain) {
        spans.append((PrintableText.escaping(text), style, 1))
    }

    /// Adds text with more space before it, which stands out without colours too.
    mutating func append(apart text: String, _ style: Style) {
        spans.append((PrintableText.escaping(text), style, 2))
    }

    /// The lines, each with its end.
    ///
    /// - Parameter width: `nil` for one line, however long.
    func text(width: Int?, _ terminal: TerminalStyle) -> String {
        let length = spans.reduce(indent) { $0 + $1.gap + $1.text.unicodeScalars.count } - (spans.first?.gap ?? 0)
        let lines = width.map { $0 < length ? wrapped($0) : [spans] } ?? [spans]
        var text = ""
        for (index, line) in lines.enumerated() {
            text += String(repeating: " ", count: index == 0 ? indent : indent + 4)
            for (position, span) in line.enumerated() {
                if position > 0 { text += String(repeating: " ", count: span.gap) }
                text +=
                    terminal == .ansi && span.style != .plain
                    ? "\u{1B}[\(span.style.rawValue)m\(span.text)\u{1B}[0m" : span.text
            }
            text += "\n"
        }
        return text
    }

    /// As many words to a line as there is room for.
    private func wrapped(_ width: Int) -> [[(text: String, style: Style, gap: Int)]] {
        var lines: [[(text: String, style: Style, gap: Int)]] = [[]]
        var length = indent
        for (text, style, gap) in spans {
            for (index, word) in text.split(separator: " ").map(String.init).enumerated() {
                let (count, space) = (word.unicodeScalars.count, index == 0 ? gap : 1)
                if let last = lines[lines.count - 1].last {
                    if length + space + count > width {
                        lines.append([])
                        length = indent + 4
                    } else if index > 0 {
                        // Still the same text.
                        lines[lines.count - 1][lines[lines.count - 1].count - 1].text = "\(last.text) \(word)"
                        length += space + count
                        continue
                    } else {
                        length += space
                    }
                }
                lines[lines.count - 1].append((word, style, space))
                length += count
            }
        }
        return lines
    }
}
