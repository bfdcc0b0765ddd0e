import DiscoveryModel
import Foundation

/// A cluster as the store knows it.
public struct ClusterSummary: Sendable {
    /// Its name.
    public var name: String
    /// The names it had before.
    public var aliases: [String]
    /// Its name as one segment of a URL.
    public var slug: String
    /// Where it was last crawled.
    public var server: String
    /// `gitVersion` of its `/version`.
    public var serverVersion: String?
    /// How large its surface is.
    public var counts: SurfaceCounts
    /// Which content its surface is.
    public var digest: String
    /// When it was last crawled with success.
    public var crawledAt: Date?
    /// How many of its group versions are stale.
    public var stale: Int
    /// How many of its group versions failed.
    public var failed: Int
    /// Why the newest crawl read nothing, when that is so.
    public var lastFailure: String?
}
