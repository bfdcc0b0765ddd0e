/// Finds YAML that aliases would make too much for a parser: it looks for words that begin with `&` and `*`, without
/// parsing, and errs on the side of taking text for them.
///
/// Values that are repeated cost nothing, since a parsed alias shares what it stands for. Two things are left. Yams
/// hashes the keys of each mapping, which takes time without end for a key of lists of aliases of lists of aliases; no
/// manifest has a key that is a list. And what nests through many aliases overflows the stack when it is freed.
struct AliasGuard {
    private var aliases = 0
    /// How many aliases may stand within each other.
    private var links = 0
    private var shape = TextShape()

    /// Whether anything is repeated.
    var hasAliases: Bool { aliases > 0 }

    /// Whether a parser may be given the text.
    var isHarmless: Bool { links * shape.depth <= 5_000 && (aliases <= 24 || !shape.mayHaveComplexKey) }

    init(_ bytes: ArraySlice<UInt8>) {
        guard bytes.contains(UInt8(ascii: "&")), bytes.contains(UInt8(ascii: "*")) else { return }
        let anchors = Self.words(after: UInt8(ascii: "&"), in: bytes)
        guard !anchors.isEmpty else { return }
        let names = Set(anchors)
        let used = Self.words(after: UInt8(ascii: "*"), in: bytes).filter(names.contains)
        guard !used.isEmpty else { return }
        aliases = used.count
        let usedNames = Set(used)
        links = min(aliases, anchors.count(where: usedNames.contains))
        for byte in bytes { shape.add(byte) }
    }

    /// Words of letters, digits, hyphens and low lines after a sign.
    private static func words(after sign: UInt8, in bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var words: [ArraySlice<UInt8>] = []
        var position = bytes.startIndex
        while let found = bytes[position...].firstIndex(of: sign) {
            let word = bytes[(found + 1)...].prefix(while: TextShape.isWordByte)
            if !word.isEmpty { words.append(word) }
            position = word.endIndex
        }
        return words
    }
}
