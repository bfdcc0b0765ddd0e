/// The words that a search is for, taken out of a text as somebody typed it.
///
/// Nothing of the text is a query's syntax: what is neither a letter nor a digit only parts words.
public struct SearchTerms: Sendable {
    /// The words in small letters, at most ``limit`` of them.
    public let terms: [String]
    private let stems: [String]
    private let bytes: [[UInt8]]

    /// How many words count; more would be no search but a document.
    static let limit = 16

    /// Takes a text apart; `nil` where it has no word.
    public init?(_ text: String) {
        terms = Array(Self.words(of: text).prefix(Self.limit))
        guard !terms.isEmpty else { return nil }
        stems = terms.map(Self.stem)
        bytes = stems.map { Array($0.utf8) }
    }

    /// The query in the language of FTS5: every word, and of the last what begins with it too.
    var query: String {
        terms.enumerated().map { index, term in
            index == terms.count - 1 && term.unicodeScalars.count > 2 ? "\"\(term)\"*" : "\"\(term)\""
        }.joined(separator: " ")
    }

    /// How well a name fits: how many words it has if each of the terms begins one of them, plural endings and the like
    /// aside; `nil` if not.
    ///
    /// - Parameter name: With its words: `podIPs`, `io.k8s.api.core.v1.Pod`.
    public func count(in name: String) -> Int? {
        var name = name
        guard name.withUTF8(mayBe) else { return nil }
        let words = Self.words(of: NameWords.words(of: name))
        let whole = Self.words(of: name)
        let all = words + whole
        guard stems.allSatisfy({ stem in all.contains { $0.hasPrefix(stem) } }) else { return nil }
        return max(words.count, whole.count)
    }

    /// Whether a name may have all the words, found out quickly: most have not.
    func mayBe(in name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.allSatisfy({ $0 < 0x80 }) else { return true }
        return bytes.allSatisfy { stem in
            guard stem.count <= name.count else { return false }
            return (0...name.count - stem.count).contains { start in
                stem.indices.allSatisfy { stem[$0] == name[start + $0] | (Self.isCapital(name[start + $0]) ? 0x20 : 0) }
            }
        }
    }

    private static func isCapital(_ byte: UInt8) -> Bool { UInt8(ascii: "A") <= byte && byte <= UInt8(ascii: "Z") }

    /// Whether the terms together are the name, written in one or in several words.
    public func isName(_ name: String) -> Bool { name.lowercased() == terms.joined() }

    /// Where in a text the first of the words stands; `nil` where none does.
    public func place(in text: Substring) -> String.Index? {
        var start: String.Index?
        for index in text.indices {
            let isWord = text[index].unicodeScalars.first.map(Self.isInWord) ?? false
            if isWord, start == nil {
                start = index
                let rest = text[index...].prefix(64).lowercased()
                if stems.contains(where: { rest.hasPrefix($0) }) { return index }
            } else if !isWord {
                start = nil
            }
        }
        return nil
    }

    /// What is letters and digits, in small letters.
    private static func words(of text: String) -> [String] {
        text.unicodeScalars.split { !isInWord($0) }.map { String(String.UnicodeScalarView($0)).lowercased() }
    }

    private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// What a word and its plural, or a verb and its noun, have in common, roughly.
    private static func stem(_ term: String) -> String {
        for ending in ["ies", "es", "s", "ing", "ion", "ed"] {
            if term.hasSuffix(ending), term.count > ending.count + 2 { return String(term.dropLast(ending.count)) }
        }
        return term
    }
}
