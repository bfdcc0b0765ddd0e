import DiscoveryModel
import DiscoveryStore

/// What a search found, as rows.
struct SearchTable {
    private var table: OutputTable
    private let severalClusters: Bool
    private let isOfFields: Bool
    private let isForPeople: Bool
    private let width: Int?

    init(severalClusters: Bool, isOfFields: Bool, _ output: OutputOptions, _ context: CommandContext) {
        self.severalClusters = severalClusters
        self.isOfFields = isOfFields
        isForPeople = output.format == .table
        width = context.outputWidth
        table = OutputTable(
            columns: (severalClusters ? [.init("CLUSTER")] : []) + [
                .init("NAME"), .init("TYPE"), .init("APIVERSION", isWide: true), .init("REQUIRED", isWide: true),
                .init("KINDS", isWide: true), .init("DESCRIPTION"),
            ])
        table.fieldNames = [
            "cluster", "name", "group", "version", "groupVersion", "kind", "field", "type", "required", "match",
            "kinds", "snippet", "description",
        ]
    }

    var isEmpty: Bool { table.rows.isEmpty }

    mutating func append(_ hit: SearchQuestion.Hit, of surface: ResolvedSurface, in resources: SearchedResources) {
        let row = hit.resource
        let isField = !hit.path.isEmpty
        let path = isField ? hit.path.joined(separator: ".") : nil
        let name = path.map { "\(row.qualifiedName).\($0)" } ?? row.qualifiedName
        table.rows.append(
            OutputTable.Row(
                cells: (severalClusters ? [surface.label] : []) + [
                    name, hit.type ?? (isField ? "" : row.resource.kind), row.groupVersion.description,
                    isField ? String(hit.isRequired) : "",
                    isField && !isOfFields ? hit.kinds.map { String($0) } ?? "" : "",
                    hit.snippet ?? "",
                ],
                name: name,
                fields: [
                    ("cluster", .text(surface.label)), ("name", .text(row.resource.resource)),
                    ("group", .text(row.groupVersion.group)), ("version", .text(row.groupVersion.version)),
                    ("groupVersion", .text(row.groupVersion.description)), ("kind", .text(row.resource.kind)),
                    ("field", .text(path)), ("type", .text(hit.type)),
                    ("required", isField ? .bool(hit.isRequired) : .null), ("match", .text(hit.match.text)),
                    ("kinds", .integer(hit.kinds)), ("snippet", .text(hit.snippet)),
                    ("description", .text(hit.description)),
                ]))
    }

    /// What to print for people at a terminal that is too narrow for a table: what is described on lines of their own;
    /// `nil` where a table does.
    func lines(_ style: TerminalStyle) -> String? {
        guard isForPeople, let width, room(in: width) < Self.leastRoom, !isEmpty else { return nil }
        var text = ""
        for row in table.rows {
            let place = severalClusters ? 1 : 0
            var line = StyledText()
            if severalClusters { line.append("\(row.cells[0]):") }
            line.append(row.cells[place], .bold)
            if !row.cells[place + 1].isEmpty { line.append("<\(row.cells[place + 1])>", .faint) }
            text += line.text(width: width, style)
            let description = row.cells[row.cells.count - 1].split(separator: " ").map { word in
                PrintableText.escaping(String(word))
            }
            for line in WrappedText.lines(description, separator: "", width: max(20, width - 4)) where !line.isEmpty {
                text += "    \(line)\n"
            }
        }
        return text
    }

    /// The rows; what is described has what is left of a line.
    var finished: OutputTable {
        guard isForPeople else { return table }
        var table = table
        let last = table.columns.count - 1
        let room = width.map { max(Self.leastRoom, self.room(in: $0)) } ?? Snippet.length
        for index in table.rows.indices {
            table.rows[index].cells[last] = Snippet.cut(table.rows[index].cells[last], to: room)
        }
        return table
    }

    /// Fewer characters say nothing.
    private static let leastRoom = 32

    /// What the last column may have of a line.
    private func room(in width: Int) -> Int {
        let shown = table.columns.indices.dropLast().filter { !table.columns[$0].isWide }
        var kept = OutputTable(columns: shown.map { table.columns[$0] })
        kept.rows = table.rows.map { row in OutputTable.Row(cells: shown.map { row.cells[$0] }, name: "", fields: []) }
        return width - kept.width(ofFirst: shown.count)
    }
}

extension SearchMatch {
    /// How the data calls it.
    var text: String {
        switch self {
        case .resource: "resource"
        case .resourceWords: "resourceWords"
        case .field: "field"
        case .fieldWords: "fieldWords"
        case .description: "description"
        }
    }
}
