import Foundation

/// What one reading of a server's OpenAPI documents saw, before it is put together with what was known.
///
/// The documents themselves were handed over as they came; here they are named by their hashes.
public struct SchemaObservation: Sendable {
    /// Which generation of OpenAPI the server gave.
    public enum Form: String, Hashable, Sendable {
        /// A document of each group version, listed at `/openapi/v3`.
        case v3
        /// One document at `/openapi/v2`, split by group version.
        case v2
    }

    /// The server's URL, without user information, query and fragment.
    public var server: String
    /// When the last answer was received: this orders readings of one cluster.
    public var observedAt: Date
    /// Seconds from the first request to the last answer.
    public var duration: TimeInterval
    /// Requests sent, repeated ones included.
    public var requests: Int
    /// Bytes of bodies received, as they travelled (compressed).
    public var bytes: Int64
    /// Which generation it was.
    public var form: Form
    /// The `ETag` of the list of documents, or of the one document that was split; `nil` where the server gave none.
    public var entityTag: String?
    /// What was listed.
    public var content: Content

    /// Makes an observation from its parts.
    public init(
        server: String, observedAt: Date, duration: TimeInterval, requests: Int, bytes: Int64, form: Form,
        entityTag: String? = nil, content: Content
    ) {
        self.server = server
        self.observedAt = observedAt
        self.duration = duration
        self.requests = requests
        self.bytes = bytes
        self.form = form
        self.entityTag = entityTag
        self.content = content
    }
}

extension SchemaObservation {
    /// What a server listed.
    public enum Content: Sendable {
        /// `304 Not Modified`: what was there when the tag was given.
        case unchanged
        /// A document of each of these group versions.
        case listed([Document])
    }

    /// One listed document.
    public struct Document: Hashable, Sendable {
        /// Whose it is.
        public var groupVersion: GroupVersion
        /// What the server calls this state of it: the hash in its URL, or its `ETag` without quotes.
        public var serverHash: String?
        /// What became of it.
        public var outcome: Outcome

        /// Makes a document from its parts.
        public init(groupVersion: GroupVersion, serverHash: String?, outcome: Outcome) {
            self.groupVersion = groupVersion
            self.serverHash = serverHash
            self.outcome = outcome
        }
    }

    /// What became of a document.
    public enum Outcome: Hashable, Sendable {
        /// It was known, and not fetched; by its hash.
        case known(String)
        /// It was fetched and handed over; by its hash.
        case fetched(String)
        /// It could not be read.
        case failed(GroupVersionFailure)
    }
}

/// What a store has of OpenAPI documents, so that they need not be fetched again.
public struct KnownSchemas: Sendable {
    /// The hashes (SHA-512, upper-case hexadecimal digits) of all documents, whichever cluster they are of: a server that
    /// names one of them has that very document.
    public var hashes: Set<String>
    /// For each group version of this cluster, what its server last called the document, and the document's hash.
    public var documents: [GroupVersion: Document]
    /// The `ETag` of the list of documents by path, where everything on it was read.
    public var entityTags: [String: String]

    /// A document of a cluster.
    public struct Document: Hashable, Sendable {
        /// What the server calls it.
        public var serverHash: String
        /// Its hash.
        public var hash: String

        /// Makes a document from its parts.
        public init(serverHash: String, hash: String) {
            self.serverHash = serverHash
            self.hash = hash
        }
    }

    /// Makes knowledge from its parts; nothing is known unless given.
    public init(
        hashes: Set<String> = [], documents: [GroupVersion: Document] = [:], entityTags: [String: String] = [:]
    ) {
        self.hashes = hashes
        self.documents = documents
        self.entityTags = entityTags
    }

    /// The hash of a document that a server names; `nil` when it is not known.
    public func hash(of groupVersion: GroupVersion, serverHash: String) -> String? {
        if hashes.contains(serverHash) { return serverHash }
        guard let document = documents[groupVersion], document.serverHash == serverHash else { return nil }
        return document.hash
    }
}
