/// What sets of clusters are called where there is no room for names.
enum SetLetters {
    /// `A` to `Z`, `AA` and so on.
    static func name(_ index: Int) -> String {
        let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
        return index < 26 ? letter : name(index / 26 - 1) + letter
    }

    /// `A, C-F`.
    ///
    /// - Parameter sets: Their numbers, in order.
    static func list(_ sets: [Int], _ letters: [String]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for set in sets {
            if let last = ranges.last, last.upperBound == set - 1 {
                ranges[ranges.count - 1] = last.lowerBound...set
            } else {
                ranges.append(set...set)
            }
        }
        return ranges.map { range in
            range.count > 2
                ? "\(letters[range.lowerBound])-\(letters[range.upperBound])"
                : range.map { letters[$0] }.joined(separator: ", ")
        }.joined(separator: ", ")
    }
}
