import Foundation

/// A surface together with whose it is and how good the knowledge of it is.
public struct ResolvedSurface: Sendable {
    /// The cluster's name, with `@` and the moment where one was asked for; or `upstream:1.36`; or `fleet:common (3
    /// clusters)`.
    public var label: String
    /// The snapshot's number; `nil` for what no crawl saw.
    public var snapshotID: Int64?
    /// When it was last seen; `nil` for what no crawl saw.
    public var asOf: Date?
    /// What is served.
    public var surface: APISurface
    /// Equal for surfaces of one answer that are the same in the same order; `nil` where that is not known.
    public var contentID: String?
    /// The group versions that were not current.
    public var conditions: [GroupVersion: GroupVersionCondition]
    /// What it was put together of; `nil` for what one server serves.
    public var fleet: FleetOrigin?

    /// Makes a resolved surface from its parts.
    public init(
        label: String, snapshotID: Int64? = nil, asOf: Date? = nil, surface: APISurface, contentID: String? = nil,
        conditions: [GroupVersion: GroupVersionCondition] = [:], fleet: FleetOrigin? = nil
    ) {
        self.label = label
        self.snapshotID = snapshotID
        self.asOf = asOf
        self.surface = surface
        self.contentID = contentID
        self.conditions = conditions
        self.fleet = fleet
    }

    /// The state of one of its group versions.
    public func state(of groupVersion: GroupVersion) -> GroupVersionState {
        conditions[groupVersion]?.state ?? .current
    }

    /// Whether what is known of one of its group versions is what is served now, so that clients may rely on it.
    ///
    /// On one server, that is where it is current. In what is common to a fleet, where it is current on every cluster, and
    /// in a fleet's union, where it is on any; a cluster that never saw its resources has no say.
    public func isReliable(_ groupVersion: GroupVersion) -> Bool {
        fleet.map { !$0.unreliable.contains(groupVersion) } ?? (conditions[groupVersion] == nil)
    }

    /// When one of its group versions was last seen good; `nil` when it never was, or no crawl saw it.
    public func asOf(of groupVersion: GroupVersion) -> Date? {
        guard let condition = conditions[groupVersion] else { return asOf }
        return condition.asOf
    }

    /// The version of one of its groups that clients take for the preferred one: as client-go does, what the server
    /// prefers, or where that is stale the first version that is not; `nil` where all are.
    public func clientPreferredVersion(of group: APIGroup) -> String? {
        let versions = [group.preferredVersion] + group.versions.map(\.version)
        return versions.first {
            let groupVersion = GroupVersion(group: group.name, version: $0)
            return state(of: groupVersion) != .stale || isReliable(groupVersion)
        }
    }
}

/// Which parts of a surface a question needs, so that a source need not read the rest.
public struct SurfaceParts: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: Int

    /// Makes a set from its bits.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Resources: their names, scopes and verbs.
    public static let resources = SurfaceParts(rawValue: 1)
    /// Subresources.
    public static let subresources = SurfaceParts(rawValue: 2)
    /// What else there is to say of the resources: kinds, singular names, short names and categories. Where a question
    /// does without, a source may leave these empty.
    public static let details = SurfaceParts(rawValue: 4)
    /// Everything.
    public static let all: SurfaceParts = [.resources, .subresources, .details]
    /// Groups and versions only: no version knows its resources.
    public static let groups: SurfaceParts = []
}

/// Whatever can say which surface a reference means.
public protocol SurfaceSource: Sendable {
    /// Finds a surface; `nil` when this source has no such name.
    ///
    /// - Parameter parts: What must be there; a source may give more.
    /// - Throws: The source's own error when the name is known and the surface is not to be had, such as a moment
    ///   before the first snapshot.
    func surface(for reference: SurfaceReference, parts: SurfaceParts) throws -> ResolvedSurface?
}
