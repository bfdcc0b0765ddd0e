/// A name in a group version under which some clusters serve one resource and others another: one with another scope,
/// or of another kind.
public struct FleetConflict: Hashable, Sendable {
    /// Where.
    public var groupVersion: GroupVersion
    /// The name: `widgets`, `widgets/scale`.
    public var name: String
    /// What it is, the one that most clusters serve first.
    public var meanings: [Meaning]

    /// What the name means on some of the clusters.
    public struct Meaning: Hashable, Sendable {
        /// Whether its objects live in a namespace.
        public var namespaced: Bool
        /// What requests and answers are.
        public var responseKind: GroupVersionKind
        /// The labels of the clusters that serve this.
        public var clusters: [String]
    }
}
