/// A Kubernetes object as a file has it.
public struct ManifestObject {
    /// Where it begins.
    public var place: ManifestPlace
    /// As it is written, or for an item of a typed list as the list implies.
    public var apiVersion: String
    /// As it is written, or for an item of a typed list as the list implies.
    public var kind: String
    /// All of it.
    public var root: ManifestNode

    /// `metadata.name`, else `metadata.generateName`.
    public var name: String? {
        let metadata = root["metadata"]
        return metadata?["name"]?.text ?? metadata?["generateName"]?.text
    }

    /// `metadata.namespace`.
    public var namespace: String? { root["metadata"]?["namespace"]?.text }
}
