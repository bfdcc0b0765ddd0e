import DiscoveryModel
import Foundation

/// What became of a group version or a resource, as rows, newest first.
struct EventTable {
    private let events: [(cluster: String, event: SubjectEvent)]
    private let isAboutResource: Bool
    private let isAboutSubresource: Bool
    private let namesCluster: Bool
    private let format: OutputFormat

    init(
        _ histories: [(cluster: String, events: [SubjectEvent])], of subject: HistorySubject, namesCluster: Bool,
        format: OutputFormat
    ) {
        switch subject {
        case .groupVersion: (isAboutResource, isAboutSubresource) = (false, false)
        case .resource(let pattern): (isAboutResource, isAboutSubresource) = (true, pattern.subresource != nil)
        }
        events = histories.flatMap { history in history.events.map { (history.cluster, $0) } }.enumerated()
            .sorted { one, other in
                let (left, right) = (one.element.1, other.element.1)
                return left.seenAt == right.seenAt ? one.offset < other.offset : left.seenAt > right.seenAt
            }.map(\.element)
        self.namesCluster = namesCluster
        self.format = format
    }

    var isEmpty: Bool { events.isEmpty }

    /// - Parameter width: How long a line should be.
    func table(width: Int?) -> OutputTable {
        var table = OutputTable(
            columns: (namesCluster ? [.init("CLUSTER")] : []) + [
                .init("ID"), .init("SEEN"), .init("EVENT"), .init("GROUPVERSION"),
            ] + (isAboutResource ? [.init("RESOURCE")] : []) + [.init("WHAT"), .init("NOT SEEN", isWide: true)])
        table.fieldNames = Self.fieldNames
        table.rows = events.map { row($0.cluster, $0.event) }
        let what = table.columns.count - 2
        let room = format == .table ? width.map { max(10, $0 - table.width(ofFirst: what)) } : nil
        for index in table.rows.indices { table.rows[index].cells[what] = cut(table.rows[index].cells[what], room) }
        return table
    }

    private func cut(_ text: String, _ room: Int?) -> String {
        guard let room, text.unicodeScalars.count > room else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(room - 1))) + "…"
    }

    private func row(_ cluster: String, _ event: SubjectEvent) -> OutputTable.Row {
        let what =
            event.differences.isEmpty ? resources(event) : event.differences.map(text).joined(separator: "; ")
        let seen = Timestamp.seconds(event.seenAt)
        let before = event.previousSeenAt.map(Timestamp.seconds)
        let isDelimited = format == .csv || format == .tsv
        return OutputTable.Row(
            cells: (namesCluster ? [cluster] : []) + [
                String(event.snapshotID), seen, Self.word(event.kind), event.groupVersion.description,
            ] + (isAboutResource ? [event.resource ?? ""] : []) + [what, before ?? ""],
            name: "\(cluster)@id:\(event.snapshotID)",
            fields: [
                ("cluster", .text(cluster)), ("snapshot", .integer(event.snapshotID)), ("seenAt", .text(seen)),
                ("notSeenAt", .text(before)), ("event", .text(event.kind.rawValue)),
                ("group", .text(event.groupVersion.group)), ("version", .text(event.groupVersion.version)),
                ("groupVersion", .text(event.groupVersion.description)), ("resource", .text(event.resource)),
                ("resources", .texts(event.resources.map(\.name))),
                (
                    "differences",
                    isDelimited
                        ? .texts(event.differences.map(text)) : .list(event.differences.map(DiffFields.object))
                ),
            ])
    }

    private static let fieldNames = [
        "cluster", "snapshot", "seenAt", "notSeenAt", "event", "group", "version", "groupVersion", "resource",
        "resources", "differences",
    ]

    private static func word(_ kind: SubjectEvent.Kind) -> String {
        kind == .becameKnown ? "became known" : kind.rawValue
    }

    /// The names of a group version's resources; of a resource its kind, scope and subresources.
    private func resources(_ event: SubjectEvent) -> String {
        guard isAboutResource else {
            return DifferenceText.resources(.list(event.resources.map { .text($0.name) }))
        }
        guard let first = event.resources.first else { return "" }
        let subresources = event.resources.compactMap { $0 == first ? nil : $0.subresource }
        return "\(first.kind), \(first.namespaced ? "namespaced" : "cluster-scoped")"
            + (subresources.isEmpty ? "" : " (+\(subresources.joined(separator: ", ")))")
    }

    /// A difference under the heading of its group version, or of its resource.
    private func text(_ record: DifferenceRecord) -> String {
        let subject = record.subject
        let name = (isAboutResource ? (isAboutSubresource ? nil : subject.subresource) : subject.resourceName) ?? ""
        switch record.kind {
        case .added: return "+\(name)"
        case .removed: return "-\(name)"
        case .changed: return (name.isEmpty ? "" : "\(name) ") + DifferenceText.field(record)
        }
    }
}
