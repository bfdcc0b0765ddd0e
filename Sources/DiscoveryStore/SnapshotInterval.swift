import DiscoveryModel
import Foundation

/// An interval during which nothing changed on a cluster, and in what it differs from the one before.
public struct SnapshotInterval: Sendable {
    /// The cluster's name.
    public var cluster: String
    /// The snapshot's number.
    public var id: Int64
    /// The number of the snapshot before it, were it pruned since; `nil` for a cluster's first.
    public var previousID: Int64?
    /// Whether it is the cluster's newest.
    public var isLatest: Bool
    /// When it was first seen.
    public var firstSeen: Date
    /// When it was last seen.
    public var lastSeen: Date
    /// When the one behind it was first seen; `nil` for the newest. The change lies between the two.
    public var nextSeen: Date?
    /// What the surface is.
    public var digest: String
    /// The server's version; `nil` when it was never given.
    public var serverVersion: String?
    /// The server's version in the interval before, where that is there; equal when it did not change.
    public var previousServerVersion: String?
    /// Whether the storage version hashes differ from those of the interval before, where that is there.
    public var storageChanged = false
    /// How large the surface is.
    public var counts: SurfaceCounts
    /// In what it differs.
    public var differences: [DifferenceRecord] = []
    /// What moved.
    public var moves: [ResourceMove] = []
    /// What is known of it and was not before.
    public var becameKnown: [GroupVersion] = []

    /// How long it counts as what the cluster served, as `NAME@WHEN` has it: until the next was seen.
    public var held: TimeInterval { max(0, (nextSeen ?? lastSeen).timeIntervalSince(firstSeen)) }

    /// How many differences there are of a kind.
    public func count(_ impact: DifferenceImpact) -> Int { differences.count { $0.impact == impact } }

    /// How many resources came, went and changed.
    public var change: SurfaceChange { SurfaceChange(differences, becameKnown: becameKnown) }
}
