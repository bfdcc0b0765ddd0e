import DiscoveryModel
import Manifests

/// What is said on standard error after a check.
enum CheckNotes {
    /// What was skipped, what is not current where that matters, and one line of counts.
    static func write(
        _ input: CheckInput, _ surfaces: [ResolvedSurface], findings: [Finding], notesSkipped: Bool,
        _ context: CommandContext
    ) {
        if notesSkipped { noteSkipped(findings, context) }
        let groups = groups(of: input)
        IncompleteNotes.write(surfaces, context) { groups.contains($0) }
        if input.isEmpty {
            context.note("Error: there is nothing to check\n  hint: is it the output of a command that failed?")
        } else {
            context.note(PrintableText.escaping(summary(input, surfaces, findings)))
        }
    }

    private static func noteSkipped(_ findings: [Finding], _ context: CommandContext) {
        var seen: Set<ManifestPlace> = []
        let skipped = findings.filter { $0.status == .skipped && seen.insert($0.place).inserted }
        let shown = 10
        for finding in skipped.prefix(shown) {
            context.note(PrintableText.escaping("note: \(finding.location) is skipped: \(finding.message ?? "")"))
        }
        if skipped.count > shown { context.note("note: \(skipped.count - shown) more are skipped; --all shows them") }
    }

    private static func groups(of input: CheckInput) -> Set<String> {
        input.items.reduce(into: []) { groups, item in
            guard case .object(let object) = item else { return }
            if let type = object.type { groups.insert(type.group) }
            for rule in object.rules { groups.formUnion(rule.rule.apiGroups) }
        }
    }

    /// `112 objects checked on 2 references: 3 missing, 1 not preferred`.
    static func summary(_ input: CheckInput, _ surfaces: [ResolvedSurface], _ findings: [Finding]) -> String {
        let objects = input.objectCount == 1 ? "1 object" : "\(input.objectCount) objects"
        var place = "\(surfaces.count) references"
        if let only = surfaces.first, surfaces.count == 1 {
            place = only.label + (only.asOf.map { ", as of \(Timestamp.seconds($0))" } ?? "")
        }
        let counts = Dictionary(grouping: findings, by: \.status).mapValues(\.count)
        let parts = order.compactMap { status, one, many in
            counts[status].map { "\($0) \($0 == 1 ? one : many ?? one)" }
        }
        let allServed = input.objectCount > 0 && parts.isEmpty
        return "\(objects) checked on \(place)"
            + (allServed ? ": all served" : parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))")
    }

    /// One of a status, and many where that is said differently.
    private static let order: [(Finding.Status, one: String, many: String?)] = [
        (.missing, "missing", nil), (.moved, "moved", nil), (.stale, "stale", nil),
        (.notPreferred, "not preferred", nil), (.unknown, "unknown", nil),
        (.noResource, "rule resource not served", "rule resources not served"),
        (.noVerb, "rule verb not served", "rule verbs not served"),
        (.noTarget, "scale target not served", "scale targets not served"),
        (.invalid, "invalid field", "invalid fields"),
        (.duplicateKey, "duplicate key", "duplicate keys"), (.unreadable, "unreadable", nil),
        (.skipped, "skipped", nil),
    ]
}
