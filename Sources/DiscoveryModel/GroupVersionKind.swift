/// A group, a version and a kind: the type of an object.
public struct GroupVersionKind: Hashable, Sendable {
    /// The group's name; `""` for the core group.
    public var group: String
    /// The version's name.
    public var version: String
    /// The kind, such as `Deployment`.
    public var kind: String

    /// Makes a kind from its three names.
    public init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }
}
