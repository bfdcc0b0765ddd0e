/// Parses the syntax of RE2 as Go reads it (https://github.com/google/re2/wiki/Syntax).
struct PatternParser {
    private struct Flags {
        var foldsCase = false
        var isMultiline = false
        var dotTakesNewline = false
    }

    private static let depthLimit = 100
    private static let repeatLimit = 1000

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var flags = Flags()
    private var depth = 0

    private init(_ pattern: String) {
        scalars = Array(pattern.unicodeScalars)
    }

    static func parse(_ pattern: String) throws(PatternError) -> PatternNode {
        var parser = PatternParser(pattern)
        let node = try parser.choice()
        guard parser.next == nil else { throw PatternError() }
        return node
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take() throws(PatternError) -> Unicode.Scalar {
        guard let next else { throw PatternError() }
        position += 1
        return next
    }

    private mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw PatternError() }
        var choices = [try sequence()]
        while take("|") { choices.append(try sequence()) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if take("\\Q") {
                while next != nil, !take("\\E") { nodes.append(literal(try take())) }
                continue
            }
            guard let atom = try atom() else { continue }
            nodes.append(try repeated(atom))
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    /// `nil` for flags alone, which are nothing that could be repeated.
    private mutating func atom() throws(PatternError) -> PatternNode? {
        let scalar = try take()
        switch scalar {
        case "(": return try group()
        case "[": return .set(try characterClass())
        case ".": return .set(flags.dotTakesNewline ? .all : .allButNewline)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "*", "+", "?": throw PatternError()
        case "\\": return try escaped()
        default: return literal(scalar)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        .set(ScalarSet(scalar, foldsCase: flags.foldsCase))
    }

    // MARK: - Repetition

    private mutating func repeated(_ atom: PatternNode) throws(PatternError) -> PatternNode {
        guard let (least, most) = try counts() else { return atom }
        // Whether it is lazy makes no difference to whether there is a match.
        _ = take("?")
        // RE2 takes no repetition of a repetition.
        if try counts() != nil { throw PatternError() }
        return .repeated(atom, least: least, most: most)
    }

    private mutating func counts() throws(PatternError) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{"), let least = number() else {
            position = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = number() }
        // A brace that is no repetition stands for itself.
        guard take("}") else {
            position = start
            return nil
        }
        guard least <= Self.repeatLimit, most.map({ least <= $0 && $0 <= Self.repeatLimit }) ?? true
        else { throw PatternError() }
        return (least, most)
    }

    private mutating func number() -> Int? {
        let start = position
        while let next, ("0"..."9").contains(next) { position += 1 }
        let digits = String(String.UnicodeScalarView(scalars[start..<position]))
        return digits.isEmpty ? nil : Int(digits) ?? .max
    }

    // MARK: - Groups

    private mutating func group() throws(PatternError) -> PatternNode? {
        let outer = flags
        if take("?") {
            if take("P<") || take("<") {
                guard next != "=", next != "!" else { throw PatternError() }
                while try take() != ">" {}
            } else if try !flagsAndColon() {
                return nil
            }
        }
        let node = try choice()
        guard take(")") else { throw PatternError() }
        flags = outer
        return node
    }

    /// Reads `i-s:` or `i-s)`; false where the group ends, and its flags hold for what is behind.
    private mutating func flagsAndColon() throws(PatternError) -> Bool {
        var isOn = true
        while true {
            switch try take() {
            case "i": flags.foldsCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotTakesNewline = isOn
            case "U": break
            case "-": isOn = false
            case ":": return true
            case ")": return false
            default: throw PatternError()
            }
        }
    }

    // MARK: - Escapes

    private mutating func escaped() throws(PatternError) -> PatternNode {
        guard let next else { throw PatternError() }
        switch next {
        case "A", "z", "b", "B":
            position += 1
            return .assertion(
                next == "A" ? .textStart : next == "z" ? .textEnd : next == "b" ? .wordBoundary : .noWordBoundary)
        default:
            var set = ScalarSet()
            if try takeClass(into: &set) {
                set.foldsCase = flags.foldsCase
                return .set(set)
            }
            return literal(try escapedScalar())
        }
    }

    /// A class behind a backslash, such as `d` or `p{L}`.
    private mutating func takeClass(into set: inout ScalarSet) throws(PatternError) -> Bool {
        switch next {
        case "d": set.ranges += ScalarSet.digits.ranges
        case "D": set.ranges += ScalarSet.digits.complement
        case "s": set.ranges += ScalarSet.spaces.ranges
        case "S": set.ranges += ScalarSet.spaces.complement
        case "w": set.ranges += ScalarSet.words.ranges
        case "W": set.ranges += ScalarSet.words.complement
        case "p", "P":
            let isNegated = try take() == "P"
            var name = ""
            if take("{") {
                while !take("}") { name.unicodeScalars.append(try take()) }
            } else {
                name = String(try take())
            }
            let isCaret = name.hasPrefix("^")
            if isCaret { name.removeFirst() }
            if name == "Any" {
                if isNegated == isCaret { set.ranges += ScalarSet.all.ranges }
            } else {
                guard ScalarSet.categoryNames.contains(name) else { throw PatternError() }
                set.categories.append(.init(name: name, isNegated: isNegated != isCaret))
            }
            return true
        default: return false
        }
        position += 1
        return true
    }

    private mutating func escapedScalar() throws(PatternError) -> Unicode.Scalar {
        let scalar = try take()
        switch scalar {
        case "a": return "\u{07}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0B}"
        case "x":
            var digits = ""
            if take("{") {
                while !take("}") { digits.unicodeScalars.append(try take()) }
            } else {
                digits = String(try take()) + String(try take())
            }
            guard digits.allSatisfy(\.isHexDigit), let code = UInt32(digits, radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw PatternError() }
            return scalar
        case "0"..."7":
            // One digit alone would be a reference back, which RE2 has not.
            guard scalar == "0" || next.map({ ("0"..."7").contains($0) }) == true else { throw PatternError() }
            var code = scalar.value - 0x30
            for _ in 0..<2 {
                guard let next, ("0"..."7").contains(next) else { break }
                code = code * 8 + next.value - 0x30
                position += 1
            }
            guard let scalar = Unicode.Scalar(code) else { throw PatternError() }
            return scalar
        default:
            guard scalar.isASCII, !ScalarSet.posix["alnum", default: []].contains(where: { $0.contains(scalar.value) })
            else { throw PatternError() }
            return scalar
        }
    }

    // MARK: - Classes

    private mutating func characterClass() throws(PatternError) -> ScalarSet {
        var set = ScalarSet()
        set.isNegated = take("^")
        set.foldsCase = flags.foldsCase
        var isFirst = true
        while isFirst || next != "]" {
            isFirst = false
            if take("[:") {
                try posixClass(into: &set)
                continue
            }
            if next == "\\" {
                position += 1
                if try takeClass(into: &set) { continue }
                position -= 1
            }
            let low = try classScalar()
            var high = low
            if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                high = try classScalar()
            }
            guard low.value <= high.value else { throw PatternError() }
            set.ranges.append(low.value...high.value)
        }
        position += 1
        return set
    }

    private mutating func classScalar() throws(PatternError) -> Unicode.Scalar {
        let scalar = try take()
        return scalar == "\\" ? try escapedScalar() : scalar
    }

    private mutating func posixClass(into set: inout ScalarSet) throws(PatternError) {
        let isNegated = take("^")
        var name = ""
        while !take(":]") { name.unicodeScalars.append(try take()) }
        guard let ranges = ScalarSet.posix[name] else { throw PatternError() }
        set.ranges += isNegated ? ScalarSet(ranges: ranges).complement : ranges
    }
}
