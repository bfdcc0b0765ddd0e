import Yams

/// A key that is put out of the way.
enum RenamedKey {
    /// What a renamed key begins with, before a number of two digits; no manifest has it.
    private static let sign: Unicode.Scalar = "\u{F8FF}"

    /// The number of a renamed key, and what it was; `nil` for any other.
    static func parts(of key: String) -> (number: Int, original: String)? {
        let scalars = key.unicodeScalars
        let digits = scalars.dropFirst().prefix(2)
        guard scalars.first == sign, digits.count == 2, let number = Int(String(digits)) else { return nil }
        return (number, String(scalars.dropFirst(3)))
    }

    /// Where renamed keys are there again, by their numbers: the next of the same name in their mapping.
    static func repetitions(in roots: [Node]) -> [Int: Mark] {
        var found: [Int: Mark] = [:]
        var open = roots
        // What aliases stand for is where it was written.
        var seen: Set<Int> = []
        while let node = open.popLast() {
            if let mark = node.mark, node.scalar == nil, !seen.insert(mark.line << 32 | mark.column).inserted {
                continue
            }
            if let sequence = node.sequence { open += sequence }
            guard let mapping = node.mapping else { continue }
            var waiting: [String: Int] = [:]
            for (key, value) in mapping {
                open.append(value)
                guard let text = key.scalar?.string else { continue }
                let renamed = parts(of: text)
                let name = renamed?.original ?? text
                if let number = waiting.removeValue(forKey: name) { found[number] = key.mark }
                if let renamed { waiting[name] = renamed.number }
            }
        }
        return found
    }

    /// Makes another key of the one at a mark, by a character that no manifest has; false where it is not written as
    /// a word or in quotes.
    ///
    /// - Parameter number: Below 100.
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
        bytes.insert(contentsOf: "\(sign)\(number / 10)\(number % 10)".utf8, at: position)
        return true
    }
}
