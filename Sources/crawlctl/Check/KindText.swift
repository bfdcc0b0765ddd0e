import DiscoveryModel

/// What to say about the kind of an object.
struct KindText {
    let type: GroupVersionKind
    let answer: KindAnswer
    let resolved: ResolvedSurface

    private var groupVersion: GroupVersion { GroupVersion(group: type.group, version: type.version) }

    var status: Finding.Status {
        switch answer.status {
        case .served: .served
        case .notPreferred: .notPreferred
        case .stale: .stale
        case .moved: .moved
        case .missing: .missing
        case .unknown: .unknown
        }
    }

    var level: Finding.Level? {
        switch answer.status {
        case .served: nil
        case .notPreferred, .stale, .unknown: .warning
        case .moved, .missing: .error
        }
    }

    var message: String? {
        switch answer.status {
        case .served: return nil
        case .notPreferred: return preferred
        case .stale: return [staleness, preferred].compactMap(\.self).joined(separator: "; ")
        case .unknown: return Self.neverKnown([groupVersion])
        case .moved: return "\(absence); \(answer.movedTo.map(\.description) ?? "another version") serves it"
        case .missing: return absence + (guess.map { "; \($0)" } ?? "")
        }
    }

    /// What to say where nobody ever saw what group versions serve.
    static func neverKnown(_ versions: [GroupVersion]) -> String {
        "what \(versions.map(\.description).joined(separator: " and ")) serves was never seen"
    }

    private var preferred: String? {
        answer.preferredVersion.map { "\(GroupVersion(group: type.group, version: $0)) is preferred" }
    }

    private var staleness: String? {
        resolved.conditions[groupVersion].map {
            "\(groupVersion) \($0.state == .stale ? "is stale" : "failed"), \(IncompleteNotes.asOf($0))"
        }
    }

    private var absence: String {
        switch answer.absence {
        case .noKind: "\(groupVersion) has no \(type.kind)"
        case .noGroup: "there is no group \(type.group)"
        case .noVersion, nil: "\(groupVersion) is not served"
        }
    }

    private var guess: String? {
        if !answer.elsewhere.isEmpty {
            let others = answer.elsewhere.prefix(3).map(\.description).joined(separator: ", ")
            return "a \(type.kind) of another group is in \(others)"
        }
        if !answer.subresources.isEmpty { return "it is sent to \(answer.subresources.joined(separator: ", "))" }
        if answer.near.isEmpty { return nil }
        let near = answer.near.map { "\($0.kind) (\(GroupVersion(group: $0.group, version: $0.version)))" }
        return "near are: \(near.joined(separator: ", "))"
    }
}
