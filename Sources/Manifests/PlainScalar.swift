import Foundation
import Yams

/// What a scalar of YAML is to kubectl, whose reader (go-yaml 2) follows YAML 1.1 for truths and numbers.
enum PlainScalar {
    static func content(of scalar: Node.Scalar) -> ManifestValue.Content {
        switch scalar.tag.description {
        case "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp", "!": return .string(scalar.string)
        case "tag:yaml.org,2002:binary": return .string(decoded(scalar.string) ?? scalar.string)
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null":
            return content(of: scalar.string)
        case Tag.Name.implicit.rawValue, telling.rawValue: return untagged(scalar)
        // A tag that kubectl does not know makes a text.
        default: return .string(scalar.string)
        }
    }

    private static func untagged(_ scalar: Node.Scalar) -> ManifestValue.Content {
        scalar.style == .plain ? content(of: scalar.string) : .string(scalar.string)
    }

    /// The tag that a value does not fit, such as `int`; `nil` where it has none, or fits it.
    static func unfitTag(of scalar: Node.Scalar) -> String? {
        let prefix = "tag:yaml.org,2002:"
        let name = scalar.tag.description
        guard name.hasPrefix(prefix) else { return nil }
        let tag = String(name.dropFirst(prefix.count))
        let fits =
            switch (tag, content(of: scalar.string)) {
            case ("binary", _): decoded(scalar.string) != nil
            case ("int", _): isWhole(scalar.string)
            case ("float", _) where notFinite.contains(scalar.string): true
            case ("float", .number), ("bool", .bool), ("null", .null): true
            case ("float", _), ("bool", _), ("null", _): false
            default: true
            }
        return fits ? nil : tag
    }

    /// What base64 stands for; what is no UTF-8 becomes U+FFFD, as where kubectl makes JSON of it. `nil` where it is none.
    private static func decoded(_ base64: String) -> String? {
        Data(base64Encoded: base64.replacing("\n", with: "")).map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: - Keys

    /// Gives keys that would be a truth, a number or null a tag of their own, where Yams takes keys without one for texts:
    /// so they can be told from those that have a text's tag. It takes time; see ``keyContent(_:hasTags:)``.
    static let tellingKeys = try? Resolver.basic.appending(
        Resolver.Rule(telling, "^(?:[-+.0-9~].*|[yYnNtTfFoO][A-Za-z]{0,4})?$"))

    private static let telling = Tag.Name(rawValue: "crawlctl")

    /// Whether a plain text may be anything but a text; false only where it is none.
    static func mayConvert(_ plain: String) -> Bool {
        guard let first = plain.utf8.first else { return true }
        return "-+.0123456789~".utf8.contains(first) || plain.utf8.count <= 5 && "yYnNtTfFoO".utf8.contains(first)
    }

    /// What a key is.
    ///
    /// - Parameter hasTags: Whether it was parsed with ``tellingKeys``; else its tag says nothing.
    static func keyContent(_ scalar: Node.Scalar, hasTags: Bool) -> ManifestValue.Content {
        hasTags ? content(of: scalar) : untagged(scalar)
    }

    /// A key as JSON has it.
    static func key(_ scalar: Node.Scalar, hasTags: Bool) -> String {
        switch keyContent(scalar, hasTags: hasTags) {
        case .bool(let truth): String(truth)
        case .number(let number): number.text
        case .string(let text): text
        default: scalar.string
        }
    }

    // MARK: - Numbers

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
        if let integer = integer(text, Int64.self) { return ManifestNumber(integer) }
        if let integer = integer(text, UInt64.self) { return ManifestNumber(Double(integer)) }
        return isFloat(text) ? finite(text) : nil
    }

    /// Whether it is infinite, or not a number, and no text.
    static func isNotFinite(_ scalar: Node.Scalar) -> Bool {
        guard scalar.style == .plain, scalar.string.utf8.count <= 5, notFinite.contains(scalar.string) else {
            return false
        }
        return [Tag.Name.implicit.rawValue, "tag:yaml.org,2002:float"].contains(scalar.tag.description)
    }

    private static let notFinite: Set = [
        ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN",
    ]

    /// Whether it is a whole number that takes 64 bits without a sign.
    static func needs64Bits(_ plain: String) -> Bool {
        guard plain.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false else { return false }
        let text = plain.replacing("_", with: "")
        return integer(text, Int64.self) == nil && integer(text, UInt64.self) != nil
    }

    private static func isWhole(_ plain: String) -> Bool {
        integer(plain.replacing("_", with: ""), Int64.self) != nil || needs64Bits(plain)
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
    private static func integer<Number: FixedWidthInteger>(_ text: String, _: Number.Type) -> Number? {
        var digits = text[...]
        let sign = digits.first == "-" ? "-" : ""
        if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
        guard digits.first?.isHexDigit == true else { return nil }
        guard digits.first == "0", digits.count > 1 else { return Number(sign + digits) }
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8)] {
            guard digits.hasPrefix(prefix) else { continue }
            let rest = digits.dropFirst(2)
            return rest.first?.isHexDigit == true ? Number(sign + rest, radix: radix) : nil
        }
        return Number(sign + digits.dropFirst(), radix: 8)
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
