import DiscoveryModel

/// What adding the history of one cluster came to.
public struct MergeOutcome: Sendable {
    /// The cluster's name.
    public var cluster: String
    /// Whether there was no such cluster before.
    public var isNew: Bool
    /// Whether anything is different now.
    public var isChanged: Bool
    /// How many snapshots more there are; fewer than none where two histories told of one interval in several.
    public var snapshots: Int
    /// How many crawls more there are.
    public var crawls: Int
    /// How many snapshots of its schemas more there are.
    public var schemaSnapshots: Int
    /// How many OpenAPI documents came with it that were not here.
    public var documents: Int
    /// How large its surface is now.
    public var counts: SurfaceCounts
    /// Names that it had there before and that belong to other clusters here.
    public var lostAliases: [String]
}

/// Which cluster of another database to add, and under which name.
public struct ClusterMerge: Hashable, Sendable {
    /// Its name or alias there.
    public var name: String
    /// What it is called here; a cluster of that name or alias gets its history too.
    public var newName: String

    /// Takes the names.
    public init(name: String, newName: String? = nil) {
        self.name = name
        self.newName = newName ?? name
    }
}
