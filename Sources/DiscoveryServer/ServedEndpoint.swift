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
    /// Whatever lies below a group version: objects, which only a cluster has.
    case objects(GroupVersion)

    /// Reads a path, without a server's prefix; `nil` for one that no API server has.
    ///
    /// - Parameter segments: Decoded, without empty ones.
    init?(_ segments: ArraySlice<String>) {
        let words = Array(segments)
        switch (words.first, words.count) {
        case (nil, _): self = .root
        case ("api", 1): self = .core
        case ("api", 2): self = .groupVersion(GroupVersion(group: "", version: words[1]))
        case ("api", _): self = .objects(GroupVersion(group: "", version: words[1]))
        case ("apis", 1): self = .groups
        case ("apis", 2): self = .group(words[1])
        case ("apis", 3): self = .groupVersion(GroupVersion(group: words[1], version: words[2]))
        case ("apis", _): self = .objects(GroupVersion(group: words[1], version: words[2]))
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
}
