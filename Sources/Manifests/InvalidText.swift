/// Where a text stops being one.
enum InvalidText {
    /// How many lines stand before the first character that YAML does not allow (`c-printable`).
    static func lineForYAML(in bytes: ArraySlice<UInt8>) -> Int {
        var line = 0
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x0A: line += 1
            case 0x09, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...: break
            default: return line
            }
        }
        return line
    }

    /// How many lines stand before the first that is not UTF-8.
    static func line(in bytes: ArraySlice<UInt8>) -> Int {
        var (line, position) = (0, bytes.startIndex)
        while position < bytes.endIndex {
            let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.endIndex
            if String(validating: bytes[position..<end], as: UTF8.self) == nil { return line }
            (line, position) = (line + 1, min(end + 1, bytes.endIndex))
        }
        return line
    }
}
