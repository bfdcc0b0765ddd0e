import Foundation

/// Formats of texts, as servers check them; those that a server does not know say nothing.
enum TextFormat {
    static func isValid(_ text: String, _ format: String, _ decoding: Decoding) -> Bool {
        // Hyphens make no difference.
        let format = format.replacing("-", with: "")
        let isLenient = decoding == .structural
        switch format {
        case "datetime": return isDateTime(isLenient ? text.uppercased() : text)
        case "byte": return isBase64(text) && !(isLenient && (text.isEmpty || text.contains(where: \.isNewline)))
        default: break
        }
        // Types of Go have no other that is checked when they are decoded.
        guard isLenient else { return true }
        switch format {
        case "date": return isDate(text[...])
        case "ipv4": return bits(of: text[...]) != nil && text.contains(".")
        case "ipv6": return bits(of: text[...]) != nil && text.contains(":")
        case "cidr": return isCIDR(text)
        case "duration": return matches(text, durations)
        case "uuid", "uuid3", "uuid4", "uuid5": return isUUID(text, version: format.last.flatMap(\.wholeNumberValue))
        case "mac": return matches(text, macs)
        case "email": return matches(text, emails)
        case "uri": return matches(text, uris) && matches(text, escapedPaths)
        case "hexcolor": return matches(text, hexColors)
        case "bsonobjectid": return matches(text, objectIDs)
        case "k8sshortname": return text.utf8.count <= 63 && matches(text, labels)
        case "k8slongname": return text.utf8.count <= 253 && matches(text, subdomains)
        case "hostname": return text.utf8.count <= 255 && matches(text, hostnames)
        default: return true
        }
    }

    /// What servers say that a quantity has to match.
    static let quantityExpression = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"

    /// Whether a text is a quantity, such as `1.5Gi`, `100m` or `1e3`, with spaces around it or not.
    ///
    /// Servers take white space off the JSON, where what is below a space is an escape.
    static func isQuantity(_ text: String) -> Bool {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace && scalar.value >= 0x20 }
        let scalars = text.unicodeScalars.drop(while: isSpace)
        let end = scalars.lastIndex { !isSpace($0) }.map(scalars.index(after:)) ?? scalars.startIndex
        return matches(String(scalars[..<end]), quantities)
    }

    /// Whether a text is a date-time, but none that Go reads with the layout `2006-01-02T15:04:05.000000Z07:00`: seconds
    /// have six decimals there, no more and no fewer.
    static func lacksMicroseconds(_ text: String) -> Bool { isDateTime(text) && !matches(text, microTimes) }

    private static let microTimes = try? Pattern(#":\d{2}[.,]\d{6}(Z|[-+])"#)

    private static let quantities = try? Pattern(
        #"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$"#)

    private static func matches(_ text: String, _ pattern: Pattern?) -> Bool {
        // Nothing with such a format is that long.
        guard text.utf8.count <= 10_000 else { return false }
        return pattern?.matches(text) ?? true
    }

    private static let durations = try? Pattern(
        #"^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$"#
            + #"|(?i)\d+\s*(nano|micro|milli|sec|min|hour|day|week|(ns|us|µs|ms|s|m|h|hr|d|w|wk)([^a-zµ]|$))"#)
    private static let macs = try? Pattern(
        #"(?i)^([0-9a-f]{2}(:[0-9a-f]{2}){5}|[0-9a-f]{2}(-[0-9a-f]{2}){5}|[0-9a-f]{4}(\.[0-9a-f]{4}){2}|[0-9a-f]{2}(:[0-9a-f]{2}){7}|[0-9a-f]{2}(-[0-9a-f]{2}){7}|[0-9a-f]{4}(\.[0-9a-f]{4}){3}|[0-9a-f]{2}(:[0-9a-f]{2}){19}|[0-9a-f]{2}(-[0-9a-f]{2}){19}|[0-9a-f]{4}(\.[0-9a-f]{4}){9})$"#
    )
    private static let emails = try? Pattern(
        #"^(.*<)?("[^"]+"|[^\s<>@.,"]+(\.[^\s<>@.,"]+)*)@[^\s<>@,]+>?$"#)
    /// What `net/url` takes for a request: an authority has a numeric port, and what is escaped is so in full.
    private static let uris = try? Pattern(
        #"^(\*$|/|[A-Za-z][A-Za-z0-9+.-]*:(//([^/?#%@\s]*@)?"#
            + #"(\[[0-9A-Fa-f:.]+\]|[^/?#%@\s:\[\]]*)(:\d*)?([/?]|$)|[^/]|/[^/]|/?$))"#)
    private static let escapedPaths = try? Pattern(
        #"^([^\x00-\x1f\x7f%?]|%[0-9A-Fa-f]{2})*(\?[^\x00-\x1f\x7f]*)?$"#)
    private static let hexColors = try? Pattern("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")
    private static let objectIDs = try? Pattern("^[0-9a-fA-F]{24}$")
    private static let labels = try? Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
    private static let subdomains = try? Pattern(
        #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#)
    /// One label, or several of which the last has letters alone.
    private static let hostnames = try? Pattern(
        #"^[a-zA-Z0-9\p{S}\p{L}](-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?$"#
            + #"|^([a-zA-Z0-9\p{S}\p{L}]([a-zA-Z0-9\p{S}\p{L}-]{0,61}[a-zA-Z0-9\p{S}\p{L}])?\.)+[a-zA-Z\p{L}]{2,63}$"#)

    // MARK: - Times

    private static func isDateTime(_ text: String) -> Bool {
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 100 && isDate(parts[0]) && matches(String(parts[1]), times)
    }

    private static let times = try? Pattern(
        #"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d([.,]\d+)?(Z|[-+]\d{2}:\d{2})$"#)

    private static func isDate(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.joined().utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    // MARK: - Others

    /// As Go's decoder has it: padded, and line ends do not count.
    private static func isBase64(_ text: String) -> Bool {
        var (digits, padding) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case 0x0A, 0x0D: continue
            case UInt8(ascii: "="): padding += 1
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"):
                if padding > 0 { return false }
                digits += 1
            default: return false
            }
        }
        return padding <= 2 && (digits + padding) % 4 == 0
    }

    private static func isUUID(_ text: String, version: Int?) -> Bool {
        guard text.utf8.count <= 36 else { return false }
        let digits = text.replacing("-", with: "")
        guard digits.utf8.count == 32, digits.utf8.count == digits.count, digits.allSatisfy(\.isHexDigit),
            matches(text, uuids)
        else { return false }
        let at12 = digits.dropFirst(12).first.map(String.init),
            at16 = digits.dropFirst(16).first.map { $0.lowercased() }
        guard let version else { return true }
        return at12 == "\(version)" && (version == 3 || "89ab".contains(at16 ?? "-"))
    }

    private static let uuids = try? Pattern(
        "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$")

    /// How many bits an address has; `nil` where it is none. As servers have it, a number of it may begin with zeros.
    private static func bits(of text: Substring) -> Int? {
        guard text.utf8.count < 64, !text.utf8.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET6, String(text), &bytes) == 1 { return 128 }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ isNumber($0, upTo: 255) }) else { return nil }
        return 32
    }

    private static func isCIDR(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = bits(of: parts[0]) else { return false }
        return isNumber(parts[1], upTo: bits)
    }

    private static func isNumber(_ text: Substring, upTo limit: Int) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 5, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        return Int(text).map { $0 <= limit } ?? false
    }
}
