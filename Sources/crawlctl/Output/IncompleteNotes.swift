import DiscoveryModel
import DiscoveryStore
import Foundation

/// What an answer lacks, said on standard error.
enum IncompleteNotes {
    /// One line for each group version that is not current; of a fleet, also for each name that is not the same resource
    /// everywhere.
    ///
    /// - Parameter includes: Which groups the answer is about.
    static func write(
        _ surfaces: [ResolvedSurface], _ context: CommandContext, includes: (String) -> Bool = { _ in true }
    ) {
        for surface in surfaces {
            if let fleet = surface.fleet {
                let served = Set(surface.conditions.keys)
                write(together: fleet.members, context) { served.contains($0) && includes($0.group) }
                writeConflicts(surface, context, includes: includes)
                continue
            }
            for condition in surface.conditions.values.sorted(by: { $0.groupVersion < $1.groupVersion })
            where includes(condition.groupVersion.group) {
                context.note(
                    PrintableText.escaping(
                        "note: \(condition.groupVersion) on \(surface.label) \(word(condition.state)), \(asOf(condition))"
                    ))
            }
        }
    }

    /// One line for each group that was asked for and is nowhere, which no answer would tell from a slip of the keyboard.
    ///
    /// - Parameter none: What is said where there are several surfaces.
    static func writeAbsent(
        _ groups: [String], in surfaces: [ResolvedSurface], none: String = "no cluster has a",
        _ context: CommandContext
    ) {
        guard !groups.isEmpty else { return }
        let known = Set(surfaces.flatMap { $0.surface.groups.map(\.name) })
        let lack = surfaces.count == 1 ? "\(surfaces[0].label) has no" : none
        for group in groups where !known.contains(group) {
            context.note(PrintableText.escaping("note: \(lack) group \(group.isEmpty ? "\"\"" : group)"))
        }
    }

    /// One line for each name that is not the same resource on all clusters of a fleet.
    static func writeConflicts(_ surface: ResolvedSurface, _ context: CommandContext, includes: (String) -> Bool) {
        for line in conflictLines(surface, includes: includes) {
            context.note(PrintableText.escaping("note: \(line)"))
        }
    }

    /// The same as lines, as they are.
    static func conflictLines(_ surface: ResolvedSurface, includes: (String) -> Bool) -> [String] {
        guard let fleet = surface.fleet else { return [] }
        let end = fleet.rule == .common ? "leaves it out" : "has the first"
        return fleet.conflicts.filter { includes($0.groupVersion.group) }.map {
            "\(text($0)); \(surface.label) \(end)"
        }
    }

    /// One line for each group version that is not current, with all clusters on which it is not.
    static func write(
        together members: [FleetMember], _ context: CommandContext, includes: (GroupVersion) -> Bool = { _ in true }
    ) {
        for line in lines(together: members, includes: includes) {
            context.note(PrintableText.escaping("note: \(line)"))
        }
    }

    /// The same as lines, as they are.
    static func lines(
        together members: [FleetMember], includes: (GroupVersion) -> Bool = { _ in true }
    ) -> [String] {
        var labels: [Key: [String]] = [:]
        var times: [Key: Date] = [:]
        for member in members {
            for condition in member.conditions.values where includes(condition.groupVersion) {
                let key = Key(condition)
                labels[key, default: []].append(member.label)
                if let asOf = condition.asOf { times[key] = min(times[key] ?? asOf, asOf) }
            }
        }
        return labels.sorted { $0.key < $1.key }.map { key, labels in
            let asOf = times[key].map { "as of \(Timestamp.seconds($0))\(labels.count > 1 ? " or later" : "")" }
            return "\(key.groupVersion) on \(listed(labels)) \(word(key.state)), \(asOf ?? neverSeen)"
        }
    }

    /// One line for all group versions whose schemas are not current on the same clusters.
    ///
    /// - Parameter clusters: Each with those of its group versions that the answer is about.
    static func schemaLines(_ clusters: [(label: String, conditions: [GroupVersionCondition])]) -> [String] {
        struct Lack: Hashable {
            let versions: [GroupVersion]
            let wasRead: Bool
        }
        var lacks: [Lack] = []
        var labels: [Lack: [String]] = [:]
        var times: [Lack: Set<Date>] = [:]
        for cluster in clusters {
            for wasRead in [true, false] {
                let conditions = cluster.conditions.filter { ($0.asOf != nil) == wasRead }
                guard !conditions.isEmpty else { continue }
                let lack = Lack(versions: conditions.map(\.groupVersion).sorted(), wasRead: wasRead)
                if labels[lack] == nil { lacks.append(lack) }
                labels[lack, default: []].append(cluster.label)
                times[lack, default: []].formUnion(conditions.compactMap(\.asOf))
            }
        }
        return lacks.map { schemas(of: $0.versions, on: labels[$0] ?? [], asOf: times[$0] ?? []) }
    }

    /// `the schemas of batch/v1 on a are not current, as of 2026-11-20T08:00:00Z`.
    ///
    /// - Parameter asOf: When they were last read; empty where they never were.
    static func schemas(of versions: [GroupVersion], on labels: [String], asOf: Set<Date>) -> String {
        let moment = asOf.min().map { "as of \(Timestamp.seconds($0))" + (asOf.count > 1 ? " or later" : "") }
        return "the schemas of \(listed(versions.map(\.description))) on \(listed(labels)) are not current, "
            + (moment ?? "never read")
    }

    /// `the schemas of prod are older than its resources: as of 2026-11-20T08:00:00Z`; `nil` where they are not.
    static func olderSchemas(_ reader: SchemaReader, than surface: ResolvedSurface) -> String? {
        // A crawl reads both, within seconds, the schemas last.
        guard let schemas = reader.asOf.map(Timestamp.seconds), let resources = surface.asOf.map(Timestamp.seconds),
            schemas < resources
        else { return nil }
        return "the schemas of \(reader.label) are older than its resources: as of \(schemas), not \(resources)"
    }

    /// What the lines of several clusters have in common.
    private struct Key: Hashable, Comparable {
        let groupVersion: GroupVersion
        let state: GroupVersionState
        let wasSeen: Bool

        init(_ condition: GroupVersionCondition) {
            groupVersion = condition.groupVersion
            state = condition.state
            wasSeen = condition.asOf != nil
        }

        static func < (one: Key, other: Key) -> Bool {
            if one.groupVersion != other.groupVersion { return one.groupVersion < other.groupVersion }
            if one.state != other.state { return one.state == .failed }
            return one.wasSeen && !other.wasSeen
        }
    }

    /// `as of 2026-11-20T08:00:00Z`, or that it was never seen.
    static func asOf(_ condition: GroupVersionCondition) -> String {
        condition.asOf.map { "as of \(Timestamp.seconds($0))" } ?? neverSeen
    }

    private static let neverSeen = "its resources were never seen"

    private static func word(_ state: GroupVersionState) -> String { state == .stale ? "is stale" : "failed" }

    /// `widgets of example.com/v1 is namespaced on a and b, cluster-scoped on c`.
    private static func text(_ conflict: FleetConflict) -> String {
        let scopes = Set(conflict.meanings.map(\.namespaced))
        let kinds = Set(conflict.meanings.map(\.responseKind.kind))
        let responseKinds = Set(conflict.meanings.map(\.responseKind))
        let meanings = conflict.meanings.map { meaning in
            let kind = meaning.responseKind
            var words: [String] = []
            if responseKinds.count > 1 {
                let groupVersion = GroupVersion(group: kind.group, version: kind.version)
                words.append(kinds.count > 1 ? kind.kind : "\(groupVersion) \(kind.kind)")
            }
            if scopes.count > 1 { words.append(meaning.namespaced ? "namespaced" : "cluster-scoped") }
            return "\(words.joined(separator: ", ")) on \(listed(meaning.clusters))"
        }
        return "\(conflict.name) of \(conflict.groupVersion) is \(meanings.joined(separator: "; "))"
    }

    /// `a`, `a, b and c`, `a, b, c and 97 more`.
    private static func listed(_ labels: [String]) -> String {
        if labels.count > 5 { return "\(labels.prefix(3).joined(separator: ", ")) and \(labels.count - 3) more" }
        guard let last = labels.last, labels.count > 1 else { return labels.first ?? "" }
        return "\(labels.dropLast().joined(separator: ", ")) and \(last)"
    }
}
