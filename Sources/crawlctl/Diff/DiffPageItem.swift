import DiscoveryModel

/// One difference on a page.
struct DiffPageItem {
    private let record: DifferenceRecord
    private let number: Int
    private let knowledge: String?

    /// - Parameters:
    ///   - number: Its place among all differences, from 1; a link to it has this too.
    ///   - knowledge: How well what it is about is known, where that is not current.
    init(_ record: DifferenceRecord, number: Int, knowledge: String?) {
        self.record = record
        self.number = number
        self.knowledge = knowledge
    }

    /// - Parameter moves: Where what went is served now; what is said of this difference is taken out.
    func item(_ moves: inout [GroupVersion: [ResourceMove]]) -> HTMLText {
        let impact = record.impact.rawValue
        let knowledge: HTMLText = self.knowledge.map { " <span class=\"why\">(\($0))</span>" } ?? ""
        return """
            <li class="item \(impact)" id="d\(number)" data-kind="\(impact)">\
            <a class="place" href="#d\(number)">\(number)</a> <span class="badge">\(impact)</span>
            <div><span class="event">\(event)</span> \(what)\(knowledge) \
            <span class="why">– \(record.rule.reason)</span>\(lines(taking: &moves))</div></li>

            """
    }

    private var event: String {
        switch record.kind {
        case .added: "added"
        case .removed: "removed"
        case .changed: "changed"
        }
    }

    /// Which thing, and what of it.
    private var what: HTMLText {
        let subject = record.subject
        let groupVersion = subject.groupVersion?.description ?? ""
        switch (record.kind, subject.level) {
        case (_, .surface), (_, .name): return "\(field)"
        case (.changed, .group): return "\(field)"
        case (.changed, .version): return "<code>\(groupVersion)</code> \(field)"
        case (_, .group): return "group <code>\(PageParts.groupName(subject.group ?? ""))</code>"
        case (_, .version): return "version <code>\(groupVersion)</code>"
        case (_, .resource), (_, .subresource):
            let name: HTMLText = "<code>\(groupVersion) \(subject.resourceName ?? "")</code>"
            return record.kind == .changed ? "\(name) \(field)" : "\(name)\(description)"
        }
    }

    private var field: String { DifferenceText.field(record).replacing(" -> ", with: " → ") }

    private var side: DifferenceValue { record.kind == .removed ? record.from : record.to }

    /// What there is to say of a resource that came or went.
    private var description: HTMLText {
        guard case .text(let kind) = side["responseKind"]["kind"] else { return "" }
        var parts = ["\(kind), \(side["namespaced"] == .flag(true) ? "namespaced" : "cluster-scoped")"]
        let lists = [
            ("verbs", "verbs"), ("short names", "shortNames"), ("categories", "categories"),
            ("subresources", "subresources"),
        ]
        for (words, field) in lists where !side[field].texts.isEmpty {
            parts.append("\(words) \(side[field].texts.joined(separator: ", "))")
        }
        return ": \(parts.joined(separator: "; "))"
    }

    /// What a whole group or version has, and where it is served now.
    private func lines(taking moves: inout [GroupVersion: [ResourceMove]]) -> HTMLText {
        var lines: [HTMLText] = []
        switch record.subject.level {
        case .group where record.kind != .changed: lines = DifferenceText.versions(record).map { "<li>\($0)</li>" }
        case .version where record.kind != .changed: lines = ["<li>\(DifferenceText.resources(side))</li>"]
        default: break
        }
        if record.kind == .removed && record.subject.level != .subresource { lines += moveLines(taking: &moves) }
        return lines.isEmpty ? "" : "<ul>\(lines)</ul>"
    }

    private func moveLines(taking moves: inout [GroupVersion: [ResourceMove]]) -> [HTMLText] {
        let subject = record.subject
        let versions = moves.keys.filter { key in
            key.group == subject.group && (subject.version == nil || subject.version == key.version)
        }
        return versions.sorted().flatMap { version -> [HTMLText] in
            let mine = (moves[version] ?? []).filter { subject.resource == nil || subject.resource == $0.resource }
            moves[version]?.removeAll(where: mine.contains)
            // All that went to one place are one line.
            var targets: [GroupVersion] = []
            for move in mine where !targets.contains(move.to) { targets.append(move.to) }
            return targets.map { target in
                let kinds = mine.filter { $0.to == target }.map(\.kind).joined(separator: ", ")
                let (from, to) = (version.description, target.description)
                return "<li>moved: <code>\(from)</code> \(kinds) → <code>\(to)</code></li>"
            }
        }
    }
}
