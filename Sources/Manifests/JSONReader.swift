/// Parses JSON (RFC 8259), one value or several one after the other, and remembers lines, which Foundation's parser
/// does not.
struct JSONReader {
    /// Where and why a text is no JSON.
    struct Failure: Error {
        var line: Int
        var message: String
    }

    private let bytes: ArraySlice<UInt8>
    private let depthLimit: Int
    private var position: Int
    private var line = 1
    private var depth = 0

    /// - Parameter bytes: UTF-8.
    init(_ bytes: ArraySlice<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        position = bytes.startIndex
    }

    /// The next value, `nil` at the end.
    mutating func next() throws(Failure) -> JSONNode? {
        skipSpace()
        guard position < bytes.endIndex else { return nil }
        return try value()
    }

    private var byte: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            if byte == 0x0A { line += 1 }
            position += 1
        }
    }

    private mutating func value() throws(Failure) -> JSONNode {
        let start = line
        switch byte {
        case UInt8(ascii: "{"): return JSONNode(line: start, content: .object(try object()))
        case UInt8(ascii: "["): return JSONNode(line: start, content: .array(try array()))
        case UInt8(ascii: "\""): return JSONNode(line: start, content: .string(try string()))
        case UInt8(ascii: "t"): return JSONNode(line: start, content: try word("true", .bool(true)))
        case UInt8(ascii: "f"): return JSONNode(line: start, content: try word("false", .bool(false)))
        case UInt8(ascii: "n"): return JSONNode(line: start, content: try word("null", .null))
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            return JSONNode(line: start, content: .number(try number()))
        default: throw unexpected("a value")
        }
    }

    private mutating func object() throws(Failure) -> [(key: String, line: Int, value: JSONNode)] {
        var members: [(key: String, line: Int, value: JSONNode)] = []
        try open()
        skipSpace()
        if try closes("}") { return members }
        while true {
            guard byte == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
            let keyLine = line
            let key = try string()
            skipSpace()
            guard byte == UInt8(ascii: ":") else { throw unexpected("a colon") }
            position += 1
            skipSpace()
            members.append((key, keyLine, try value()))
            skipSpace()
            if try closes("}") { return members }
            guard byte == UInt8(ascii: ",") else { throw unexpected("a comma or }") }
            position += 1
            skipSpace()
        }
    }

    private mutating func array() throws(Failure) -> [JSONNode] {
        var items: [JSONNode] = []
        try open()
        skipSpace()
        if try closes("]") { return items }
        while true {
            items.append(try value())
            skipSpace()
            if try closes("]") { return items }
            guard byte == UInt8(ascii: ",") else { throw unexpected("a comma or ]") }
            position += 1
            skipSpace()
        }
    }

    private mutating func open() throws(Failure) {
        depth += 1
        guard depth <= depthLimit else { throw Failure(line: line, message: "it nests deeper than \(depthLimit)") }
        position += 1
    }

    private mutating func closes(_ bracket: Unicode.Scalar) throws(Failure) -> Bool {
        guard byte == UInt8(ascii: bracket) else { return false }
        position += 1
        depth -= 1
        return true
    }

    private mutating func word(_ word: String, _ content: JSONNode.Content) throws(Failure) -> JSONNode.Content {
        guard bytes[position...].starts(with: word.utf8) else { throw unexpected("a value") }
        position += word.utf8.count
        return content
    }

    private mutating func number() throws(Failure) -> String {
        let start = position
        if byte == UInt8(ascii: "-") { position += 1 }
        let integer = digits()
        guard integer.first != UInt8(ascii: "0") || integer.count == 1 else {
            throw Failure(line: line, message: "a number begins with 0")
        }
        if byte == UInt8(ascii: ".") {
            position += 1
            if digits().isEmpty { throw unexpected("a digit") }
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
            if digits().isEmpty { throw unexpected("a digit") }
        }
        guard !integer.isEmpty else { throw unexpected("a digit") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() -> ArraySlice<UInt8> {
        let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
        position = digits.endIndex
        return digits
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        let start = position
        while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if byte == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        var units = Array(bytes[start..<position])
        while true {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &units)
            case .some(0x20...):
                units.append(bytes[position])
                position += 1
            case nil, .some: throw unexpected("the end of the text in quotes")
            }
        }
    }

    private mutating func escape(into units: inout [UInt8]) throws(Failure) {
        position += 1
        let plain: [UInt8: UInt8] = [
            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
        ]
        if let byte, let escaped = plain[byte] {
            units.append(escaped)
            position += 1
        } else if byte == UInt8(ascii: "u") {
            position += 1
            var code = try hexadecimal()
            // Half of a surrogate pair alone is read as Go reads it.
            if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: [0x5C, 0x75]) {
                let after = position
                position += 2
                let low = try hexadecimal()
                if (0xDC00..<0xE000).contains(low) {
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    position = after
                }
            }
            units += Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
        } else {
            throw unexpected("an escaped character")
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw unexpected("four hexadecimal digits") }
        position += 4
        return code
    }

    private func unexpected(_ wanted: String) -> Failure {
        let found =
            switch byte {
            case nil: "the end"
            case .some(0x21...0x7E): "\(Character(Unicode.Scalar(bytes[position])))"
            case .some(let byte): "byte \(byte)"
            }
        return Failure(line: line, message: "\(wanted) should be where \(found) is")
    }
}
