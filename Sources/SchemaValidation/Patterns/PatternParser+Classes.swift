extension PatternParser {
    mutating func escaped() throws(PatternError) -> PatternNode {
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

    mutating func characterClass() throws(PatternError) -> ScalarSet {
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
