import DiscoveryStore

/// The part of a description that speaks of what was searched for.
enum Snippet {
    /// How long it is at most, in characters.
    static let length = 160

    /// Begins with the sentence that has the first of the words, or shortly before it where that is long.
    static func text(_ description: String, _ terms: SearchTerms?) -> String {
        let line = description.split { $0.isWhitespace }.joined(separator: " ")
        guard line.count > length else { return line }
        var start = line.startIndex
        // What stands very far behind is not looked for.
        if let place = terms?.place(in: line.prefix(20_000)),
            line.distance(from: line.startIndex, to: place) > length / 2
        {
            start = beginning(of: line, before: place)
        }
        let text = line[start...]
        return (start == line.startIndex ? "" : "…") + cut(text, to: length)
    }

    /// The beginning of the sentence, or of a word some way before.
    private static func beginning(of line: String, before place: String.Index) -> String.Index {
        var index = place
        var word = place
        for _ in 0..<length / 2 {
            guard index > line.startIndex else { return line.startIndex }
            let previous = line.index(before: index)
            if line[previous] == " " {
                word = index
                if previous > line.startIndex, ".:;".contains(line[line.index(before: previous)]) { return index }
            }
            index = previous
        }
        return word
    }

    /// As much of a text as there is room for, cut behind a word.
    static func cut(_ text: some StringProtocol, to length: Int) -> String {
        guard text.count > length else { return String(text) }
        let part = text.prefix(max(1, length - 1))
        let end = part.lastIndex(of: " ")
        let isShort = end.map { part.distance(from: part.startIndex, to: $0) < length / 2 } ?? true
        return (isShort ? String(part) : String(part[..<(end ?? part.endIndex)])) + "…"
    }
}
