/// Two surfaces that are to be compared and of which only the digests are known at first, so that whoever keeps the
/// content need not read what does not matter.
public struct SurfacePair: Sendable {
    /// The parts that a comparison needs of what both sides have.
    public static let sharedParts: SurfaceParts = [.resources, .details]

    /// The old side.
    public private(set) var from: APISurface
    /// The new side.
    public private(set) var to: APISurface

    /// Makes a pair of surfaces whose lists of resources are still empty.
    public init(from: APISurface, to: APISurface) {
        self.from = from
        self.to = to
    }

    /// The content that one side has: all of it is needed.
    public var differing: Set<ContentDigest> { Self.digests(from).symmetricDifference(Self.digests(to)) }

    /// The content that both sides have: ``sharedParts`` of it are needed, and none where nothing differs.
    public var shared: Set<ContentDigest> { Self.digests(from).intersection(Self.digests(to)) }

    /// Puts content in its places.
    public mutating func fill(_ lists: [ContentDigest: APIResourceList]) {
        guard !lists.isEmpty else { return }
        Self.fill(&from, lists)
        Self.fill(&to, lists)
    }

    /// The difference of the two, as far as they are filled.
    public var difference: SurfaceDifference { SurfaceDifference(from: from, to: to) }

    private static func digests(_ surface: APISurface) -> Set<ContentDigest> {
        Set(surface.groups.lazy.flatMap(\.versions).compactMap(\.resources?.digest))
    }

    private static func fill(_ surface: inout APISurface, _ lists: [ContentDigest: APIResourceList]) {
        for group in surface.groups.indices {
            for version in surface.groups[group].versions.indices {
                guard let digest = surface.groups[group].versions[version].resources?.digest,
                    let list = lists[digest]
                else { continue }
                surface.groups[group].versions[version].resources = list
            }
        }
    }
}
