/// Everything that one server serves at one moment: its groups, their versions and their resources.
public struct APISurface: Sendable {
    /// In discovery order, the core group first; the order decides which resource an ambiguous name means.
    public var groups: [APIGroup]

    /// Makes a surface from its groups.
    public init(groups: [APIGroup]) {
        self.groups = groups
    }

    /// Which content this is, whatever the order of groups and the form it was read in.
    ///
    /// Costs a pass over the group versions, not over their resources.
    public var digest: ContentDigest { CanonicalForm.digest(ofGroups: groups.map(\.digested)) }

    /// Every group version, in discovery order.
    public var groupVersions: [GroupVersion] {
        groups.flatMap { group in
            group.versions.map { GroupVersion(group: group.name, version: $0.version) }
        }
    }

    /// How many groups, versions, resources and subresources there are.
    public var counts: SurfaceCounts {
        var counts = SurfaceCounts(groups: groups.count)
        for version in groups.lazy.flatMap(\.versions) {
            counts.versions += 1
            for resource in version.resources?.resources ?? [] {
                if resource.subresource == nil { counts.resources += 1 } else { counts.subresources += 1 }
            }
        }
        return counts
    }
}

/// One API group of a surface.
///
/// Mirrors `APIGroup` of meta/v1 and `APIGroupDiscovery` of apidiscovery.k8s.io.
public struct APIGroup: Hashable, Sendable {
    /// One version of a group.
    public struct Version: Hashable, Sendable {
        /// The version's name.
        public var version: String
        /// What it serves, or was last seen to serve; `nil` when that was never known, which is not the same as none.
        public var resources: APIResourceList?

        /// Makes a version from its parts.
        public init(version: String, resources: APIResourceList?) {
            self.version = version
            self.resources = resources
        }
    }

    /// The group's name; `""` for the core group.
    public var name: String
    /// The version that the server prefers, whatever its state.
    public var preferredVersion: String
    /// In the server's order.
    public var versions: [Version]

    /// Makes a group from its parts.
    public init(name: String, preferredVersion: String, versions: [Version]) {
        self.name = name
        self.preferredVersion = preferredVersion
        self.versions = versions
    }

    /// The group with digests in place of resources.
    public var digested: DigestedGroup {
        DigestedGroup(
            name: name, preferredVersion: preferredVersion,
            versions: versions.map { .init(version: $0.version, digest: $0.resources?.digest) })
    }
}

/// How large a surface is.
public struct SurfaceCounts: Hashable, Sendable {
    /// Groups, the core group included.
    public var groups: Int
    /// Group versions, unknown ones included.
    public var versions: Int
    /// Resources over all versions, without subresources.
    public var resources: Int
    /// Subresources over all versions.
    public var subresources: Int

    /// Makes counts, each zero unless given.
    public init(groups: Int = 0, versions: Int = 0, resources: Int = 0, subresources: Int = 0) {
        self.groups = groups
        self.versions = versions
        self.resources = resources
        self.subresources = subresources
    }
}
