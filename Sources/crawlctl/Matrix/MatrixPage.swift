import DiscoveryModel
import Foundation

/// A matrix as a page: which sets of clusters there are, a table of the rows in which their cells are not the same, and
/// folded away, a list of those in which they are.
struct MatrixPage {
    let matrix: SurfaceMatrix
    let rows: [MatrixRow]
    let showsCommon: Bool
    /// What the rows are kept to: `only where they differ`.
    let restrictions: [String]
    /// The names that are not the same resource on all clusters of a fleet.
    let conflicts: [String]

    var text: String {
        let members = matrix.sets.flatMap(\.members)
        let cells = MatrixPageTable(matrix, showsCommon: showsCommon)
        let isAlike = rows.map(cells.isAlike)
        let unlike = zip(rows, isAlike).filter { !$1 }.map(\.0)
        let alike = zip(rows, isAlike).filter(\.1).map(\.0)
        var content = PageParts.figures(figures)
        content += PageParts.list("Not current", IncompleteNotes.lines(together: members))
        content += PageParts.list("Not the same resource everywhere", conflicts)
        content += sets
        if !rows.isEmpty { content += PageParts.filter(matrix.axis.plural, choices: choices(unlike, alike)) }
        if !unlike.isEmpty { content += cells.table(unlike) }
        if !alike.isEmpty { content += cells.list(alike, isOpen: unlike.isEmpty) }
        if rows.isEmpty { content += "<p>\(matrix.rows.isEmpty ? "Nothing is served." : "No row is such.")</p>\n" }
        return HTMLPage(
            title: "API matrix of \(Plural.text(matrix.clusterCount, "cluster"))", subtitle: subtitle(members),
            content: content, isWide: true
        ).text
    }

    private func subtitle(_ members: [FleetMember]) -> HTMLText {
        let what = (["What they serve, by \(matrix.axis.singular)"] + restrictions).joined(separator: ", ")
        return "\(what); last seen: \(Self.seen(members))"
    }

    private var figures: [PageParts.Figure] {
        let differing = matrix.rows.count { $0.differs }
        var figures: [PageParts.Figure] = [
            .init(matrix.clusterCount, matrix.clusterCount == 1 ? "cluster" : "clusters"),
            .init(matrix.sets.count, matrix.sets.count == 1 ? "surface" : "different surfaces"),
            .init(matrix.rows.count, matrix.rows.count == 1 ? matrix.axis.singular : matrix.axis.plural),
            .init(differing, differing == 1 ? "differs" : "differ", style: differing > 0 ? "deviating" : ""),
        ]
        let incomplete = Set(matrix.sets.lazy.flatMap(\.members).flatMap(\.conditions.keys)).count
        if incomplete > 0 {
            figures.append(
                .init(incomplete, incomplete == 1 ? "group version not current" : "group versions not current"))
        }
        return figures
    }

    private func choices(_ unlike: [MatrixRow], _ alike: [MatrixRow]) -> HTMLText {
        guard unlike.contains(where: \.differs), !alike.isEmpty || !unlike.allSatisfy(\.differs) else { return "" }
        return "<label><input type=\"checkbox\" name=\"without\" value=\"alike\"/> differing only</label>\n"
    }

    // MARK: - Sets

    /// Who is in each set, under the letter by which the table names it.
    private var sets: HTMLText {
        var differing = Array(repeating: 0, count: matrix.sets.count)
        for row in matrix.rows { for set in row.deviating { differing[set] += 1 } }
        let rows = matrix.sets.enumerated().map { index, set -> HTMLText in
            let letter = SetLetters.name(index)
            return """
                <tr id="set-\(letter)"><th scope="row">\(letter)</th><td class="names">\(Self.names(set))</td>\
                <td class="number">\(set.members.count)</td><td class="number">\(set.counts.groups)</td>\
                <td class="number">\(set.counts.resources)</td><td class="number">\(differing[index])</td>\
                <td class="time">\(Self.seen(set.members))</td></tr>

                """
        }
        return """
            <section>
            <h2>Sets of clusters that serve the same</h2>
            <div class="scroll tall" tabindex="0" role="region" aria-label="Sets of clusters">
            <table>
            <thead><tr><th scope="col">Set</th><th scope="col">Members</th><th scope="col" class="number">Clusters</th>\
            <th scope="col" class="number">Groups</th><th scope="col" class="number">Resources</th>\
            <th scope="col" class="number">Differs</th><th scope="col">Last seen</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            </div>
            </section>

            """
    }

    private static func names(_ set: SurfaceSet) -> HTMLText {
        set.members.map { "<bdi>\($0.label)</bdi>" }.joined(separator: ", ")
    }

    private static func seen(_ members: [FleetMember]) -> String {
        let times = members.compactMap(\.asOf)
        guard let first = times.min(), let last = times.max() else { return "built in" }
        let (from, to) = (Timestamp.seconds(first), Timestamp.seconds(last))
        return from == to ? from : "\(from) to \(to)"
    }
}
