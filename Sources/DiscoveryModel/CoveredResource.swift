/// A resource that a rule with a wildcard covers.
public struct CoveredResource: Hashable, Sendable {
    /// `""` is the core group.
    public var group: String
    /// `pods`, `pods/log`.
    public var name: String
    /// Those of the rule that it has, in the order of their bytes.
    public var verbs: [String]
}
