import DiscoveryModel

/// Differences as data.
enum DiffFields {
    static func object(_ report: DiffReport) -> OutputValue {
        let difference = report.difference
        var fields: [String: OutputValue] = [
            "from": side(report.from), "to": side(report.to),
            "differences": .list(difference.differences.map { object($0.record) }),
            "moves": .list(difference.moves.map(object)),
            "becameKnown": .list(difference.becameKnown.map { object($0.groupVersion) }),
            "becameUnknown": .list(difference.becameUnknown.map { object($0.groupVersion) }),
            "incomplete": .list(difference.incomplete.map(object)),
            "summary": summary(DiffCounts(difference)),
        ]
        if let schemas = report.schemas { fields["schemas"] = SchemaDiffFields.object(schemas) }
        return .object(fields)
    }

    private static func side(_ surface: ResolvedSurface) -> OutputValue {
        .object([
            "label": .text(surface.label), "snapshot": surface.snapshotID.map { .integer($0) } ?? .null,
            "asOf": .text(surface.asOf.map(Timestamp.seconds)), "digest": .text(surface.surface.digest.text),
        ])
    }

    static func object(_ record: DifferenceRecord) -> OutputValue {
        let subject = record.subject
        return .object([
            "kind": .text(record.kind.rawValue), "subject": .text(subject.level.rawValue),
            "group": .text(subject.group), "version": .text(subject.version), "resource": .text(subject.resource),
            "subresource": .text(subject.subresource), "names": .texts(record.names),
            "field": .text(record.field?.rawValue), "from": value(record.from), "to": value(record.to),
            "class": .text(record.impact.rawValue), "rule": .text(record.rule.rawValue),
            "reason": .text(record.rule.reason),
        ])
    }

    static func object(_ move: ResourceMove) -> OutputValue {
        .object([
            "resource": .text(move.resource), "kind": .text(move.kind), "from": object(move.from),
            "to": object(move.to),
        ])
    }

    static func object(_ groupVersion: GroupVersion) -> OutputValue {
        .object([
            "group": .text(groupVersion.group), "version": .text(groupVersion.version),
            "groupVersion": .text(groupVersion.description),
        ])
    }

    private static func object(_ incomplete: IncompleteGroupVersion) -> OutputValue {
        .object([
            "group": .text(incomplete.groupVersion.group), "version": .text(incomplete.groupVersion.version),
            "groupVersion": .text(incomplete.groupVersion.description), "side": .text(incomplete.side.rawValue),
            "label": .text(incomplete.label), "state": .text(incomplete.state.rawValue),
            "asOf": .text(incomplete.asOf.map(Timestamp.seconds)), "known": .bool(incomplete.isKnown),
        ])
    }

    static func summary(_ counts: DiffCounts) -> OutputValue {
        .object([
            "differences": .integer(counts.differences), "breaking": .integer(counts.breaking),
            "compatible": .integer(counts.compatible), "cosmetic": .integer(counts.cosmetic),
            "added": .integer(counts.added), "removed": .integer(counts.removed), "changed": .integer(counts.changed),
            "moves": .integer(counts.moves),
        ])
    }

    private static func value(_ value: DifferenceValue) -> OutputValue {
        switch value {
        case .none: .null
        case .text(let text): .text(text)
        case .flag(let flag): .bool(flag)
        case .list(let items): .list(items.map(Self.value))
        case .object(let fields): .object(fields.mapValues(Self.value))
        }
    }
}

/// How many differences there are, by what they mean and by what happened.
struct DiffCounts {
    var differences = 0
    var breaking = 0
    var compatible = 0
    var cosmetic = 0
    var added = 0
    var removed = 0
    var changed = 0
    var moves = 0

    init(_ difference: SurfaceDifference) {
        self.init(difference.differences.map { ($0.kind, $0.impact) }, moves: difference.moves.count)
    }

    init(_ differences: [(DifferenceRecord.Kind, DifferenceImpact)], moves: Int) {
        self.differences = differences.count
        self.moves = moves
        for (kind, impact) in differences {
            switch impact {
            case .breaking: breaking += 1
            case .compatible: compatible += 1
            case .cosmetic: cosmetic += 1
            }
            switch kind {
            case .added: added += 1
            case .removed: removed += 1
            case .changed: changed += 1
            }
        }
    }

    /// `12 differences: 3 breaking, 8 compatible, 1 cosmetic; 2 moves`.
    var text: String {
        let parts = [(breaking, "breaking"), (compatible, "compatible"), (cosmetic, "cosmetic")].filter { $0.0 > 0 }
        return Plural.text(differences, "difference") + ": "
            + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
            + (moves > 0 ? "; \(Plural.text(moves, "move"))" : "")
    }
}
