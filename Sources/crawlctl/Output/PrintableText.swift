/// Text from elsewhere, made safe to show on a terminal.
enum PrintableText {
    /// Escapes control characters, line separators, invisible characters and those that turn the writing direction round.
    static func escaping(_ text: String) -> String {
        guard mayNeedEscape(text), text.unicodeScalars.contains(where: needsEscape) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case _ where needsEscape(scalar): escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The same for a JSON or YAML document, whose own white space stays and whose escapes are its own.
    static func escapingDocument(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 != "\n" && needsEscape($0) }) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if scalar != "\n" && needsEscape(scalar) {
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Whether a text has anything but printable ASCII: nearly none does, and bytes are quicker to look at.
    private static func mayNeedEscape(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            // Without a way out of the loop, many bytes are looked at in one step.
            bytes.reduce(UInt8(0)) { $0 | ($1 < 0x20 || $1 > 0x7E ? 1 : 0) } != 0
        } ?? true
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0x061C: true
        // Nothing to see, so that two names look like one.
        case 0xAD, 0x180E, 0x200B...0x200F, 0x2060...0x2064, 0xFEFF: true
        default: false
        }
    }
}
