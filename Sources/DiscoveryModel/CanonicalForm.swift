/// The bytes whose SHA-256 says whether two servers serve the same: canonical form 1.
///
/// Every text is its length in bytes, a colon and its bytes; every list is its count, a semicolon and its items, so
/// that no two contents share an encoding. Groups and resources stand in the order of their names' bytes; versions in
/// the server's order; verbs and categories are sets, short names a list. Nothing that only one discovery form
/// carries takes part, nor addresses, formatting, discovery order or states.
public enum CanonicalForm {
    /// Stands before the hyphen of every digest.
    public static let number = 1

    static func digest(of groupVersion: GroupVersion, resources: [APIResource]) -> ContentDigest {
        var encoder = Encoder(kind: "group-version")
        encoder.bytes.reserveCapacity(128 + resources.count * 256)
        encoder.append(groupVersion.group)
        encoder.append(groupVersion.version)
        encoder.append(count: resources.count)
        for resource in resources { encoder.append(resource) }
        return ContentDigest(canonical: encoder.bytes)
    }

    static func encoding(of resource: APIResource) -> [UInt8] {
        var encoder = Encoder(kind: "resource")
        encoder.append(resource)
        return encoder.bytes
    }

    /// Digests a surface of which only the digests of its group versions are at hand.
    ///
    /// - Parameter groups: In any order; a version without a digest is one whose resources were never known.
    public static func digest(ofGroups groups: [DigestedGroup]) -> ContentDigest {
        var encoder = Encoder(kind: "surface")
        encoder.append(count: groups.count)
        for group in groups.sorted(by: { $0.name.precedes($1.name) }) {
            encoder.append(group.name)
            encoder.append(group.preferredVersion)
            encoder.append(count: group.versions.count)
            for version in group.versions {
                encoder.append(version.version)
                encoder.append(version.digest?.text ?? "")
            }
        }
        return ContentDigest(canonical: encoder.bytes)
    }

    /// Digests an ordered list of texts, such as the discovery order of groups.
    public static func digest(ofList list: [String], kind: String) -> ContentDigest {
        var encoder = Encoder(kind: kind)
        encoder.append(list)
        return ContentDigest(canonical: encoder.bytes)
    }

    private struct Encoder {
        var bytes: [UInt8] = []
        /// The last few sets and their encodings: a group version's resources have few different sets of verbs.
        private var sets: [(list: [String], bytes: [UInt8])] = []

        init(kind: String) { append(kind) }

        mutating func append(_ text: String) {
            append(number: text.utf8.count)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: text.utf8)
        }

        mutating func append(count: Int) {
            append(number: count)
            bytes.append(UInt8(ascii: ";"))
        }

        mutating func append(_ list: [String]) {
            append(count: list.count)
            for item in list { append(item) }
        }

        mutating func append(set list: [String]) {
            if let known = sets.first(where: { $0.list == list }) {
                bytes += known.bytes
                return
            }
            let start = bytes.count
            append(sortedSetOf: list)
            if sets.count == 4 { sets.removeFirst() }
            sets.append((list, Array(bytes[start...])))
        }

        private mutating func append(sortedSetOf list: [String]) {
            var sorted = list.sorted { $0.precedes($1) }
            if Set(sorted).count != sorted.count {
                sorted = sorted.enumerated().filter { $0.offset == 0 || sorted[$0.offset - 1] != $0.element }
                    .map(\.element)
            }
            append(sorted)
        }

        mutating func append(_ resource: APIResource) {
            append(resource.resource)
            append(resource.subresource ?? "")
            append(resource.singularName)
            append(resource.responseKind.group)
            append(resource.responseKind.version)
            append(resource.responseKind.kind)
            bytes.append(UInt8(ascii: resource.namespaced ? "n" : "c"))
            append(set: resource.verbs)
            append(resource.shortNames)
            append(set: resource.categories)
        }

        private mutating func append(number: Int) {
            if number >= 10 { append(number: number / 10) }
            bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
        }
    }
}

/// A group whose versions are known by the digests of their resources: what a surface's digest is made of.
public struct DigestedGroup: Hashable, Sendable {
    /// One version and the digest of its resources.
    public struct Version: Hashable, Sendable {
        /// The version's name.
        public var version: String
        /// `nil` when its resources were never known.
        public var digest: ContentDigest?

        /// Makes a version from its parts.
        public init(version: String, digest: ContentDigest?) {
            self.version = version
            self.digest = digest
        }
    }

    /// The group's name; `""` for the core group.
    public var name: String
    /// The version that the server prefers.
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
