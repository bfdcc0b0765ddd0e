/// Clusters that serve the same: one surface with all who have it.
///
/// Discovery order does not tell them apart, nor does how good the knowledge of each is: a group version that is stale or
/// failed counts as it was last seen.
public struct SurfaceSet: Sendable {
    /// Which content they have in common.
    public let digest: ContentDigest
    /// What each of them serves, its groups in the order that most of them have.
    public let surface: APISurface
    /// How large that is.
    public let counts: SurfaceCounts
    /// Who they are, by label; never empty.
    public let members: [FleetMember]

    /// The first member's label, and how many there are beside it: `prod-eu`, `prod-eu +3`.
    public var name: String {
        let first = members.first?.label ?? ""
        return members.count > 1 ? "\(first) +\(members.count - 1)" : first
    }

    /// Puts surfaces that are the same together.
    ///
    /// Costs a pass over the group versions of each different surface, not of each cluster, where
    /// ``ResolvedSurface/contentID`` is known.
    ///
    /// - Returns: The set with most members first; sets of equal size by how much they serve, then by digest: the same
    ///   in whichever order the surfaces are given.
    public static func sets(of surfaces: [ResolvedSurface]) -> [SurfaceSet] {
        var digests: [String: ContentDigest] = [:]
        let byDigest = Dictionary(grouping: surfaces) { surface in
            guard let id = surface.contentID else { return surface.surface.digest }
            if let known = digests[id] { return known }
            let digest = surface.surface.digest
            digests[id] = digest
            return digest
        }
        return byDigest.map { SurfaceSet(digest: $0, of: $1) }.sorted { $0.leads($1) }
    }

    private init(digest: ContentDigest, of surfaces: [ResolvedSurface]) {
        self.digest = digest
        surface = Self.commonest(of: surfaces)
        counts = surface.counts
        members = surfaces.map(FleetMember.init).sorted { $0.label.precedes($1.label) }
    }

    /// Of surfaces that differ in the order of their groups alone, one in the order that most have.
    private static func commonest(of surfaces: [ResolvedSurface]) -> APISurface {
        let first = surfaces[0].surface
        if let id = surfaces[0].contentID, surfaces.allSatisfy({ $0.contentID == id }) { return first }
        let byOrder = Dictionary(grouping: surfaces) { $0.surface.groups.map(\.name) }
        let commonest = byOrder.min { one, other in
            if one.value.count != other.value.count { return one.value.count > other.value.count }
            return one.key.lexicographicallyPrecedes(other.key) { $0.precedes($1) }
        }
        return commonest?.value.first?.surface ?? first
    }

    private func leads(_ other: SurfaceSet) -> Bool {
        if members.count != other.members.count { return members.count > other.members.count }
        let (size, otherSize) = (counts, other.counts)
        if size.resources != otherSize.resources { return size.resources > otherSize.resources }
        if size.versions != otherSize.versions { return size.versions > otherSize.versions }
        return digest.text.precedes(other.digest.text)
    }
}
