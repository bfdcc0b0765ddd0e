import DiscoveryModel

/// How well something fits what was searched for, the best first.
public enum SearchMatch: Int, Comparable, Sendable {
    /// A resource has that name, or is of that kind.
    case resource
    /// A resource's kind has all the words.
    case resourceWords
    /// A field has that name.
    case field
    /// A field's name has all the words.
    case fieldWords
    /// A description has the words.
    case description

    /// By how well they fit.
    public static func < (one: SearchMatch, other: SearchMatch) -> Bool { one.rawValue < other.rawValue }
}

/// A kind or a field that a search found in the schemas.
public struct SchemaHit: Sendable {
    /// Of which kind it is a field; of several that have it the first.
    public var kind: GroupVersionKind
    /// The names that lead to the field; empty for the kind itself. Lists and maps have no name on the way.
    public var path: [String]
    /// What its document says of it.
    public var description: String
    /// Whether it must be there.
    public var isRequired: Bool
    /// The number of its schema.
    public var node: Int64
    /// How many of the kinds that were searched have the very same field, in whatever place; `nil` where they were not
    /// counted.
    public var kinds: Int?
    /// How well it fits.
    public var match: SearchMatch
    /// How well the text fits, as bm25 has it, names counting ten times; the lower, the better.
    public var score: Double
}
