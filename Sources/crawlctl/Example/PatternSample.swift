/// Makes a text that a regular expression matches, where it is one of the simple ones that schemas have: characters, sets,
/// groups, alternatives and repetitions. It reads a pattern once for each try, and never matches anything.
struct PatternSample {
    /// What is tried: how often something is repeated that may be, and which alternative is taken.
    struct Choice {
        var repetitions: Int
        var alternative: Int
    }

    private struct Unsupported: Error {}

    private var rest: Substring.UnicodeScalarView
    private let choice: Choice
    private var depth = 0
    /// Longer texts are no examples.
    private static let longest = 300

    private init(_ pattern: String, _ choice: Choice) {
        rest = Substring(pattern).unicodeScalars
        self.choice = choice
    }

    /// A text that matches; `nil` where none was found.
    ///
    /// - Parameter lengths: How many characters it may have.
    static func text(matching pattern: String, lengths: ClosedRange<Int>) -> String? {
        guard pattern.utf8.count <= 2000 else { return nil }
        let repetitions = [1, 0, 2, 3] + (lengths.lowerBound > 3 ? [lengths.lowerBound, lengths.lowerBound - 1] : [])
        for repetition in repetitions {
            for alternative in 0..<3 {
                var sample = PatternSample(pattern, Choice(repetitions: repetition, alternative: alternative))
                guard let text = try? sample.alternatives(), sample.rest.isEmpty else { continue }
                if !text.isEmpty, lengths.contains(text.unicodeScalars.count) { return text }
            }
        }
        return nil
    }

    private mutating func alternatives() throws -> String {
        depth += 1
        defer { depth -= 1 }
        guard depth < 50 else { throw Unsupported() }
        var found = [try sequence()]
        while rest.first == "|" {
            rest.removeFirst()
            found.append(try sequence())
        }
        return found[choice.alternative % found.count]
    }

    private mutating func sequence() throws -> String {
        var text = ""
        while let next = rest.first, next != "|", next != ")" {
            let atom = try atom()
            let count = try repetition()
            guard text.utf8.count + atom.utf8.count * count <= Self.longest else { throw Unsupported() }
            text += String(repeating: atom, count: count)
        }
        return text
    }

    private mutating func atom() throws -> String {
        let next = rest.removeFirst()
        switch next {
        case "^", "$": return ""
        case ".": return "a"
        case "(":
            if rest.first == "?" {
                rest.removeFirst()
                guard rest.popFirst() == ":" else { throw Unsupported() }
            }
            let text = try alternatives()
            guard rest.popFirst() == ")" else { throw Unsupported() }
            return text
        case "[": return String(try member())
        case "\\": return try escape().map { String($0[0].lowerBound) } ?? ""
        case "*", "+", "?", "{": throw Unsupported()
        default: return String(next)
        }
    }

    /// How often what was just read is repeated.
    private mutating func repetition() throws -> Int {
        var (least, most) = (1, 1)
        switch rest.first {
        case "*": (least, most) = (0, Int.max)
        case "+": (least, most) = (1, Int.max)
        case "?": (least, most) = (0, 1)
        case "{":
            rest.removeFirst()
            guard let end = rest.firstIndex(of: "}") else { throw Unsupported() }
            let bounds = String(rest[..<end]).split(separator: ",", omittingEmptySubsequences: false)
            guard (1...2).contains(bounds.count), let first = Int(bounds[0]), first >= 0 else { throw Unsupported() }
            least = first
            most = bounds.count == 1 ? first : bounds[1].isEmpty ? Int.max : Int(bounds[1]) ?? first
            rest = rest[end...]
        default: return 1
        }
        rest.removeFirst()
        if rest.first == "?" { rest.removeFirst() }
        guard least <= most, least <= Self.longest else { throw Unsupported() }
        return max(least, min(most, choice.repetitions))
    }

    /// One character of a set, a letter where there is one.
    private mutating func member() throws -> Unicode.Scalar {
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isFirst = true
        while let next = rest.popFirst(), next != "]" || isFirst {
            isFirst = false
            if next == "[" && rest.first == ":" { throw Unsupported() }
            var low = next
            if next == "\\" {
                guard let escaped = try escape() else { throw Unsupported() }
                ranges += escaped
                guard escaped.count == 1, escaped[0].lowerBound == escaped[0].upperBound else { continue }
                low = escaped[0].lowerBound
            }
            var high = low
            if rest.first == "-", rest.dropFirst().first.map({ $0 != "]" }) == true {
                rest.removeFirst()
                high = rest.removeFirst()
                if high == "\\" { high = try escape()?.first?.lowerBound ?? high }
            }
            guard low <= high else { throw Unsupported() }
            ranges.append(low...high)
        }
        let liked = "ab1".unicodeScalars
        if isNegated {
            let others = liked + "-_Z9 ".unicodeScalars
            guard let other = others.first(where: { scalar in !ranges.contains { $0.contains(scalar) } }) else {
                throw Unsupported()
            }
            return other
        }
        if let good = liked.first(where: { scalar in ranges.contains { $0.contains(scalar) } }) { return good }
        let letter = ranges.first { $0.lowerBound.properties.isAlphabetic } ?? ranges.first
        guard let letter else { throw Unsupported() }
        return letter.lowerBound
    }

    /// What stands behind a backslash; `nil` for a boundary, which takes no characters.
    private mutating func escape() throws -> [ClosedRange<Unicode.Scalar>]? {
        guard let next = rest.popFirst() else { throw Unsupported() }
        switch next {
        case "d": return ["0"..."9"]
        case "w": return ["a"..."z", "A"..."Z", "0"..."9", "_"..."_"]
        case "s": return [" "..." "]
        case "n": return ["\n"..."\n"]
        case "t": return ["\t"..."\t"]
        case "A", "z": return nil
        case _ where next.properties.isAlphabetic || next.properties.numericType != nil: throw Unsupported()
        default: return [next...next]
        }
    }
}
