/// One line of a table, split into words; a comment has none.
struct BaselineLine {
    /// Whether it begins with a space: it is a resource or a subresource.
    let isIndented: Bool
    /// Without the mark at the end.
    let words: [String]
    /// What the mark at the end says.
    let serving: BaselineTable.Serving

    init(_ bytes: ArraySlice<UInt8>) {
        isIndented = bytes.first.map(Self.isSpace) ?? false
        var words = bytes.split(whereSeparator: Self.isSpace)
        guard words.first?.first != UInt8(ascii: "#") else {
            self.words = []
            serving = .always
            return
        }
        switch words.last.map({ String(decoding: $0, as: UTF8.self) }) {
        case "+all": serving = .onlyWithAllAPIs
        case "-all": serving = .onlyByDefault
        default: serving = .always
        }
        if serving != .always { words.removeLast() }
        self.words = words.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
