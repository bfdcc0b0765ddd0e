import DiscoveryModel

/// What a path of an API server means.
enum ServedEndpoint: Hashable {
    /// `/`: the paths there are.
    case root
    /// `/api`.
    case core
    /// `/apis`.
    case groups
    /// `/apis/GROUP`.
    case group(String)
    /// `/api/v1`, `/apis/GROUP/VERSION`.
    case groupVersion(GroupVersion)
    /// `/version`.
    case version
    /// `/readyz`, `/livez`, `/healthz`.
    case health
    /// `/openapi/v3`: the documents there are.
    case openAPI
    /// `/openapi/v3/apis/GROUP/VERSION`.
    case openAPIDocument(GroupVersion)
    /// All objects of a resource, or those of one namespace, which only a cluster has.
    case objects(GroupVersion, resource: String)
    /// Whatever lies below that: one object.
    case object(GroupVersion)

    /// Reads a path, without a server's prefix; `nil` for one that no API server has.
    ///
    /// - Parameter segments: Decoded, without empty ones.
    init?(_ segments: ArraySlice<String>) {
        let words = Array(segments)
        switch (words.first, words.count) {
        case (nil, _): self = .root
        case ("api", 1): self = .core
        case ("api", 2): self = .groupVersion(GroupVersion(group: "", version: words[1]))
        case ("api", _): self = .below(GroupVersion(group: "", version: words[1]), words[2...])
        case ("apis", 1): self = .groups
        case ("apis", 2): self = .group(words[1])
        case ("apis", 3): self = .groupVersion(GroupVersion(group: words[1], version: words[2]))
        case ("apis", _): self = .below(GroupVersion(group: words[1], version: words[2]), words[3...])
        case ("version", 1): self = .version
        case ("readyz", 1), ("livez", 1), ("healthz", 1): self = .health
        case ("openapi", 2...) where words[1] == "v3":
            if words.count == 2 {
                self = .openAPI
            } else if words.count == 4, words[2] == "api" {
                self = .openAPIDocument(GroupVersion(group: "", version: words[3]))
            } else if words.count == 5, words[2] == "apis" {
                self = .openAPIDocument(GroupVersion(group: words[3], version: words[4]))
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// What a path below a group version means, as apiserver's `RequestInfoFactory` reads it.
    private static func below(_ groupVersion: GroupVersion, _ words: ArraySlice<String>) -> ServedEndpoint {
        var words = words
        if words.first == "watch" && words.count > 1 { words.removeFirst() }
        if words.first == "namespaces", let third = words.dropFirst(2).first,
            words.count > 3 || !["status", "finalize"].contains(third)
        {
            words = words.dropFirst(2)
        }
        guard let resource = words.first, words.count == 1 else { return .object(groupVersion) }
        return .objects(groupVersion, resource: resource)
    }
}
