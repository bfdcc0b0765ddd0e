import DiscoveryModel

/// Where discovery documents are in a folder that mirrors the paths of an API server.
enum DiscoveryTree {
    static let coreGroups = ["api.json"]
    static let groups = ["apis.json"]
    static let serverVersion = ["version.json"]

    /// The document of a group, at `/apis/GROUP`.
    static func place(ofGroup name: String) -> [String] { ["apis", "\(FileName.encoding(name)).json"] }

    /// The document of a group version, at `/api/VERSION` or `/apis/GROUP/VERSION`.
    static func place(of groupVersion: GroupVersion) -> [String] {
        let file = "\(FileName.encoding(groupVersion.version)).json"
        return groupVersion.group.isEmpty ? ["api", file] : ["apis", FileName.encoding(groupVersion.group), file]
    }

    static let openAPIList = ["openapi", "v3.json"]

    /// The OpenAPI document of a group version, at `/openapi/v3/apis/GROUP/VERSION`.
    static func openAPI(of groupVersion: GroupVersion) -> [String] { ["openapi", "v3"] + place(of: groupVersion) }

    /// Whether file systems take every name of a place.
    static func isPossible(_ place: [String]) -> Bool { place.allSatisfy { $0.utf8.count <= FileName.longest } }
}
