import DiscoveryModel
import Foundation

/// What saving a reading of a cluster's schemas came to.
public struct SchemaSaveOutcome: Sendable {
    /// What it did to what was known.
    public enum Change: Hashable, Sendable {
        /// It is the first of its cluster.
        case first
        /// The documents have been the same since then.
        case unchanged(since: Date)
        /// So many documents are new, gone and different.
        case changed(added: Int, removed: Int, changed: Int)
        /// A reading that received its answers later was recorded first; this one changed nothing.
        case superseded
    }

    /// The cluster's name.
    public var cluster: String
    /// What it did to what was known.
    public var change: Change
    /// How many documents there are, those included that were never read.
    public var documents: Int
    /// The size of all that are known, in bytes.
    public var size: Int64
    /// The documents that could not be read, by group version; each is as of when it last could.
    public var conditions: [GroupVersionCondition]
    /// When the answers were received.
    public var observedAt: Date
}
