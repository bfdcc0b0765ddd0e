import ArgumentParser
import DiscoveryModel

/// Where the JSON Schema of a kind is, as the tools that read them look for it.
enum JSONSchemaLayout: String, CaseIterable, ExpressibleByArgument {
    /// As in the schemas that kubeconform finds by itself, and with `-schema-location FOLDER`:
    /// `deployment-apps-v1.json`, with the group's first word only.
    case kubeconform
    /// As in the catalog of CRDs: `apps/deployment_v1.json`.
    case catalog

    /// The names that lead to a file. Kinds of different groups may have the same.
    func place(of kind: GroupVersionKind) -> [String] {
        let name = FileName.encoding(kind.kind.lowercased())
        let version = FileName.encoding(kind.version)
        switch self {
        case .kubeconform:
            guard let word = kind.group.split(separator: ".", omittingEmptySubsequences: false).first, !word.isEmpty
            else {
                return ["\(name)-\(version).json"]
            }
            return ["\(name)-\(FileName.encoding(String(word)))-\(version).json"]
        case .catalog:
            let file = "\(name)_\(version).json"
            return kind.group.isEmpty ? [file] : [FileName.encoding(kind.group), file]
        }
    }

    /// Whether a kind of a name as Kubernetes allows it may be there.
    func isPlace(_ place: [String]) -> Bool {
        guard let file = place.last, file.hasSuffix(".json"), file != "all.json", place.count <= 2 else { return false }
        return switch self {
        case .kubeconform: place.count == 1 && !file.contains("_")
        case .catalog: file.contains("_")
        }
    }
}
