/// Text in XML 1.0, in an element or in quotes.
enum XMLText {
    static func escaping(_ text: String) -> String {
        var escaped = ""
        for scalar in PrintableText.escaping(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&apos;"
            // No XML may have these, not even escaped.
            case "\u{FFFE}", "\u{FFFF}": escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
