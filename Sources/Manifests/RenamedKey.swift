import Yams

/// A key that is put out of the way.
enum RenamedKey {
    /// What a renamed key begins with; no manifest has it.
    static let sign: Unicode.Scalar = "\u{F8FF}"

    /// Makes another key of the one at a mark, by a character that no manifest has; false where it is not written as
    /// a word or in quotes.
    static func rename(in bytes: inout [UInt8], at mark: Mark, number: Int) -> Bool {
        var position = bytes.startIndex
        for _ in 1..<max(1, mark.line) {
            guard let end = bytes[position...].firstIndex(of: 0x0A) else { return false }
            position = end + 1
        }
        // Columns are counted in code points; bytes that continue one do not count.
        var column = 1
        while position < bytes.endIndex, column < mark.column || bytes[position] & 0xC0 == 0x80 {
            position += 1
            if position < bytes.endIndex, bytes[position] & 0xC0 != 0x80 { column += 1 }
        }
        guard position < bytes.endIndex else { return false }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): position += 1
        case _ where "&*!|>?[]{},#%@`-:\n\r".utf8.contains(bytes[position]): return false
        default: break
        }
        bytes.insert(contentsOf: "\(sign)\(number)".utf8, at: position)
        return true
    }
}
