import DiscoveryModel

/// The Accept header of a request, as API servers read it (apiserver's `endpoints/handlers/negotiation/negotiate.go`):
/// clauses in order, parameters in any order, unknown parameters ignored.
public struct AcceptHeader {
    /// How a document is written.
    public enum Encoding: Hashable, Sendable {
        /// `application/json`.
        case json
        /// `application/yaml`.
        case yaml
    }

    /// What a clause asks for.
    private struct Clause {
        var encodings: [Encoding]
        /// The form that its parameters name; `nil` for none that there is.
        var form: DiscoveryForm?
        /// Whether it takes whatever there is.
        var isWildcard: Bool
    }

    private let clauses: [Clause]

    /// - Parameter header: `nil` or empty accepts everything.
    public init(_ header: String?) {
        let header = header.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } ?? "*/*"
        clauses = header.split(separator: ",").compactMap { text in
            let (type, parameters) = DiscoveryMediaType.split(String(text))
            switch type {
            case "application/json":
                return Clause(encodings: [.json], form: Self.form(of: parameters), isWildcard: false)
            case "application/yaml":
                return Clause(encodings: [.yaml], form: Self.form(of: parameters), isWildcard: false)
            case "*/*", "application/*": return Clause(encodings: [.json, .yaml], form: .legacy, isWildcard: true)
            default: return nil
            }
        }
    }

    /// The form to answer in; `nil` when none of those offered is accepted in JSON.
    public func form(among offered: Set<DiscoveryForm>) -> DiscoveryForm? {
        choice(forms: offered, encodings: [.json])?.form
    }

    /// The form and encoding to answer in; `nil` when nothing offered is accepted.
    public func choice(
        forms: Set<DiscoveryForm>, encodings: Set<Encoding>
    ) -> (form: DiscoveryForm, encoding: Encoding)? {
        for clause in clauses {
            guard let encoding = clause.encodings.first(where: encodings.contains) else { continue }
            if clause.isWildcard {
                let preferred: [DiscoveryForm] = [.legacy, .aggregatedV2, .aggregatedV2beta1]
                if let form = preferred.first(where: forms.contains) { return (form, encoding) }
            } else if let form = clause.form, forms.contains(form) {
                return (form, encoding)
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
