import DiscoveryModel

/// Differences as a page: what was compared and how well it is known, what moved, and the differences by group, with
/// their numbers in the JSON.
struct DiffPage {
    let report: DiffReport
    /// What the differences are kept to: `only what is breaking`.
    let restrictions: [String]

    var difference: SurfaceDifference { report.difference }

    var text: String {
        let counts = DiffCounts(difference)
        var content = PageParts.figures(figures(counts))
        content += compared
        content += PageParts.list("Not current", incomplete)
        content += PageParts.list("No difference, because one side is not known", unknown)
        let schemas = report.schemas.map { SchemaDiffPage(schemas: $0, firstNumber: counts.differences + 1) }
        content += PageParts.list("Not compared of the schemas", schemas?.notes ?? [])
        if !report.isEmpty {
            content += PageParts.filter("differences", choices: choices(counts.adding(report.schemas)))
            content += moves
            content += groups
            content += schemas?.content ?? ""
        }
        let title = "API differences: \(report.from.label) → \(report.to.label)"
        return HTMLPage(title: title, subtitle: verdict(counts), content: content).text
    }

    /// What a reader wants to know first.
    private func verdict(_ counts: DiffCounts) -> HTMLText {
        let counts = counts.adding(report.schemas)
        let scope = restrictions.isEmpty ? "" : " (\(restrictions.joined(separator: ", ")))"
        if counts.differences == 0 { return "There is no difference\(scope)." }
        let differences = "\(Plural.text(counts.differences, "difference"))\(scope)"
        let clients: HTMLText = "what clients of <bdi>\(report.from.label)</bdi> use"
        if counts.breaking == 0 { return "\(differences); none breaks \(clients)." }
        let verb = counts.breaking == 1 ? "breaks" : "break"
        return "<strong class=\"breaking\">\(counts.breaking) of \(differences) \(verb) \(clients).</strong>"
    }

    private func figures(_ counts: DiffCounts) -> [PageParts.Figure] {
        [
            .init(counts.differences, counts.differences == 1 ? "difference" : "differences"),
            .init(counts.breaking, "breaking", style: counts.breaking > 0 ? "breaking" : ""),
            .init(counts.compatible, "compatible"), .init(counts.cosmetic, "cosmetic"),
            .init(counts.moves, counts.moves == 1 ? "move" : "moves"),
        ] + (report.schemas.map(SchemaDiffPage.figures) ?? [])
    }

    private func choices(_ counts: DiffCounts) -> HTMLText {
        let classes = [("breaking", counts.breaking), ("compatible", counts.compatible), ("cosmetic", counts.cosmetic)]
        return classes.filter { $0.1 > 0 }.map { name, count -> HTMLText in
            """
            <label><input type="checkbox" name="with" value="\(name)" checked="checked"/> \(name) (\(count))</label>

            """
        }.joined(separator: "")
    }

    // MARK: - Differences

    private var moves: HTMLText {
        guard !difference.moves.isEmpty else { return "" }
        let rows = difference.moves.map { move -> HTMLText in
            """
            <tr class="item" data-kind="breaking" data-apart="move"><th scope="row"><code>\(move.kind)</code></th>\
            <td><code>\(move.from.description)</code></td><td><code>\(move.to.description)</code></td>\
            <td><code>\(move.resource)</code></td></tr>

            """
        }
        return """
            <section class="holder">
            <h2>Moved</h2>
            <p class="legend">Served elsewhere now: what manifests and clients have to name instead.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Moved">
            <table>
            <thead><tr><th scope="col">Kind</th><th scope="col">Was</th><th scope="col">Is now</th>\
            <th scope="col">Resource</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            </div>
            </section>

            """
    }

    private var groups: HTMLText {
        guard !difference.isEmpty else { return "" }
        var moves = Dictionary(grouping: difference.moves, by: \.from)
        var sections: HTMLText = ""
        var number = 1
        var rest = difference.differences.map(\.record)[...]
        while let first = rest.first {
            let same = rest.prefix {
                $0.subject.level == .name ? first.subject.level == .name : $0.subject.group == first.subject.group
            }
            rest = rest[same.endIndex...]
            let items = same.map { record -> (impact: DifferenceImpact, item: HTMLText) in
                defer { number += 1 }
                let item = DiffPageItem(record, number: number, knowledge: report.oldKnowledge(of: record))
                return (record.impact, item.item(&moves))
            }
            sections += section(first.subject, items)
        }
        return "<section>\n<h2>Differences by group</h2>\n\(sections)</section>\n"
    }

    private func section(
        _ subject: DifferenceSubject, _ items: [(impact: DifferenceImpact, item: HTMLText)]
    ) -> HTMLText {
        let title =
            switch subject.level {
            case .surface: "All groups"
            case .name: "Names that kubectl takes for something else"
            default: PageParts.groupName(subject.group ?? "")
            }
        let counts = DifferenceImpact.allCases.map { impact in (impact, items.count { $0.impact == impact }) }
        let summary = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
        return """
            <section class="group holder" data-group="\(title)">
            <h3><bdi>\(title)</bdi> <small>\(summary)</small></h3>
            \(lists(items))</section>

            """
    }

    /// Many that are cosmetic are folded away, behind those that matter.
    private func lists(_ items: [(impact: DifferenceImpact, item: HTMLText)]) -> HTMLText {
        func list(_ items: [HTMLText]) -> HTMLText {
            items.isEmpty ? "" : "<ul class=\"differences\">\n\(items)</ul>\n"
        }
        let cosmetic = items.filter { $0.impact == .cosmetic }.map(\.item)
        guard cosmetic.count > 3 else { return list(items.map(\.item)) }
        return """
            \(list(items.filter { $0.impact != .cosmetic }.map(\.item)))<details class="holder">
            <summary>\(cosmetic.count) cosmetic</summary>
            \(list(cosmetic))</details>

            """
    }
}
