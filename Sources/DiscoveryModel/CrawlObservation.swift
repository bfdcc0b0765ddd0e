import Foundation

/// What one crawl saw of a server, before it is put together with what was known.
///
/// A crawler makes it and a store saves it; neither knows the other. It holds no credential and no answer's text.
public struct CrawlObservation: Sendable {
    /// The server's URL, without user information, query and fragment.
    public var server: String
    /// The SHA-256 of the certificate authority bundle that was configured, in hexadecimal digits.
    public var certificateAuthorityDigest: String?
    /// When the crawl began.
    public var startedAt: Date
    /// When the last discovery answer was received: this orders crawls of one cluster.
    public var observedAt: Date
    /// Seconds from the first request to the last answer.
    public var duration: TimeInterval
    /// Requests sent, repeated ones included.
    public var requests: Int
    /// Bytes of bodies received, as they travelled (compressed).
    public var bytes: Int64
    /// The form of the answers.
    public var form: DiscoveryForm
    /// What `/api` gave.
    public var core: Half
    /// What `/apis` gave.
    public var named: Half
    /// The document of `/version` as compact JSON with sorted keys; `nil` when the server did not give it.
    public var serverVersion: String?
    /// `storageVersionHash` by group version, then resource; only the legacy form carries them.
    public var storageVersionHashes: [GroupVersion: [String: String]]

    /// Makes an observation from its parts.
    public init(
        server: String, certificateAuthorityDigest: String? = nil, startedAt: Date, observedAt: Date,
        duration: TimeInterval, requests: Int, bytes: Int64, form: DiscoveryForm, core: Half, named: Half,
        serverVersion: String? = nil, storageVersionHashes: [GroupVersion: [String: String]] = [:]
    ) {
        self.server = server
        self.certificateAuthorityDigest = certificateAuthorityDigest
        self.startedAt = startedAt
        self.observedAt = observedAt
        self.duration = duration
        self.requests = requests
        self.bytes = bytes
        self.form = form
        self.core = core
        self.named = named
        self.serverVersion = serverVersion
        self.storageVersionHashes = storageVersionHashes
    }
}

extension CrawlObservation {
    /// What one of `/api` and `/apis` gave.
    public enum Half: Sendable {
        /// Its groups, and the validator with which to ask next time.
        case read([ObservedGroup], validator: EntityTag?)
        /// `304 Not Modified`: what was read when this validator was given.
        case unchanged(Validator)
        /// There is no such path, as on aggregated API servers without `/api`.
        case absent
        /// It could not be read; what was known of it stays.
        case failed(GroupVersionFailure)
    }
}

/// A group as one crawl saw it.
public struct ObservedGroup: Sendable {
    /// A version as one crawl saw it.
    public struct Version: Sendable {
        /// The version's name.
        public var version: String
        /// What the server said of it.
        public var outcome: Outcome

        /// Makes a version from its parts.
        public init(version: String, outcome: Outcome) {
            self.version = version
            self.outcome = outcome
        }
    }

    /// What the server said of a group version.
    public enum Outcome: Sendable {
        /// Its resources.
        case current(APIResourceList)
        /// That it could not refresh it; with the resources that it still lists, if any.
        case stale(APIResourceList?)
        /// Nothing to be used.
        case failed(GroupVersionFailure)
    }

    /// The group's name; `""` for the core group.
    public var name: String
    /// The version that the server prefers: what it says, or the first it lists.
    public var preferredVersion: String
    /// In the server's order.
    public var versions: [Version]

    /// Makes a group from its parts.
    public init(name: String, preferredVersion: String, versions: [Version]) {
        self.name = name
        self.preferredVersion = preferredVersion
        self.versions = versions
    }
}

/// The opaque `ETag` of an answer and the form it was in.
public struct EntityTag: Hashable, Sendable {
    /// Byte for byte as the server sent it, quotes included.
    public var value: String
    /// A 304 carries no Content-Type: its form is this one.
    public var form: DiscoveryForm

    /// Makes a tag from its parts.
    public init(value: String, form: DiscoveryForm) {
        self.value = value
        self.form = form
    }
}

/// What a store remembers of an answer, so that the server can say that nothing changed.
public struct Validator: Hashable, Sendable {
    /// `/api` or `/apis`.
    public var path: String
    /// What to send in `If-None-Match`.
    public var tag: EntityTag
    /// The snapshot that holds what that answer said.
    public var snapshotID: Int64
    /// The group versions that the answer called stale.
    public var stale: [GroupVersion]

    /// Makes a validator from its parts.
    public init(path: String, tag: EntityTag, snapshotID: Int64, stale: [GroupVersion]) {
        self.path = path
        self.tag = tag
        self.snapshotID = snapshotID
        self.stale = stale
    }
}
