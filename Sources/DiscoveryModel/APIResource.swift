/// One resource or subresource of a group version, as discovery describes it.
///
/// Mirrors `APIResource` of meta/v1 (the legacy form) and `APIResourceDiscovery` and `APISubresourceDiscovery` of
/// apidiscovery.k8s.io (the aggregated form); both say the same, except that only the legacy form gives a
/// `storageVersionHash`, which is kept apart (see ``CrawlObservation/storageVersionHashes``).
public struct APIResource: Hashable, Sendable {
    /// The plural name, without a subresource: `pods`.
    public var resource: String
    /// The subresource: `status` of `pods/status`; `nil` for the resource itself.
    public var subresource: String?
    /// The singular name; `""` where the server gives none, and for every subresource.
    public var singularName: String
    /// What requests and answers are; group and version are always filled in.
    public var responseKind: GroupVersionKind
    /// Whether objects live in a namespace; a subresource has its resource's scope.
    public var namespaced: Bool
    /// In the server's order; compared as a set.
    public var verbs: [String]
    /// In the server's order, which matters.
    public var shortNames: [String]
    /// In the server's order; compared as a set.
    public var categories: [String]

    /// Makes a resource from its parts.
    public init(
        resource: String, subresource: String? = nil, singularName: String = "", responseKind: GroupVersionKind,
        namespaced: Bool, verbs: [String], shortNames: [String] = [], categories: [String] = []
    ) {
        self.resource = resource
        self.subresource = subresource
        self.singularName = singularName
        self.responseKind = responseKind
        self.namespaced = namespaced
        self.verbs = verbs
        self.shortNames = shortNames
        self.categories = categories
    }

    /// The name that discovery gives it: `pods`, or `pods/status`.
    public var name: String { subresource.map { "\(resource)/\($0)" } ?? resource }

    /// The kind of its objects.
    public var kind: String { responseKind.kind }
}
