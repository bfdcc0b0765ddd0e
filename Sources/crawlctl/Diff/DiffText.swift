import DiscoveryModel

/// Differences as people read them: by group, what they mean behind each, and a summary; nothing when nothing differs.
struct DiffText {
    let report: DiffReport
    /// How long a line may be; `nil` for any length.
    let width: Int?
    let style: TerminalStyle

    var text: String {
        let difference = report.difference
        guard !report.isEmpty else { return "" }
        var text = line(heading)
        let records = difference.differences.map(\.record)
        var moves = Dictionary(grouping: difference.moves, by: \.from.group)
        var rest = records[...]
        var last = ""
        while let first = rest.first {
            let same = rest.prefix {
                $0.subject.level == .name ? first.subject.level == .name : $0.subject.group == first.subject.group
            }
            rest = rest[same.endIndex...]
            let section = section(Array(same), &moves)
            // Sections of one line stand close.
            text += (last.isOneLine && section.isOneLine ? "" : "\n") + section
            last = section
        }
        if !difference.isEmpty { text += "\n" + line { $0.append(DiffCounts(difference).text, .bold) } }
        if let schemas = report.schemas { text += SchemaDiffText(schemas: schemas, width: width, style: style).text }
        return text
    }

    private func line(indent: Int = 0, _ body: (inout StyledText) -> Void) -> String {
        var line = StyledText(indent: indent)
        body(&line)
        return line.text(width: width, style)
    }

    private func line(_ line: StyledText) -> String { line.text(width: width, style) }

    private var heading: StyledText {
        var heading = StyledText()
        heading.append(side(report.from), .bold)
        heading.append("->")
        heading.append(side(report.to), .bold)
        return heading
    }

    private func side(_ surface: ResolvedSurface) -> String {
        surface.label + (surface.asOf.map { " (as of \(Timestamp.seconds($0)))" } ?? "")
    }

    // MARK: - Sections

    /// What differs of one group, of all groups, or of names.
    private func section(_ records: [DifferenceRecord], _ moves: inout [String: [ResourceMove]]) -> String {
        guard let first = records.first else { return "" }
        switch first.subject.level {
        case .surface:
            return records.map { record in line { self.append(record, DifferenceText.field(record), to: &$0) } }
                .joined()
        case .name:
            return line { $0.append("~ names", .changed) }
                + records.map { record in line(indent: 2) { self.append(record, DifferenceText.field(record), to: &$0) }
                }.joined()
        case .group where first.kind != .changed:
            return group(first) + moveLines(of: first, &moves)
        default:
            return line { $0.append("~ \(first.subject.group.map(groupName) ?? "")", .changed) }
                + folded(records).map { record, what in
                    line(indent: 2) { append(record, what, to: &$0) } + moveLines(of: record, &moves)
                }.joined()
        }
    }

    /// Records with their words; what a server newly says of very many resources, and kubectl guessed before, is one line.
    private func folded(_ records: [DifferenceRecord]) -> [(DifferenceRecord, String)] {
        var counts: [String?: Int] = [:]
        func isFolded(_ record: DifferenceRecord) -> Bool {
            record.field == .singularName && record.rule == .namesChanged
        }
        for record in records where isFolded(record) { counts[record.subject.version, default: 0] += 1 }
        return records.compactMap { record in
            guard isFolded(record), let count = counts[record.subject.version], count != 1 else {
                return (record, what(record))
            }
            counts[record.subject.version] = 0
            return count == 0
                ? nil : (record, "\(record.subject.version ?? ""): singular names of \(Plural.text(count, "resource"))")
        }
    }

    private func groupName(_ group: String) -> String { group.isEmpty ? "(core)" : group }

    /// A whole group: in one line where it has one version.
    private func group(_ record: DifferenceRecord) -> String {
        let versions = DifferenceText.versions(record)
        let name = groupName(record.subject.group ?? "")
        if versions.count == 1 { return line { append(record, "\(name) \(versions[0])", to: &$0) } }
        return line { append(record, name, to: &$0) }
            + versions.map { version in line(indent: 4) { $0.append(version, self.color(record)) } }.joined()
    }

    private func what(_ record: DifferenceRecord) -> String {
        let subject = record.subject
        let version = subject.version ?? ""
        let name = [version, subject.resourceName ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        switch (record.kind, subject.level) {
        case (.changed, .group): return DifferenceText.field(record)
        case (.changed, _): return "\(name): \(DifferenceText.field(record))"
        case (_, .version):
            return "\(version): \(DifferenceText.resources(record.kind == .removed ? record.from : record.to))"
        default: return name + DifferenceText.subresources(record)
        }
    }

    private func append(_ record: DifferenceRecord, _ what: String, to line: inout StyledText) {
        let sign =
            switch record.kind {
            case .added: "+"
            case .removed: "-"
            case .changed: "~"
            }
        line.append("\(sign) \(what)", color(record))
        if let state = report.oldKnowledge(of: record) { line.append(apart: "(\(state))", .faint) }
        switch record.impact {
        case .breaking: line.append(apart: "breaking: \(record.rule.reason)", .breaking)
        case .compatible: break
        case .cosmetic: line.append(apart: "cosmetic", .faint)
        }
    }

    private func color(_ record: DifferenceRecord) -> StyledText.Style {
        switch record.kind {
        case .added: .added
        case .removed: .removed
        case .changed: .changed
        }
    }

    /// Where what went by a difference is served now; each move once.
    private func moveLines(of record: DifferenceRecord, _ moves: inout [String: [ResourceMove]]) -> String {
        guard record.kind == .removed, let group = record.subject.group, let all = moves[group] else { return "" }
        let mine = all.filter { move in
            (record.subject.version ?? move.from.version) == move.from.version
                && (record.subject.resource ?? move.resource) == move.resource
        }
        moves[group]?.removeAll(where: mine.contains)
        return mine.map { move in line(indent: 4) { $0.append("> \(move)", .moved) } }.joined()
    }
}

extension String {
    fileprivate var isOneLine: Bool { count(where: { $0 == "\n" }) == 1 }
}
