import DiscoveryModel
import Foundation
import GRDB

/// Keeps in what a snapshot differs from the one before it; lives within one transaction.
struct ChangeWriter {
    let database: Database
    let snapshot: Int64
    private var position = 0
    private let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    init(database: Database, snapshot: Int64) {
        self.database = database
        self.snapshot = snapshot
    }

    func write(_ difference: SurfaceDifference) throws {
        var writer = self
        for one in difference.differences { try writer.write(one.record) }
        for move in difference.moves { try writer.write(move) }
        for list in difference.becameKnown {
            let subject = DifferenceSubject(
                .version, group: list.groupVersion.group, version: list.groupVersion.version)
            try writer.insert(.known, subject, resourceCount: list.resources.count { $0.subresource == nil })
        }
    }

    /// In what a snapshot differs from another; reads what they do not share, and little of the rest.
    static func difference(
        from old: Int64, to new: Int64, in database: Database
    ) throws -> SurfaceDifference {
        var pair = SurfacePair(
            from: try SurfaceReader.surface(ofSnapshot: old, parts: .groups, in: database),
            to: try SurfaceReader.surface(ofSnapshot: new, parts: .groups, in: database))
        pair.fill(try ContentReader.lists(pair.differing, parts: .all, in: database))
        pair.fill(try ContentReader.lists(pair.shared, parts: SurfacePair.sharedParts, in: database))
        return pair.difference
    }

    private mutating func write(_ record: DifferenceRecord) throws {
        let kind: ChangeKind =
            switch record.kind {
            case .added: .added
            case .removed: .removed
            case .changed: .changed
            }
        try insert(
            kind, record.subject, names: record.names, field: record.field?.rawValue, from: record.from, to: record.to,
            rule: record.rule, resourceCount: record.resourceCount)
    }

    private mutating func write(_ move: ResourceMove) throws {
        let subject = DifferenceSubject(
            .resource, group: move.from.group, version: move.from.version, resource: move.resource)
        try insert(
            .moved, subject, names: [move.kind], from: .text(move.from.description), to: .text(move.to.description))
    }

    private mutating func insert(
        _ kind: ChangeKind, _ subject: DifferenceSubject, names: [String] = [], field: String? = nil,
        from: DifferenceValue = .none, to: DifferenceValue = .none, rule: DifferenceRule? = nil, resourceCount: Int = 0
    ) throws {
        try database.executeCached(
            """
            INSERT INTO snapshot_change (snapshot_id, position, kind, level, group_name, version, resource, subresource,
                names, field, before, after, rule, class, resource_count)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                snapshot, position, kind.rawValue, subject.level.rawValue, subject.group, subject.version,
                subject.resource, subject.subresource,
                names.isEmpty ? nil : String(decoding: try encoder.encode(names), as: UTF8.self), field,
                try text(from), try text(to), rule?.rawValue, rule?.impact.rawValue, resourceCount,
            ])
        position += 1
    }

    private func text(_ value: DifferenceValue) throws -> String? {
        value == .none ? nil : String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// The kinds of rows of `snapshot_change`.
enum ChangeKind: String {
    case added, removed, changed, moved, known
}
