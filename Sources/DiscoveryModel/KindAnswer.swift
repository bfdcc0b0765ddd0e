import Foundation

/// Whether a surface serves the objects of an `apiVersion` and kind.
public struct KindAnswer: Hashable, Sendable {
    /// The answer in a word.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Served.
        case served
        /// Served, but the group prefers another version that has the kind.
        case notPreferred
        /// Served as far as was last known: the group version is stale or failed.
        case stale
        /// Not served under this `apiVersion`, but under another.
        case moved
        /// Not served.
        case missing
        /// The group version is there, and what it serves was never known.
        case unknown
    }

    /// Why a kind is not there.
    public enum Absence: Hashable, Sendable {
        /// There is no such group.
        case noGroup
        /// The group has no such version.
        case noVersion
        /// The group version has no such kind.
        case noKind
    }

    /// The answer in a word.
    public var status: Status
    /// Whether only a custom resource definition that was given makes it served.
    public var isDefined = false
    /// The version that the group prefers for this kind, where that is another.
    public var preferredVersion: String?
    /// Where the kind is served instead.
    public var movedTo: GroupVersion?
    /// When the group version was last seen good; `nil` when it never was, or no crawl saw it.
    public var asOf: Date?
    /// Why it is not there.
    public var absence: Absence?
    /// Group versions of other groups that have a kind of this name, which may mean something else.
    public var elsewhere: [GroupVersion] = []
    /// The subresources that take objects of this kind, such as `pods/eviction`, where nothing else does.
    public var subresources: [String] = []
    /// Kinds with nearly this name, where nothing has the name itself.
    public var near: [GroupVersionKind] = []
}
