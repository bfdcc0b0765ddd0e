import DiscoveryModel
import Foundation

/// What saving a crawl came to.
public struct SaveOutcome: Sendable {
    /// What the crawl did to what was known.
    public enum Change: Sendable {
        /// It is the first of its cluster.
        case first
        /// The surface has been the same since then.
        case unchanged(since: Date)
        /// The surface differs from the one before.
        case changed(SurfaceChange)
        /// A crawl that received its answers later was recorded first; this one changed nothing.
        case superseded
    }

    /// Something about the crawl that its user should hear of.
    public enum Note: Hashable, Sendable {
        /// The cluster was last crawled at another URL.
        case serverChanged(from: String)
        /// The certificate authorities that were configured differ from the last crawl's.
        case certificateAuthorityChanged
        /// The clock is behind the last crawl's; this crawl is recorded right after that one.
        case clockBehind(lastCrawl: Date)
    }

    /// The cluster's name, which is not the one given when that is an alias.
    public var cluster: String
    /// What the crawl did to what was known.
    public var change: Change
    /// How large the surface is, last known resources included.
    public var counts: SurfaceCounts
    /// The group versions that are not current, by name.
    public var conditions: [GroupVersionCondition]
    /// What the user should hear of.
    public var notes: [Note]
    /// When the answers were received.
    public var observedAt: Date
}
