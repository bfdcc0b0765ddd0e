import DiscoveryModel
import DiscoveryStore
import Foundation

/// The intervals of clusters as rows.
struct IntervalTable {
    private let intervals: [SnapshotInterval]
    private let namesCluster: Bool
    private let format: OutputFormat

    init(_ intervals: [SnapshotInterval], namesCluster: Bool, format: OutputFormat) {
        self.intervals = intervals
        self.namesCluster = namesCluster
        self.format = format
    }

    /// - Parameter width: How long a line should be; of a change as much is named as there is room for.
    func table(width: Int?) -> OutputTable {
        let isWide = format == .wide || format == .markdown
        var table = OutputTable(
            columns: (namesCluster ? [.init("CLUSTER")] : []) + [
                .init("ID"), .init("FIRST SEEN"), .init("LAST SEEN"), .init("HELD"),
            ] + (isWide ? [.init("SERVER"), .init("RESOURCES"), .init("DIGEST")] : []) + [.init("CHANGES")])
        table.fieldNames = Self.fieldNames
        table.rows = intervals.map { row($0, isWide: isWide) }
        let changes = table.columns.count - 1
        guard isText else { return table }
        let room = format == .table ? width.map { $0 - table.width(ofFirst: changes) } : nil
        for (index, interval) in intervals.enumerated() {
            table.rows[index].cells[changes] = ChangeLine(interval).text(room: room, limit: isWide ? 10 : 3)
        }
        return table
    }

    /// Whether people read it, and not machines.
    private var isText: Bool { [.table, .wide, .markdown].contains(format) }

    private func row(_ interval: SnapshotInterval, isWide: Bool) -> OutputTable.Row {
        let (first, last) = (Timestamp.seconds(interval.firstSeen), Timestamp.seconds(interval.lastSeen))
        return OutputTable.Row(
            cells: !isText
                ? []
                : (namesCluster ? [interval.cluster] : []) + [
                    String(interval.id), first, last, HeldTime.text(interval.held),
                ]
                    + (isWide
                        ? [interval.serverVersion ?? "", String(interval.counts.resources), interval.digest] : []) + [
                        ""
                    ],
            name: "\(interval.cluster)@id:\(interval.id)",
            fields: isText || format == .name ? [] : fields(interval, first: first, last: last))
    }

    private func fields(
        _ interval: SnapshotInterval, first: String, last: String
    ) -> [(String, OutputValue)] {
        let change = interval.change
        let isDelimited = format == .csv || format == .tsv
        return [
            ("cluster", .text(interval.cluster)), ("snapshot", .integer(interval.id)),
            ("previousSnapshot", interval.previousID.map { .integer($0) } ?? .null), ("firstSeen", .text(first)),
            ("lastSeen", .text(last)), ("heldSeconds", .integer(Int(interval.held.rounded()))),
            ("latest", .bool(interval.isLatest)), ("digest", .text(interval.digest)),
            ("serverVersion", .text(interval.serverVersion)), ("groups", .integer(interval.counts.groups)),
            ("versions", .integer(interval.counts.versions)), ("resources", .integer(interval.counts.resources)),
            ("subresources", .integer(interval.counts.subresources)), ("added", .integer(change.added)),
            ("removed", .integer(change.removed)), ("changed", .integer(change.changed)),
            ("breaking", .integer(interval.count(.breaking))), ("compatible", .integer(interval.count(.compatible))),
            ("cosmetic", .integer(interval.count(.cosmetic))),
            ("becameKnown", .texts(interval.becameKnown.map(\.description))),
            (
                "differences",
                isDelimited
                    ? .texts(interval.differences.map(ShortText.text))
                    : .list(interval.differences.map(DiffFields.object))
            ),
            (
                "moves",
                isDelimited ? .texts(interval.moves.map(\.description)) : .list(interval.moves.map(DiffFields.object))
            ),
        ]
    }

    private static let fieldNames = [
        "cluster", "snapshot", "previousSnapshot", "firstSeen", "lastSeen", "heldSeconds", "latest", "digest",
        "serverVersion", "groups", "versions", "resources", "subresources", "added", "removed", "changed", "breaking",
        "compatible", "cosmetic", "becameKnown", "differences", "moves",
    ]
}

/// How long something held, as kubectl writes ages: `45s`, `12m`, `3h20m`, `2d4h`, `45d`.
enum HeldTime {
    static func text(_ seconds: TimeInterval) -> String {
        let seconds = Int(seconds.rounded())
        func two(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
            small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit)\(small)\(smallUnit)"
        }
        switch seconds {
        case ..<120: return "\(seconds)s"
        case ..<600: return two(seconds / 60, "m", seconds % 60, "s")
        case ..<10_800: return "\(seconds / 60)m"
        case ..<28_800: return two(seconds / 3600, "h", seconds / 60 % 60, "m")
        case ..<172_800: return "\(seconds / 3600)h"
        case ..<691_200: return two(seconds / 86400, "d", seconds / 3600 % 24, "h")
        default: return "\(seconds / 86400)d"
        }
    }
}
