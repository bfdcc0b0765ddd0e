import Foundation

/// What a surface that stands for several clusters was put together of.
public struct FleetOrigin: Sendable {
    /// How it was put together.
    public var rule: FleetSurface.Rule
    /// The clusters, by label.
    public var members: [FleetMember]
    /// The resources of one name that are not the same resource everywhere.
    public var conflicts: [FleetConflict]
    /// The group versions of which the fleet's own answer is old; see ``ResolvedSurface/isReliable(_:)``.
    public var unreliable: Set<GroupVersion>

    /// Makes an origin from its parts.
    public init(
        _ rule: FleetSurface.Rule, members: [FleetMember], conflicts: [FleetConflict],
        unreliable: Set<GroupVersion> = []
    ) {
        self.rule = rule
        self.members = members
        self.conflicts = conflicts
        self.unreliable = unreliable
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
