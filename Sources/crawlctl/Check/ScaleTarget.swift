import Manifests

/// A `scaleTargetRef`, and where it stands.
struct ScaleTarget {
    let apiVersion: String
    let kind: String
    let line: Int

    init?(_ node: ManifestNode) {
        guard let kind = node["kind"]?.text else { return nil }
        self.kind = kind
        apiVersion = node["apiVersion"]?.text ?? ""
        line = node["apiVersion"]?.line ?? node.line
    }
}
