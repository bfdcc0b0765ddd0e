/// How a server writes texts in JSON, where it may choose.
public struct JSONTextStyle: Hashable, Sendable {
    /// Whether `<`, `>` and `&` are escaped, as Go's encoder does unless told otherwise.
    public var escapesHTML: Bool
    /// Whether everything beyond ASCII is escaped, as Python's encoder does unless told otherwise.
    public var escapesNonASCII: Bool

    /// Makes a style from its choices.
    public init(escapesHTML: Bool = false, escapesNonASCII: Bool = false) {
        self.escapesHTML = escapesHTML
        self.escapesNonASCII = escapesNonASCII
    }

    /// The choices as a number, which a database can keep.
    public var number: Int { (escapesHTML ? 1 : 0) | (escapesNonASCII ? 2 : 0) }

    /// Reads a number that ``number`` gave.
    public init(number: Int) {
        self.init(escapesHTML: number & 1 != 0, escapesNonASCII: number & 2 != 0)
    }

    /// Hands a text to `write` as a JSON string, quotes included.
    func write(_ text: String, _ write: (UnsafeBufferPointer<UInt8>) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && !needsEscape($0) }) {
                Self.quote.withUnsafeBufferPointer(write)
                write(bytes)
                Self.quote.withUnsafeBufferPointer(write)
            } else {
                escaped(bytes).withUnsafeBufferPointer(write)
            }
        }
    }

    private static let quote = [UInt8(ascii: "\"")]
    private static let digits = Array("0123456789abcdef".utf8)

    private func needsEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): true
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): escapesHTML
        default: false
        }
    }

    private func escaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result = Self.quote
        result.reserveCapacity(bytes.count + bytes.count / 8 + 16)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0x08: result += [UInt8(ascii: "\\"), UInt8(ascii: "b")]
            case 0x09: result += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0x0A: result += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0C: result += [UInt8(ascii: "\\"), UInt8(ascii: "f")]
            case 0x0D: result += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0..<0x20: append(UInt16(byte), to: &result)
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
                if escapesHTML { append(UInt16(byte), to: &result) } else { result.append(byte) }
            case 0x80...:
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                let character = bytes[(index - 1)..<min(index - 1 + length, bytes.count)]
                index = character.endIndex
                append(character, to: &result)
            default: result.append(byte)
            }
        }
        return result + Self.quote
    }

    /// A character beyond ASCII. Both kinds of encoder escape the two line separators that JavaScript cannot stand.
    private func append(_ character: Slice<UnsafeBufferPointer<UInt8>>, to result: inout [UInt8]) {
        let isSeparator = character.elementsEqual([0xE2, 0x80, 0xA8]) || character.elementsEqual([0xE2, 0x80, 0xA9])
        guard escapesNonASCII || isSeparator else {
            result += character
            return
        }
        for unit in String(decoding: character, as: UTF8.self).utf16 { append(unit, to: &result) }
    }

    private func append(_ unit: UInt16, to result: inout [UInt8]) {
        result += [UInt8(ascii: "\\"), UInt8(ascii: "u")]
        for shift in [12, 8, 4, 0] { result.append(Self.digits[Int(unit >> shift & 15)]) }
    }
}

extension JSONScanner.Text {
    /// The text itself, escapes resolved; what is no UTF-8 or no character becomes U+FFFD, as in Go.
    func value(in bytes: UnsafeBufferPointer<UInt8>) -> String {
        let raw = UnsafeBufferPointer(rebasing: bytes[range])
        guard isEscaped else { return String(decoding: raw, as: UTF8.self) }
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            let byte = raw[index]
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                index += 1
                continue
            }
            switch raw[index + 1] {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                result += Self.character(in: raw, at: &index)
                continue
            case let other: result.append(other)
            }
            index += 2
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The UTF-8 of one `\uXXXX`, or of two that are a pair; goes behind it.
    private static func character(in raw: UnsafeBufferPointer<UInt8>, at index: inout Int) -> [UInt8] {
        func unit(_ index: Int) -> UInt16? {
            guard index + 6 <= raw.count, raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u") else {
                return nil
            }
            return (2...5).reduce(UInt16(0)) { $0 << 4 | (hexadecimalDigit(raw[index + $1]) ?? 0) }
        }
        guard let first = unit(index) else { return [] }
        index += 6
        var units = [first]
        if UTF16.isLeadSurrogate(first), let second = unit(index), UTF16.isTrailSurrogate(second) {
            units.append(second)
            index += 6
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
