/// One rule of a Role or ClusterRole: which verbs on which resources.
///
/// Mirrors `PolicyRule` of rbac.authorization.k8s.io/v1, without what no API surface can say anything of: resource names
/// and paths that are no resources.
public struct PolicyRule: Hashable, Sendable {
    /// `""` is the core group, `*` every group.
    public var apiGroups: [String]
    /// `pods`, `pods/log`, `*`, `*/scale`.
    public var resources: [String]
    /// `*` for every verb.
    public var verbs: [String]

    /// Makes a rule from its parts.
    public init(apiGroups: [String], resources: [String], verbs: [String]) {
        self.apiGroups = apiGroups
        self.resources = resources
        self.verbs = verbs
    }

    /// Whether it is about everything of some sort.
    public var hasWildcard: Bool {
        apiGroups.contains("*") || verbs.contains("*") || resources.contains { $0 == "*" || $0.hasPrefix("*/") }
    }
}
