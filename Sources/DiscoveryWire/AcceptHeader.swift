import DiscoveryModel

/// The Accept header of a request, as API servers read it (apiserver's `endpoints/handlers/negotiation/negotiate.go`, and
/// goautoneg): clauses by quality and then in order, those with a type before wildcards, parameters in any order, unknown
/// parameters ignored. Other than there, a quality of 0 refuses a type, as RFC 9110 has it (12.4.2).
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
        var quality = 1.0

        /// Whether it is looked at first, where it stands behind the other. No order of all clauses: goautoneg's is none.
        func precedes(_ other: Clause) -> Bool {
            quality > other.quality || !isWildcard && other.isWildcard
        }
    }

    private let clauses: [Clause]

    /// - Parameter header: `nil` or empty accepts everything.
    public init(_ header: String?) {
        let header = header.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } ?? "*/*"
        var clauses: [Clause] = []
        var refused: Set<Encoding> = []
        for text in header.split(separator: ",") {
            let (type, parameters) = DiscoveryMediaType.split(String(text))
            guard var clause = Self.clause(type, parameters) else { continue }
            if let quality = parameters["q"] {
                // What is no number counts as none, and comes last.
                clause.quality = Double(quality) ?? 0
                if Double(quality) == 0 {
                    if !clause.isWildcard && clause.form == .legacy { refused.formUnion(clause.encodings) }
                    continue
                }
            }
            var index = clauses.endIndex
            while index > 0, clause.precedes(clauses[index - 1]) { index -= 1 }
            clauses.insert(clause, at: index)
        }
        if !refused.isEmpty {
            for index in clauses.indices where clauses[index].isWildcard {
                clauses[index].encodings.removeAll(where: refused.contains)
            }
        }
        self.clauses = clauses
    }

    private static func clause(_ type: String, _ parameters: [String: String]) -> Clause? {
        switch type {
        case "application/json": Clause(encodings: [.json], form: form(of: parameters), isWildcard: false)
        case "application/yaml": Clause(encodings: [.yaml], form: form(of: parameters), isWildcard: false)
        case "*/*", "application/*": Clause(encodings: [.json, .yaml], form: .legacy, isWildcard: true)
        default: nil
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
