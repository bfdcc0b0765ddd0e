import Foundation

/// What a surface that stands for several clusters was put together of.
public struct FleetOrigin: Sendable {
    /// The clusters, by label.
    public var members: [FleetMember]
    /// The resources of one name that are not the same resource everywhere.
    public var conflicts: [FleetConflict]

    /// Makes an origin from its parts.
    public init(members: [FleetMember], conflicts: [FleetConflict]) {
        self.members = members
        self.conflicts = conflicts
    }
}

/// One of several clusters, and how good the knowledge of it is.
public struct FleetMember: Sendable {
    /// The label of its surface.
    public var label: String
    /// When it was last seen; `nil` for what no crawl saw.
    public var asOf: Date?
    /// The group versions that were not current.
    public var conditions: [GroupVersion: GroupVersionCondition]

    /// Takes from a surface all but the surface.
    public init(_ resolved: ResolvedSurface) {
        label = resolved.label
        asOf = resolved.asOf
        conditions = resolved.conditions
    }
}

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
