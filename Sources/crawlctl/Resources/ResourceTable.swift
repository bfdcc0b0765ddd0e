import DiscoveryModel
import Foundation

/// Resources as rows.
struct ResourceTable {
    private(set) var table: OutputTable
    private let severalClusters: Bool
    private let wantsCells: Bool
    private let wantsFields: Bool
    private let showsStates: Bool
    private var times = TimeTexts()

    /// - Parameter showsStates: Whether people see states and times too; kubectl's columns have none.
    init(severalClusters: Bool, format: OutputFormat, showsStates: Bool = false) {
        self.severalClusters = severalClusters
        self.showsStates = showsStates
        wantsFields = [.json, .yaml, .csv, .tsv].contains(format)
        wantsCells = !wantsFields && format != .name
        table = OutputTable(
            columns: (severalClusters ? [.init("CLUSTER")] : []) + [
                .init("NAME"), .init("SHORTNAMES"), .init("APIVERSION"), .init("NAMESPACED"), .init("KIND"),
                .init("VERBS", isWide: true), .init("CATEGORIES", isWide: true),
            ] + (showsStates ? [.init("STATE"), .init("ASOF")] : []))
        table.fieldNames = Self.fieldNames
    }

    /// Adds a row, with what the format will show of it.
    mutating func append(_ row: ListedResource) {
        var cells = wantsCells ? (severalClusters ? [row.cluster] : []) + Self.cells(row) : []
        if wantsCells && showsStates { cells += [row.state.rawValue, times.text(row.asOf) ?? ""] }
        let name = wantsCells || wantsFields ? "" : row.qualifiedName
        let fields = wantsFields ? Self.fields(row, &times) : []
        table.rows.append(OutputTable.Row(cells: cells, name: name, fields: fields))
    }

    private static func cells(_ row: ListedResource) -> [String] {
        [
            row.resource.name, row.resource.shortNames.joined(separator: ","), row.groupVersion.description,
            String(row.resource.namespaced), row.resource.kind, row.resource.verbs.joined(separator: ","),
            row.resource.categories.joined(separator: ","),
        ]
    }

    private static func fields(_ row: ListedResource, _ times: inout TimeTexts) -> [(String, OutputValue)] {
        let resource = row.resource
        let responseKind: [String: OutputValue] = [
            "group": .text(resource.responseKind.group), "version": .text(resource.responseKind.version),
            "kind": .text(resource.responseKind.kind),
        ]
        return [
            ("cluster", .text(row.cluster)), ("group", .text(row.groupVersion.group)),
            ("version", .text(row.groupVersion.version)), ("groupVersion", .text(row.groupVersion.description)),
            ("preferred", .bool(row.preferred)), ("name", .text(resource.name)),
            ("subresource", .text(resource.subresource)), ("kind", .text(resource.kind)),
            ("singularName", .text(resource.singularName)), ("shortNames", .texts(resource.shortNames)),
            ("categories", .texts(resource.categories)), ("namespaced", .bool(resource.namespaced)),
            ("verbs", .texts(resource.verbs)), ("responseKind", .object(responseKind)),
            ("state", .text(row.state.rawValue)), ("asOf", .text(times.text(row.asOf))),
        ]
    }

    private static let fieldNames = [
        "cluster", "group", "version", "groupVersion", "preferred", "name", "subresource", "kind", "singularName",
        "shortNames", "categories", "namespaced", "verbs", "responseKind.group", "responseKind.kind",
        "responseKind.version", "state", "asOf",
    ]
}

/// Times as text, each formatted once.
struct TimeTexts {
    private var known: [Date: String] = [:]

    mutating func text(_ date: Date?) -> String? {
        guard let date else { return nil }
        if let text = known[date] { return text }
        let text = Timestamp.seconds(date)
        known[date] = text
        return text
    }
}
