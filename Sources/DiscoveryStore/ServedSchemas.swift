import DiscoveryModel

/// The OpenAPI documents of one cluster at one moment, without their bodies.
public struct ServedSchemas: Sendable {
    /// One document.
    public struct Document: Hashable, Sendable {
        /// The SHA-512 of its bytes, upper-case hexadecimal digits: as which servers know it.
        public var hash: String
        /// Its size in bytes.
        public var size: Int
    }

    /// The documents, as they were last seen good.
    public var documents: [GroupVersion: Document]
    /// Those group versions whose document could not be read then.
    public var failed: Set<GroupVersion>

    /// Of a surface without any.
    public static let none = ServedSchemas(documents: [:], failed: [])
}
