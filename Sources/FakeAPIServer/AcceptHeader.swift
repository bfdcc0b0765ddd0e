import DiscoveryModel
import DiscoveryWire

/// The Accept header of a discovery request.
///
/// Read as API servers read it (apiserver's `endpoints/handlers/negotiation/negotiate.go`): clauses in order,
/// parameters in any order, unknown parameters ignored.
struct AcceptHeader {
    private let clauses: [(type: String, parameters: [String: String])]

    /// - Parameter header: `nil` or empty accepts everything.
    init(_ header: String?) {
        let clauses = (header ?? "").split(separator: ",").map { DiscoveryMediaType.split(String($0)) }
        self.clauses = clauses.isEmpty ? [("*/*", [:])] : clauses
    }

    /// The form to answer in; `nil` when none of those offered is accepted.
    func form(among offered: Set<DiscoveryForm>) -> DiscoveryForm? {
        for clause in clauses {
            switch clause.type {
            case "application/json":
                if let form = Self.form(of: clause.parameters), offered.contains(form) { return form }
            case "*/*", "application/*":
                let preferred: [DiscoveryForm] = [.legacy, .aggregatedV2, .aggregatedV2beta1]
                if let form = preferred.first(where: offered.contains) { return form }
            default: continue
            }
        }
        return nil
    }

    private static func form(of parameters: [String: String]) -> DiscoveryForm? {
        guard let kind = parameters["as"] else { return .legacy }
        guard kind == "APIGroupDiscoveryList", parameters["g"] == "apidiscovery.k8s.io" else { return nil }
        switch parameters["v"] {
        case "v2": return .aggregatedV2
        case "v2beta1": return .aggregatedV2beta1
        default: return nil
        }
    }
}
