/// A resource of a group, in whichever version: `deployments.apps`.
///
/// Mirrors `GroupResource` of Kubernetes' apimachinery (`pkg/runtime/schema`).
public struct GroupResource: Hashable, Sendable, CustomStringConvertible {
    /// The group's name; `""` for the core group.
    public var group: String
    /// The plural name.
    public var resource: String

    /// Makes a group resource from its two names.
    public init(group: String, resource: String) {
        self.group = group
        self.resource = resource
    }

    /// `deployments.apps`, or `pods` in the core group.
    public var description: String { group.isEmpty ? resource : "\(resource).\(group)" }
}
