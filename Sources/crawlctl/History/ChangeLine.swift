import DiscoveryModel
import DiscoveryStore

/// What changed with a snapshot, in a line: counts, and what matters most.
struct ChangeLine {
    private let interval: SnapshotInterval

    init(_ interval: SnapshotInterval) {
        self.interval = interval
    }

    /// `+12 -3 ~4, 3 breaking: v1.24.0 -> v1.25.0, -policy/v1beta1 (now v1), -batch/v1beta1 (now v1) and 9 more`.
    ///
    /// - Parameters:
    ///   - room: How long it should be; `nil` for any length.
    ///   - limit: How many changes to name at most.
    func text(room: Int?, limit: Int) -> String {
        guard interval.previousID != nil else { return "first" }
        let counts = counts.joined(separator: ", ")
        let names = names
        guard !names.isEmpty else { return counts.isEmpty ? "no change of the API" : counts }
        var text = counts.isEmpty ? "" : counts + ": "
        for (index, name) in names.enumerated() {
            let rest = names.count - index
            let more = " and \(rest) more"
            let part = (index == 0 ? "" : ", ") + name
            let isLast = rest == 1
            let length =
                text.unicodeScalars.count + part.unicodeScalars.count + (isLast ? 0 : " and \(rest - 1) more".count)
            if index >= limit || room.map({ length > $0 }) ?? false {
                return index == 0 ? (counts.isEmpty ? Plural.text(rest, "change") : counts) : text + more
            }
            text += part
        }
        return text
    }

    private var counts: [String] {
        let change = interval.change
        var signed: [String] = []
        if change.added > 0 { signed.append("+\(change.added)") }
        if change.removed > 0 { signed.append("-\(change.removed)") }
        if change.changed > 0 { signed.append("~\(change.changed)") }
        var parts = signed.isEmpty ? [] : [signed.joined(separator: " ")]
        let breaking = interval.count(.breaking)
        if breaking > 0 { parts.append("\(breaking) breaking") }
        return parts
    }

    /// What changed, the most telling first: the server's version, what breaks and where it moved, what came, the rest.
    private var names: [String] {
        var names: [String] = []
        if let version = interval.serverVersion, let previous = interval.previousServerVersion, version != previous {
            names.append("\(previous) -> \(version)")
        }
        let ranked = interval.differences.enumerated().sorted { one, other in
            let (left, right) = (Self.rank(one.element), Self.rank(other.element))
            return left == right ? one.offset < other.offset : left < right
        }.map(\.element)
        names += ranked.map { ShortText.text($0) + whereabouts($0) }
        names += interval.becameKnown.map { "\($0) became known" }
        if interval.storageChanged { names.append("storage version hashes") }
        return names
    }

    /// Where what went is served now: ` (now v1)`, ` (now networking.k8s.io/v1)`, ` (moved in part)`.
    private func whereabouts(_ record: DifferenceRecord) -> String {
        guard record.kind == .removed, record.subject.level != .subresource, let group = record.subject.group else {
            return ""
        }
        let moves = interval.moves.filter { move in
            move.from.group == group && (record.subject.version ?? move.from.version) == move.from.version
                && (record.subject.resource ?? move.resource) == move.resource
        }
        guard let first = moves.first else { return "" }
        if moves.count < record.resourceCount { return " (moved in part)" }
        guard moves.allSatisfy({ $0.to == first.to }) else { return " (moved)" }
        let core = first.to.group.isEmpty ? " of the core group" : ""
        return " (now \(first.to.group == group ? first.to.version : first.to.description + core))"
    }

    private static func rank(_ record: DifferenceRecord) -> Int {
        let levels: [DifferenceSubject.Level] = [.group, .version, .resource, .subresource, .name, .surface]
        let impacts: [DifferenceImpact] = [.breaking, .compatible, .cosmetic]
        let kinds: [DifferenceRecord.Kind] = [.removed, .added, .changed]
        return (impacts.firstIndex(of: record.impact) ?? 0) * 100 + (kinds.firstIndex(of: record.kind) ?? 0) * 10
            + (levels.firstIndex(of: record.subject.level) ?? 0)
    }
}

/// A difference in one word or two.
enum ShortText {
    /// `-policy/v1beta1`, `+apps/v1/deployments/scale`, `~apps/v1/deployments verbs`, `~apps prefers v2`, `~po means …`.
    static func text(_ record: DifferenceRecord) -> String {
        let subject = record.subject
        let place = subject.groupVersion?.description ?? subject.group.map { $0.isEmpty ? "(core)" : $0 } ?? ""
        let name =
            subject.level == .name
            ? record.names.joined(separator: ",")
            : [place, subject.resourceName].compactMap(\.self).joined(separator: "/")
        switch record.kind {
        case .added: return "+\(name)"
        case .removed: return "-\(name)"
        case .changed: break
        }
        switch (record.field, record.to) {
        case (.preferredVersion, .text(let version)): return "~\(name) prefers \(version)"
        case (.meaning, .text(let meaning)): return "~\(name) means \(meaning)"
        case (.groups, _): return "~order of groups"
        default: return "~\(name) \(record.field.map(word) ?? "")"
        }
    }

    private static func word(_ field: DifferenceRecord.Field) -> String {
        switch field {
        case .groups, .versions: "order"
        case .preferredVersion: "preferred version"
        case .kind, .responseKind: "kind"
        case .namespaced: "scope"
        case .verbs: "verbs"
        case .shortNames: "short names"
        case .categories: "categories"
        case .singularName: "singular name"
        case .meaning: "meaning"
        }
    }
}
