import Foundation

/// Objects as a server's table (`Table` of `meta.k8s.io/v1`), or as a list of whole objects where it makes none.
struct ObjectTable {
    private struct Table: Decodable {
        struct Column: Decodable {
            var name: String
            var priority: Int?
        }

        struct Row: Decodable {
            struct Object: Decodable {
                var metadata: Metadata?
            }

            var cells: [OutputValue]?
            var object: Object?
        }

        var kind: String?
        var columnDefinitions: [Column]?
        var rows: [Row]?
        var metadata: ListMetadata?
        var items: [Row.Object]?
    }

    struct Metadata: Decodable {
        var name: String?
        var namespace: String?
    }

    struct ListMetadata: Decodable {
        var `continue`: String?
    }

    private(set) var titles: [String] = []
    private(set) var rows: [(namespace: String, cells: [String])] = []
    /// What to ask for the next page with; `nil` at the end.
    private(set) var next: String?

    /// Decodes one page.
    ///
    /// - Parameter wide: Whether to take the columns that are not shown otherwise.
    init(decoding body: Data, wide: Bool) throws {
        guard let table = try? JSONDecoder().decode(Table.self, from: body) else {
            throw CommandFailure("cannot read the objects: the answer is not valid JSON, or no table")
        }
        next = table.metadata?.continue.flatMap { $0.isEmpty ? nil : $0 }
        guard table.kind == "Table" else {
            titles = ["NAME"]
            let objects = table.items ?? []
            rows = objects.map { ($0.metadata?.namespace ?? "", [$0.metadata?.name ?? ""]) }
            return
        }
        let columns = table.columnDefinitions ?? []
        let shown = columns.indices.filter { wide || (columns[$0].priority ?? 0) == 0 }
        titles = shown.map { columns[$0].name.uppercased() }
        rows = (table.rows ?? []).map { row in
            let cells = row.cells ?? []
            return (
                row.object?.metadata?.namespace ?? "",
                shown.map { $0 < cells.count ? Self.text(cells[$0]) : "" }
            )
        }
    }

    /// Adds the next page.
    mutating func append(_ page: ObjectTable) {
        rows += page.rows
        next = page.next
    }

    /// As kubectl does: a text ends at its first new line.
    private static func text(_ value: OutputValue) -> String {
        let text = value.cellText ?? ""
        guard let end = text.firstIndex(where: { $0.isNewline || $0 == "\u{C}" }) else { return text }
        return text[..<end] + "..."
    }
}

extension OutputValue: Decodable {

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .real(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([OutputValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: OutputValue].self))
        }
    }

    subscript(name: String) -> OutputValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var string: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }
}
