import DiscoveryModel

/// The media types in which discovery is asked for and answered.
///
/// The parameters and their order are upstream's (client-go's `discovery_client.go`; KEP-3352).
public enum DiscoveryMediaType {
    /// The legacy form.
    public static let legacy = "application/json"
    /// The aggregated form, version 2.
    public static let aggregatedV2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    /// The aggregated form, version 2beta1.
    public static let aggregatedV2beta1 = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"
    /// An Accept header that asks for the best form a server has: v2, else v2beta1, else legacy.
    public static let bestForm = "\(aggregatedV2),\(aggregatedV2beta1),\(legacy)"

    /// What stands behind the media type of a form, whatever that type is; empty for the legacy form.
    public static func parameters(of form: DiscoveryForm) -> String {
        switch form {
        case .aggregatedV2: ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
        case .aggregatedV2beta1: ";g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"
        case .legacy, .mixed: ""
        }
    }

    /// The form that a Content-Type announces.
    ///
    /// Parameters may stand in any order and others may be among them. Anything that is not an aggregated type,
    /// a missing or unreadable header too, announces the legacy form, as in client-go's `ContentTypeIsGVK`.
    public static func form(ofContentType header: String?) -> DiscoveryForm {
        guard let header else { return .legacy }
        let (type, parameters) = split(header)
        guard type == "application/json", parameters["g"] == "apidiscovery.k8s.io",
            parameters["as"] == "APIGroupDiscoveryList"
        else { return .legacy }
        switch parameters["v"] {
        case "v2": return .aggregatedV2
        case "v2beta1": return .aggregatedV2beta1
        default: return .legacy
        }
    }

    /// A media type in lower case, apart from its parameters.
    public static func split(_ header: String) -> (type: String, parameters: [String: String]) {
        let parts = header.split(separator: ";").map { $0.trimmingWhitespace() }
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let value = part[part.index(after: equals)...].trimmingWhitespace()
            parameters[part[..<equals].trimmingWhitespace().lowercased()] =
                value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
                ? String(value.dropFirst().dropLast()) : String(value)
        }
        return ((parts.first ?? "").lowercased(), parameters)
    }
}

extension StringProtocol {
    fileprivate func trimmingWhitespace() -> String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
