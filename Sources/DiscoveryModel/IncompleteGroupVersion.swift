import Foundation

/// A group version of which one side of a comparison was not current: what is compared of it is what was last known, or
/// nothing.
public struct IncompleteGroupVersion: Hashable, Sendable {
    /// One side of a comparison.
    public enum Side: String, Hashable, Sendable {
        /// The old one.
        case from
        /// The new one.
        case to
    }

    /// Which one.
    public let groupVersion: GroupVersion
    /// On which side.
    public let side: Side
    /// The label of that side's surface.
    public let label: String
    /// Stale or failed.
    public let state: GroupVersionState
    /// When its resources were last seen good; `nil` when they never were.
    public let asOf: Date?
    /// Whether there is anything to compare.
    public let isKnown: Bool

    /// What is not current on one side, by name.
    static func list(of resolved: ResolvedSurface, on side: Side) -> [IncompleteGroupVersion] {
        var known: [GroupVersion: Bool] = [:]
        for group in resolved.surface.groups {
            for version in group.versions {
                let groupVersion = GroupVersion(group: group.name, version: version.version)
                if version.resources == nil || resolved.conditions[groupVersion] != nil {
                    known[groupVersion] = version.resources != nil
                }
            }
        }
        return known.keys.sorted().map { groupVersion in
            let condition = resolved.conditions[groupVersion]
            return IncompleteGroupVersion(
                groupVersion: groupVersion, side: side, label: resolved.label, state: condition?.state ?? .failed,
                asOf: condition?.asOf, isKnown: known[groupVersion] ?? false)
        }
    }
}
