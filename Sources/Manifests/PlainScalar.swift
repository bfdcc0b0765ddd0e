import Yams

/// What a scalar of YAML is to kubectl, whose reader (go-yaml 2) follows YAML 1.1 for truths and numbers.
enum PlainScalar {
    static func content(of scalar: Node.Scalar) -> ManifestValue.Content {
        switch scalar.tag.description {
        case "tag:yaml.org,2002:str", "!": return .string(scalar.string)
        case "tag:yaml.org,2002:binary", "tag:yaml.org,2002:timestamp": return .string(scalar.string)
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null":
            return content(of: scalar.string)
        default: return scalar.style == .plain ? content(of: scalar.string) : .string(scalar.string)
        }
    }

    /// A key as JSON has it. Its tag says nothing: Yams takes keys for texts where it compares them.
    static func key(_ scalar: Node.Scalar) -> String {
        guard scalar.style == .plain else { return scalar.string }
        return switch content(of: scalar.string) {
        case .bool(let truth): String(truth)
        case .number(let number): number.text
        default: scalar.string
        }
    }

    static func content(of plain: String) -> ManifestValue.Content {
        switch plain {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return .bool(true)
        case "false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF": return .bool(false)
        default: return number(plain).map(ManifestValue.Content.number) ?? .string(plain)
        }
    }

    private static func number(_ plain: String) -> ManifestNumber? {
        guard let first = plain.utf8.first, "0123456789+-.".utf8.contains(first), plain.utf8.count < 400 else {
            return nil
        }
        let text = plain.replacing("_", with: "")
        return integer(text).map { ManifestNumber($0) } ?? (isFloat(text) ? finite(text) : nil)
    }

    private static func finite(_ text: String) -> ManifestNumber? {
        // Swift wants digits on both sides of a point.
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        var text = text
        if parts.count == 2 {
            let before = parts[0].last?.isNumber == true ? "\(parts[0])" : "\(parts[0])0"
            let behind = parts[1].first?.isNumber == true ? "\(parts[1])" : "0\(parts[1])"
            text = "\(before).\(behind)"
        }
        guard let value = Double(text), value.isFinite else { return nil }
        return ManifestNumber(value)
    }

    /// Decimal, or with a prefix hexadecimal, binary or octal.
    private static func integer(_ text: String) -> Int64? {
        var digits = text[...]
        let sign = digits.first == "-" ? "-" : ""
        if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
        guard digits.first?.isHexDigit == true else { return nil }
        guard digits.first == "0", digits.count > 1 else { return Int64(sign + digits) }
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8)] {
            guard digits.hasPrefix(prefix) else { continue }
            let rest = digits.dropFirst(2)
            return rest.first?.isHexDigit == true ? Int64(sign + rest, radix: radix) : nil
        }
        return Int64(sign + digits.dropFirst(), radix: 8)
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isFloat(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        func dropDigits() -> Int {
            let count = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(count)
            return count
        }
        func drop(_ bytes: [UInt8]) -> Bool {
            guard let first = rest.first, bytes.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        let signs = Array("+-".utf8)
        _ = drop(signs)
        let whole = dropDigits()
        let fraction = drop(Array(".".utf8)) ? dropDigits() : 0
        guard whole + fraction > 0 else { return false }
        if drop(Array("eE".utf8)) {
            _ = drop(signs)
            guard dropDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
