/// What the bytes of a YAML text say about its structure, at most.
struct TextShape {
    /// How deeply it nests, by its indentation and its brackets.
    private(set) var depth = 0
    /// Whether a key may be more than a word: a question mark where a value could begin, or a colon behind a bracket or
    /// an alias.
    private(set) var mayHaveComplexKey = false

    private var brackets = 0
    private var indentation = 0
    private var isIndenting = true
    private var isQuestion = false
    private var alias = Alias.none
    /// The last byte that is no space.
    private var last: UInt8 = 0x0A

    private enum Alias {
        case none, word, past
    }

    mutating func add(_ byte: UInt8) {
        let isSpace = byte == 0x20 || byte == 0x09
        if isQuestion && (isSpace || byte == 0x0A || byte == 0x0D) { mayHaveComplexKey = true }
        isQuestion =
            byte == UInt8(ascii: "?") && (isIndenting || [0x5B, 0x7B, 0x2C].contains(last))
        switch byte {
        case 0x0A: (isIndenting, indentation) = (true, 0)
        case 0x20, 0x09, UInt8(ascii: "-"), UInt8(ascii: "?"): if isIndenting { indentation += 1 }
        case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
        case UInt8(ascii: ":"):
            if last == UInt8(ascii: "]") || last == UInt8(ascii: "}") || alias != .none { mayHaveComplexKey = true }
        default: break
        }
        if ![0x0A, 0x20, 0x09, UInt8(ascii: "-"), UInt8(ascii: "?")].contains(byte) { isIndenting = false }
        switch alias {
        case _ where byte == UInt8(ascii: "*"): alias = .word
        case .word where Self.isWordByte(byte): break
        case .word where isSpace, .past where isSpace: alias = .past
        default: alias = .none
        }
        if !isSpace { last = byte }
        depth = max(depth, min(1000, 2 * indentation + brackets))
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }
}
