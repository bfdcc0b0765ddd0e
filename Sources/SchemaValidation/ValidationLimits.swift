/// How much is done for one object before validation stops and says so.
public struct ValidationLimits: Sendable {
    /// The problems that are told.
    public var problems = 100
    /// The pairs of a value and a schema that are looked at, and elements of the strings that are matched with patterns.
    public var steps = 4_000_000
    /// The levels of an object.
    public var depth = 200

    /// The usual limits.
    public init() {}
}

/// What keeps a validation from being whole.
public enum ValidationNote: Hashable, Comparable, Sendable {
    /// There are more problems than are told.
    case moreProblems
    /// It took too long, so the rest was not looked at.
    case tooMuchToValidate
    /// The object nests too deeply.
    case tooDeep
    /// A schema has rules in CEL, which are not evaluated.
    case rules
    /// A pattern that is not understood, and so not matched.
    case pattern(String)
}
