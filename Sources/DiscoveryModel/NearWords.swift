/// How near two words are, for guessing what somebody meant.
package enum NearWords {
    /// How many letters have to be put in, taken out, replaced or swapped with the next (the optimal string alignment);
    /// `Int.max` where the lengths differ by more than two.
    package static func distance<Letter: Equatable>(_ one: [Letter], _ other: [Letter]) -> Int {
        if abs(one.count - other.count) > 2 { return .max }
        var (before, last) = ([Int](), Array(0...other.count))
        for (i, left) in one.enumerated() {
            var row = [i + 1]
            for (j, right) in other.enumerated() {
                var next = min(row[j] + 1, last[j + 1] + 1, last[j] + (left == right ? 0 : 1))
                if i > 0, j > 0, left == other[j - 1], one[i - 1] == right { next = min(next, before[j - 1] + 1) }
                row.append(next)
            }
            (before, last) = (last, row)
        }
        return last[other.count]
    }

    /// Those of some words that may have been meant, whatever their case, the nearest first; at most five.
    package static func near(_ word: String, among words: [String]) -> [String] {
        let wanted = Array(word.lowercased().utf8)
        var distances: [String: Int] = [:]
        for word in words { distances[word] = distance(wanted, Array(word.lowercased().utf8)) }
        return nearest(distances, to: wanted.count)
    }

    /// The words within the slips that a word of so many letters may have, by their distances, the nearest first; at most
    /// five.
    package static func nearest(_ distances: [String: Int], to count: Int) -> [String] {
        distances.filter { $0.value <= slips(in: count) }
            .sorted { $0.value == $1.value ? $0.key < $1.key : $0.value < $1.value }.prefix(5).map(\.key)
    }

    /// How many slips of the keyboard a word of so many letters may have.
    package static func slips(in count: Int) -> Int { count < 8 ? 1 : 2 }
}
