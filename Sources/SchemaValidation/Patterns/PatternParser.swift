/// Parses the syntax of RE2 as Go reads it (https://github.com/google/re2/wiki/Syntax).
struct PatternParser {
    struct Flags {
        var foldsCase = false
        var isMultiline = false
        var dotTakesNewline = false
    }

    private static let depthLimit = 100
    private static let repeatLimit = 1000

    let scalars: [Unicode.Scalar]
    var position = 0
    var flags = Flags()
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

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func take() throws(PatternError) -> Unicode.Scalar {
        guard let next else { throw PatternError() }
        position += 1
        return next
    }

    mutating func take(_ text: String) -> Bool {
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

    func literal(_ scalar: Unicode.Scalar) -> PatternNode {
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
}
