import Foundation

/// One row of a listing: a resource, whose it is, and how good the knowledge of it is.
public struct ListedResource: Sendable {
    /// The label of the surface it comes from.
    public var cluster: String
    /// Where it is served.
    public var groupVersion: GroupVersion
    /// Whether that is the version its group prefers.
    public var preferred: Bool
    /// The resource or subresource.
    public var resource: APIResource
    /// The state of its group version.
    public var state: GroupVersionState
    /// When its group version was last seen good.
    public var asOf: Date?

    /// Makes a row from its parts.
    public init(
        cluster: String, groupVersion: GroupVersion, preferred: Bool, resource: APIResource, state: GroupVersionState,
        asOf: Date?
    ) {
        self.cluster = cluster
        self.groupVersion = groupVersion
        self.preferred = preferred
        self.resource = resource
        self.state = state
        self.asOf = asOf
    }

    /// `deployments.apps`, or `pods` in the core group: how `kubectl api-resources -o name` names it.
    public var qualifiedName: String {
        groupVersion.group.isEmpty ? resource.name : "\(resource.name).\(groupVersion.group)"
    }
}
