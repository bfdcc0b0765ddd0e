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

    private var words: [(text: String, style: Style, isGlued: Bool)] = []
    private let indent: Int

    /// - Parameter indent: Spaces before the first line; the lines behind it have four more.
    init(indent: Int = 0) {
        self.indent = indent
    }

    /// Adds text behind a space, escaped; it may be broken at its spaces.
    mutating func append(_ text: String, _ style: Style = .plain) {
        for word in PrintableText.escaping(text).split(separator: " ") { words.append((String(word), style, false)) }
    }

    /// Adds text with more space before it, which stands out without colours too.
    mutating func append(apart text: String, _ style: Style) {
        let start = words.count
        append(text, style)
        if start > 0, start < words.count { words[start].text = " " + words[start].text }
    }

    /// The lines, each with its end.
    ///
    /// - Parameter width: `nil` for one line, however long.
    func text(width: Int?, _ terminal: TerminalStyle) -> String {
        var text = String(repeating: " ", count: indent)
        var length = indent
        var isAtStart = true
        var style = Style.plain
        func change(to next: Style) {
            guard terminal == .ansi, next.rawValue != style.rawValue else { return }
            if style.rawValue != "" { text += "\u{1B}[0m" }
            if next.rawValue != "" { text += "\u{1B}[\(next.rawValue)m" }
            style = next
        }
        for word in words {
            let count = word.text.unicodeScalars.count
            if let width, !isAtStart, length + 1 + count > width {
                change(to: .plain)
                text += "\n" + String(repeating: " ", count: indent + 4)
                length = indent + 4
                isAtStart = true
            }
            if !isAtStart {
                // Space between two words of one style belongs to neither of another.
                if word.style.rawValue != style.rawValue { change(to: .plain) }
                text += " "
                length += 1
            }
            change(to: word.style)
            text += isAtStart ? String(word.text.drop { $0 == " " }) : word.text
            length += count
            isAtStart = false
        }
        change(to: .plain)
        return text + "\n"
    }
}
