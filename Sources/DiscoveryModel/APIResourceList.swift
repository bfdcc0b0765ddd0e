/// All resources that one group version serves: the unit in which content is kept, compared and shared.
///
/// Mirrors `APIResourceList` of meta/v1, the document at `/api/v1` and `/apis/GROUP/VERSION`.
public struct APIResourceList: Hashable, Sendable {
    /// Whose resources these are.
    public let groupVersion: GroupVersion
    /// In canonical order: by name, then subresource, a resource before its subresources.
    public let resources: [APIResource]
    /// Which content this is; equal exactly when two lists serve the same.
    public let digest: ContentDigest

    /// Puts resources into canonical order and digests them.
    ///
    /// - Throws: ``DuplicateResourceError`` when two entries have one name and are not the same; a repeated entry
    ///   that is the same is dropped.
    public init(groupVersion: GroupVersion, resources: [APIResource]) throws(DuplicateResourceError) {
        let sorted = resources.sorted { one, other in
            if one.resource != other.resource {
                return one.resource.precedes(other.resource)
            }
            return (one.subresource ?? "").precedes(other.subresource ?? "")
        }
        var unique: [APIResource] = []
        unique.reserveCapacity(sorted.count)
        for resource in sorted {
            if let last = unique.last, last.resource == resource.resource, last.subresource == resource.subresource {
                guard CanonicalForm.encoding(of: last) == CanonicalForm.encoding(of: resource) else {
                    throw DuplicateResourceError(groupVersion: groupVersion, name: resource.name)
                }
            } else {
                unique.append(resource)
            }
        }
        self.init(groupVersion: groupVersion, canonical: unique)
    }

    /// Digests resources that are in canonical order already, each name once.
    init(groupVersion: GroupVersion, canonical: [APIResource]) {
        self.groupVersion = groupVersion
        resources = canonical
        digest = CanonicalForm.digest(of: groupVersion, resources: canonical)
    }

    /// Puts together a list that was kept under its digest, without sorting or digesting it again.
    public init(groupVersion: GroupVersion, stored resources: [APIResource], digest: ContentDigest) {
        self.groupVersion = groupVersion
        self.resources = resources
        self.digest = digest
    }

    /// Whether two lists are of the same content.
    public static func == (one: APIResourceList, other: APIResourceList) -> Bool { one.digest == other.digest }

    /// Hashes the digest alone.
    public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// A group version lists two different resources under one name, so that nobody can say which one it serves.
public struct DuplicateResourceError: Error, Hashable, CustomStringConvertible {
    /// Where.
    public let groupVersion: GroupVersion
    /// The name that appears twice.
    public let name: String

    /// One line, without a final full stop.
    public var description: String { "\(groupVersion) lists \(name) twice, differently" }
}
