/// One row of a ``SurfaceMatrix``.
public struct MatrixRow: Sendable {
    /// The group; `""` for the core group.
    public let group: String
    /// The version, in a matrix of group versions.
    public let version: String?
    /// The resource, in a matrix of resources.
    public let resource: String?
    /// What each set of clusters has there.
    public internal(set) var cells: [MatrixCell]
    /// What most clusters have there.
    public let commonest: MatrixCell
    /// The versions that every cluster has, with one scope and kind where they are a resource's; see ``FleetSurface``.
    public let commonVersions: [String]
    /// The numbers of the sets that have something else than most clusters.
    public internal(set) var deviating: [Int]

    /// Whether clusters differ there.
    public var differs: Bool { !deviating.isEmpty }

    /// `deployments.apps`, `apps/v1` or `apps`; `(core)` for the core group.
    public var name: String {
        if let resource { return group.isEmpty ? resource : "\(resource).\(group)" }
        if let version { return GroupVersion(group: group, version: version).description }
        return group.isEmpty ? "(core)" : group
    }
}
