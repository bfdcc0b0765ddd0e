import DiscoveryModel
import Manifests

extension CustomResourceDefinition {
    /// Reads the definition in an object of apiextensions.k8s.io, v1 or v1beta1; `nil` in any other, and where what makes
    /// a definition is missing.
    init?(_ object: ManifestObject) {
        guard object.kind == "CustomResourceDefinition",
            GroupVersion(object.apiVersion)?.group == "apiextensions.k8s.io", let spec = object.root["spec"],
            let names = spec["names"], let group = spec["group"]?.text, let plural = names["plural"]?.text,
            let kind = names["kind"]?.text
        else { return nil }
        // Up to v1beta1 all versions could have the same subresources, and one version could be named alone.
        let common = Self.subresources(spec["subresources"])
        var versions = (spec["versions"]?.items ?? []).compactMap { version -> Version? in
            guard let name = version["name"]?.text else { return nil }
            let own = Self.subresources(version["subresources"])
            return Version(
                name: name, served: version["served"]?.bool ?? false, subresources: own.isEmpty ? common : own)
        }
        if versions.isEmpty, let name = spec["version"]?.text {
            versions = [Version(name: name, served: true, subresources: common)]
        }
        self.init(
            group: group, plural: plural, singular: names["singular"]?.text ?? "", kind: kind,
            shortNames: (names["shortNames"]?.items ?? []).compactMap(\.text),
            namespaced: spec["scope"]?.text != "Cluster", versions: versions)
    }

    private static func subresources(_ node: ManifestNode?) -> [String] {
        ["status", "scale"].filter { node?[$0].map { !$0.isNull } ?? false }
    }
}
