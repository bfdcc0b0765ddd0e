import DiscoveryModel

/// The rows of a matrix on a page.
struct MatrixPageTable {
    private let matrix: SurfaceMatrix
    private let showsCommon: Bool
    private let letters: [String]
    private let texts: MatrixCellText

    /// From how many sets on columns have no names, and each row says in words which ones deviate: nobody looks through
    /// so many columns, and no paper is wide enough for them.
    private static let many = 13

    init(_ matrix: SurfaceMatrix, showsCommon: Bool) {
        self.matrix = matrix
        self.showsCommon = showsCommon
        letters = matrix.sets.indices.map(SetLetters.name)
        texts = MatrixCellText(matrix)
    }

    private var isMany: Bool { matrix.sets.count >= Self.many }

    /// Whether all cells of a row say the same.
    func isAlike(_ row: MatrixRow) -> Bool {
        guard !row.differs, let first = row.cells.first else { return false }
        guard row.cells.allSatisfy({ $0 == first }) else { return false }
        let text = texts.text(row, set: 0)
        return matrix.sets.indices.allSatisfy { texts.text(row, set: $0) == text }
    }

    // MARK: - Rows with a cell for each set

    func table(_ rows: [MatrixRow]) -> HTMLText {
        var seen: Set<String> = []
        let lines = rows.map { line($0, &seen) }
        let heading =
            rows.allSatisfy(\.differs) ? "Where they differ" : "Where they differ, or something is not known"
        var notes = ["A column is a set of clusters"]
        if rows.contains(where: \.differs) { notes.append("bold cells are not what most clusters have") }
        notes += MatrixCellText.legend(seen, showsNotes: true)
        let style = "matrix\(isMany ? " many" : "")\(showsCommon ? " common" : "")"
        return """
            <section class="holder">
            <h2>\(heading)</h2>
            <p class="legend">\(notes.joined(separator: "; ")).</p>
            <div class="scroll tall" tabindex="0" role="region" aria-label="\(heading)">
            <table class="\(style)">
            <thead><tr>\(columns)</tr></thead>
            <tbody>
            \(lines)</tbody>
            </table>
            </div>
            </section>

            """
    }

    private var columns: HTMLText {
        let notes: HTMLText = "<th scope=\"col\">Notes</th>"
        let sets = zip(letters, matrix.sets).map { letter, set -> HTMLText in
            let name: HTMLText = isMany ? "" : "<small><bdi>\(set.name)</bdi></small>"
            return "<th scope=\"col\" class=\"set\" title=\"\(set.name)\">\(letter)\(name)</th>"
        }
        guard isMany else { return "\(headColumns)\(sets)\(notes)" }
        return "\(headColumns)<th scope=\"col\">Most have</th><th scope=\"col\">Deviating</th>\(notes)\(sets)"
    }

    private func line(_ row: MatrixRow, _ seen: inout Set<String>) -> HTMLText {
        var deviating = row.deviating[...]
        let cells = matrix.sets.indices.map { set -> HTMLText in
            let text = texts.text(row, set: set)
            seen.insert(text)
            guard deviating.first == set else { return "<td>\(Self.shown(text))</td>" }
            deviating.removeFirst()
            // There may be very many of these.
            return "<td class=\"d\"><b>\(Self.shown(text))</b></td>"
        }
        let notes: HTMLText = "<td class=\"names\">\(notes(row))</td>"
        var line: HTMLText = "<tr class=\"item\" data-kind=\"\(row.differs ? "differing" : "alike")\">\(head(row))"
        if isMany {
            let deviations = MatrixList.deviations(row, letters, texts).joined(separator: "; ")
            line += "<td>\(Self.shown(texts.commonest(row)))</td>"
            line += "<td class=\"names\"><div class=\"clip\">\(deviations)</div></td>\(notes)\(cells)"
        } else {
            line += "\(cells)\(notes)"
        }
        return "\(line)</tr>\n"
    }

    /// How contents differ from what most have.
    private func notes(_ row: MatrixRow) -> HTMLText {
        guard row.differs else { return "" }
        return matrix.differences(in: row).map { difference -> HTMLText in
            let version = row.version == nil ? difference.version : ""
            // Each change stays in one line where it can.
            let changes = difference.changes.map { "<span class=\"change\">\($0)</span>" as HTMLText }
            return "\(version)[\(difference.variant)] \(changes.joined(separator: ", "))"
        }.joined(separator: "; ")
    }

    // MARK: - Rows with one cell

    /// - Parameter isOpen: Whether it is not folded away.
    func list(_ rows: [MatrixRow], isOpen: Bool) -> HTMLText {
        var seen: Set<String> = []
        let lines = rows.map { row -> HTMLText in
            let text = texts.text(row, set: 0)
            seen.insert(text)
            return "<tr class=\"item\" data-kind=\"alike\">\(head(row))<td>\(Self.shown(text))</td></tr>\n"
        }
        let count = Plural.text(rows.count, matrix.axis.singular)
        let heading = matrix.clusterCount > 1 ? "Alike everywhere: \(count)" : count
        let notes = MatrixCellText.legend(seen, showsNotes: true).joined(separator: "; ")
        let legend: HTMLText = notes.isEmpty ? "" : "<p class=\"legend\">\(notes).</p>\n"
        let open: HTMLText = isOpen ? " open=\"open\"" : ""
        return """
            <section class="holder">
            <details class="holder"\(open)>
            <summary><h2>\(heading)</h2></summary>
            \(legend)<div class="scroll" tabindex="0" role="region" aria-label="\(heading)">
            <table class="matrix">
            <thead><tr>\(headColumns)\
            <th scope="col">\(matrix.axis == .version ? "Served" : "Versions")</th></tr></thead>
            <tbody>
            \(lines)</tbody>
            </table>
            </div>
            </details>
            </section>

            """
    }

    // MARK: - Cells

    private var headColumns: HTMLText {
        let common: HTMLText = showsCommon ? "<th scope=\"col\">Common</th>" : ""
        return "<th scope=\"col\">\(matrix.axis.heading)</th>\(common)"
    }

    /// What a row is about, and where it is asked for, what is common.
    private func head(_ row: MatrixRow) -> HTMLText {
        let name: HTMLText =
            if let resource = row.resource, !row.group.isEmpty {
                "\(resource)<wbr/><small>.\(row.group)</small>"
            } else {
                "\(row.name)"
            }
        let common: HTMLText = showsCommon ? "<td>\(row.commonVersions.joined(separator: ", "))</td>" : ""
        return "<th scope=\"row\">\(name)</th>\(common)"
    }

    /// A line may be broken behind a comma.
    private static func shown(_ text: String) -> String { text.isEmpty ? "-" : text.replacing(",", with: ", ") }
}
