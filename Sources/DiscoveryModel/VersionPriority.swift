/// The order in which Kubernetes ranks the versions of a group where nobody says another: stable ones before beta and
/// alpha ones, higher numbers first, whatever does not look like a version behind them by name.
///
/// Follows apimachinery's `version.CompareKubeAwareVersionStrings`.
enum VersionPriority {
    /// Whether a version comes before another.
    static func precedes(_ one: String, _ other: String) -> Bool {
        switch (Rank(one), Rank(other)) {
        case (let one?, let other?): (one.stage, one.major, one.minor) > (other.stage, other.major, other.minor)
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): one.precedes(other)
        }
    }

    /// The version names of several servers as one list.
    ///
    /// In the order of a list that has them all and that no other contradicts, else by ``precedes(_:_:)``.
    ///
    /// - Parameters:
    ///   - versions: Which ones to order.
    ///   - lists: Those of each server, in its order.
    static func merged(_ versions: Set<String>, in lists: [[String]]) -> [String] {
        let lists = lists.map { $0.filter(versions.contains) }
        if let longest = lists.first(where: { $0.count == versions.count }),
            lists.allSatisfy({ $0 == longest || isSubsequence($0, of: longest) })
        {
            return longest
        }
        return versions.sorted(by: precedes)
    }

    private static func isSubsequence(_ part: [String], of whole: [String]) -> Bool {
        var rest = whole[...]
        return part.allSatisfy { item in
            guard let found = rest.firstIndex(of: item) else { return false }
            rest = rest[(found + 1)...]
            return true
        }
    }

    /// `v2beta1` as numbers; a version without `alpha` or `beta` is of the third stage.
    private struct Rank {
        var stage = 3
        var major: Int
        var minor = 0

        init?(_ version: String) {
            guard version.hasPrefix("v") else { return nil }
            let digits = version.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard let major = Int(digits), digits.first != "0" else { return nil }
            self.major = major
            let rest = version.dropFirst(1 + digits.count)
            if rest.isEmpty { return }
            for (stage, word) in [(1, "alpha"), (2, "beta")] where rest.hasPrefix(word) {
                let number = rest.dropFirst(word.count)
                guard number.allSatisfy({ $0.isASCII && $0.isNumber }), number.first != "0", let minor = Int(number)
                else { return nil }
                self.stage = stage
                self.minor = minor
                return
            }
            return nil
        }
    }
}
