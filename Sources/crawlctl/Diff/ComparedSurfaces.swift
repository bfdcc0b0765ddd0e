import DiscoveryModel
import DiscoveryStore

/// Two surfaces that references name, and their difference; of what both have no more is read than the comparison needs.
struct ComparedSurfaces {
    /// The old side; where content is on both sides, without subresources.
    let from: ResolvedSurface
    /// The new side.
    let to: ResolvedSurface
    let difference: SurfaceDifference

    init(_ old: SurfaceReference, _ new: SurfaceReference, _ resolver: SurfaceResolver) throws {
        // Baselines and what is put together of clusters come whole; of stored surfaces the digests come first.
        let isStored = !old.isComputed && !new.isComputed
        let sides = try resolver.surfaces([old, new], parts: isStored ? .groups : .all)
        var (from, to) = (sides[0], sides[1])
        if isStored && (from.contentID == nil || from.contentID != to.contentID) {
            var pair = SurfacePair(from: from.surface, to: to.surface)
            let database = try resolver.database()
            pair.fill(try Self.lists(pair.differing, .all, database))
            pair.fill(try Self.lists(pair.shared, SurfacePair.sharedParts, database))
            (from.surface, to.surface) = (pair.from, pair.to)
        }
        (self.from, self.to) = (from, to)
        difference = SurfaceDifference(from: from, to: to)
    }

    private static func lists(
        _ digests: Set<ContentDigest>, _ parts: SurfaceParts, _ database: DiscoveryDatabase
    ) throws -> [ContentDigest: APIResourceList] {
        let lists = try database.lists(digests, parts: parts)
        guard lists.count == digests.count else {
            throw CommandFailure("the database was pruned while it was read", hint: "try again")
        }
        return lists
    }
}
