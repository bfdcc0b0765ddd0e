import DiscoveryModel

/// What a server says of itself besides its surface.
public struct ServerDetails: Sendable {
    /// The cluster's name.
    public var cluster: String
    /// Where it was last crawled.
    public var server: String
    /// The document of `/version`; `nil` when it was never given.
    public var serverVersion: String?
    /// The form in which its server was last read; `nil` when that is not known.
    public var form: DiscoveryForm?
    /// `storageVersionHash` by group version, then resource; only servers that were read in the legacy form gave any.
    public var storageVersionHashes: [GroupVersion: [String: String]]
}

/// A cluster's name and the name by which a URL calls it.
public struct ClusterSlug: Hashable, Sendable {
    /// A name that the cluster had before.
    public struct Alias: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The same as one segment of a URL; unique among all clusters' slugs.
        public var slug: String
    }

    /// The cluster's name.
    public var name: String
    /// The same as one segment of a URL; unique, and no built-in name's.
    public var slug: String
    /// The names that it had before.
    public var aliases: [Alias]
}
