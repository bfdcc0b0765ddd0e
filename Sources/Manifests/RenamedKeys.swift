import Yams

/// Keys that are put out of the way in one text.
struct RenamedKeys {
    /// What a renamed key begins with, before a number of two digits: a character for private use that the text does not
    /// have.
    private let sign: Unicode.Scalar
    /// How many keys were renamed.
    private(set) var count = 0

    init(in text: some Collection<UInt8>) {
        // U+F8xx; of 256 such characters one is not there.
        let codes = (UInt32(0xF800)...0xF8FF).reversed()
        sign =
            codes.lazy.compactMap(Unicode.Scalar.init).first { text.firstRange(of: Array("\($0)".utf8)) == nil }
            ?? "\u{F8FF}"
    }

    /// The number of a renamed key, and what it was; `nil` for any other.
    func parts(of key: String) -> (number: Int, original: String)? {
        guard count > 0 else { return nil }
        let scalars = key.unicodeScalars
        let digits = scalars.dropFirst().prefix(2).compactMap { $0.value >= 0x30 ? Int($0.value) - 0x30 : nil }
        guard scalars.first == sign, digits.count == 2, digits.allSatisfy({ $0 < 10 }) else { return nil }
        let number = digits[0] * 10 + digits[1]
        // An escape may stand for the sign.
        return number < count ? (number, String(scalars.dropFirst(3))) : nil
    }

    /// Where renamed keys are there again, by their numbers: the next of the same name in their mapping.
    func repetitions(in roots: [Node]) -> [Int: Mark] {
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
    /// To be called fewer than a hundred times.
    mutating func rename(in bytes: inout [UInt8], at mark: Mark) -> Bool {
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
        bytes.insert(contentsOf: "\(sign)\(count / 10)\(count % 10)".utf8, at: position)
        count += 1
        return true
    }
}
