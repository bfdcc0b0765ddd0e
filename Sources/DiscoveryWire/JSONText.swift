/// JSON as Go's encoder writes it: compact, and with the escapes that Go chooses, so that a document is the same bytes
/// as a server's.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Adds text that is JSON already.
    mutating func append(json: StaticString) {
        json.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Adds a string.
    mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            // Without a way out of the loop, many bytes are looked at in one step.
            if utf8.reduce(UInt8(0), { $0 | (Self.needsLook($1) ? 1 : 0) }) == 0 {
                bytes.append(contentsOf: utf8)
            } else {
                appendEscaping(utf8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a list of strings.
    mutating func append(_ list: [String]) {
        append(list: list) { $0.append($1) }
    }

    /// Adds a list whose items `body` adds.
    mutating func append<Item>(list: some Sequence<Item>, _ body: (inout JSONText, Item) -> Void) {
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for item in list {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            body(&self, item)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Whether a byte is, or may begin, something that Go escapes.
    private static func needsLook(_ byte: UInt8) -> Bool {
        switch byte {
        case ..<0x20, 0x22, 0x26, 0x3C, 0x3E, 0x5C, 0xE2: true
        default: false
        }
    }

    private mutating func appendEscaping(_ utf8: UnsafeBufferPointer<UInt8>) {
        let hexadecimal = Array("0123456789abcdef".utf8)
        for (index, byte) in utf8.enumerated() {
            switch byte {
            case 0x22, 0x5C: bytes += [0x5C, byte]
            case 0x08: append(json: "\\b")
            case 0x09: append(json: "\\t")
            case 0x0A: append(json: "\\n")
            case 0x0C: append(json: "\\f")
            case 0x0D: append(json: "\\r")
            case ..<0x20, 0x26, 0x3C, 0x3E:
                append(json: "\\u00")
                bytes += [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            case 0xA8, 0xA9:
                // U+2028 and U+2029, which JavaScript took for ends of lines.
                if index >= 2, utf8[index - 2] == 0xE2, utf8[index - 1] == 0x80 {
                    bytes.removeLast(2)
                    append(json: byte == 0xA8 ? "\\u2028" : "\\u2029")
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
    }
}
