/// What a custom resource definition would have a server serve.
///
/// Mirrors `CustomResourceDefinitionSpec` of apiextensions.k8s.io/v1, without its schemas.
public struct CustomResourceDefinition: Hashable, Sendable {
    /// One version of a custom resource.
    public struct Version: Hashable, Sendable {
        /// The version's name.
        public var name: String
        /// Whether the server serves it.
        public var served: Bool
        /// `status` and `scale`, as far as the version has them.
        public var subresources: [String]

        /// Makes a version from its parts.
        public init(name: String, served: Bool = true, subresources: [String] = []) {
            self.name = name
            self.served = served
            self.subresources = subresources
        }
    }

    /// The API group.
    public var group: String
    /// The resource's plural name.
    public var plural: String
    /// The resource's singular name; `""` where none is given, which is then the kind in small letters.
    public var singular: String
    /// The kind of its objects.
    public var kind: String
    /// The resource's short names.
    public var shortNames: [String]
    /// Whether its objects live in a namespace.
    public var namespaced: Bool
    /// In the definition's order.
    public var versions: [Version]

    /// Makes a definition from its parts.
    public init(
        group: String, plural: String, singular: String = "", kind: String, shortNames: [String] = [],
        namespaced: Bool = true, versions: [Version]
    ) {
        self.group = group
        self.plural = plural
        self.singular = singular
        self.kind = kind
        self.shortNames = shortNames
        self.namespaced = namespaced
        self.versions = versions
    }

    /// The resources and subresources that it adds once it is established, the preferred version first, as the
    /// server's discovery of custom resources lists them (`customresource_discovery_controller.go`).
    public var resources: [(groupVersion: GroupVersion, resource: APIResource)] {
        let served = versions.filter(\.served).sorted { VersionPriority.precedes($0.name, $1.name) }
        return served.flatMap { version in
            let groupVersion = GroupVersion(group: group, version: version.name)
            return [nil, "status", "scale"].filter { $0.map(version.subresources.contains) ?? true }.map {
                subresource in
                (groupVersion, resource(subresource, in: groupVersion))
            }
        }
    }

    private func resource(_ subresource: String?, in groupVersion: GroupVersion) -> APIResource {
        let ownKind = GroupVersionKind(group: group, version: groupVersion.version, kind: kind)
        let scale = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")
        return APIResource(
            resource: plural, subresource: subresource,
            singularName: subresource == nil ? (singular.isEmpty ? kind.lowercased() : singular) : "",
            responseKind: subresource == "scale" ? scale : ownKind, namespaced: namespaced,
            verbs: subresource == nil ? Self.verbs : ["get", "patch", "update"],
            shortNames: subresource == nil ? shortNames : [])
    }

    private static let verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
}
