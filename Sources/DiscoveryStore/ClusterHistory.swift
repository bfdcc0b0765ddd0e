import DiscoveryModel

/// Everything that a database knows of one cluster, or of its schemas, as values.
struct ClusterHistory {
    /// An interval without change.
    struct Snapshot {
        var id: Int64
        var groups: [StoredGroup]
        /// The names of the groups, in discovery order.
        var order: [String]
        var storageVersionHashes: [GroupVersion: [String: String]]?
        var serverVersion: String?
        var firstSeenAt: String
    }

    struct Crawl: Hashable {
        var observedAt: String
        var duration: Double
        var requests: Int
        var bytes: Int64
        var form: String
        var outcome: String
        var message: String?
        var server: String
        var certificateAuthorityDigest: String?

        /// Whether it saw a snapshot.
        var isOK: Bool { outcome == "ok" }
    }

    /// A time in which a group version was not current.
    struct Condition: Hashable {
        var groupVersion: GroupVersion
        var since: String
        var until: String?
        var state: String
        var httpStatus: Int?
        var message: String
        var asOf: String?
    }

    /// In the order of their numbers.
    var snapshots: [Snapshot] = []
    /// In the order in which they were recorded.
    var crawls: [Crawl] = []
    /// In the order in which they began.
    var conditions: [Condition] = []
    /// The names that it had before.
    var aliases: [String] = []

    /// The `http` or `https` URLs at which it was crawled.
    var servers: Set<String> { Set(crawls.map(\.server).filter { $0.hasPrefix("http") }) }
    /// The certificate authorities that were configured.
    var certificateAuthorityDigests: Set<String> { Set(crawls.compactMap(\.certificateAuthorityDigest)) }
}
