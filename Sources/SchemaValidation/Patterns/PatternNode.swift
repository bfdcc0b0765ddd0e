/// A parsed pattern.
indirect enum PatternNode {
    case empty
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `most` is `nil` where there is no limit.
    case repeated(PatternNode, least: Int, most: Int?)
}

/// What has to be so between two characters.
enum PatternAssertion: Hashable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

    /// - Parameters: The characters before and behind; `nil` where the text ends.
    func holds(between before: Unicode.Scalar?, and behind: Unicode.Scalar?) -> Bool {
        switch self {
        case .textStart: before == nil
        case .textEnd: behind == nil
        case .lineStart: before == nil || before == "\n"
        case .lineEnd: behind == nil || behind == "\n"
        case .wordBoundary: Self.isWord(before) != Self.isWord(behind)
        case .noWordBoundary: Self.isWord(before) == Self.isWord(behind)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(ScalarSet.words.contains) ?? false }
}

/// A pattern that is not understood: it is none of RE2's, or is too large.
struct PatternError: Error {}
