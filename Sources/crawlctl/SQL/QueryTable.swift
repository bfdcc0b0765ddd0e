import DiscoveryStore

/// A query's result as rows.
enum QueryTable {
    static func table(_ result: QueryResult) -> OutputTable {
        let names = uniqueNames(result.columns)
        var table = OutputTable(columns: names.map { OutputTable.Column($0) })
        table.fieldNames = names
        table.rows = result.rows.map { row in
            let cells = row.map(cell)
            return OutputTable.Row(
                cells: cells, name: cells.first ?? "", fields: zip(names, row).map { ($0, value($1)) })
        }
        return table
    }

    /// A second column of one name gets a number, since an object has no two fields of one name.
    private static func uniqueNames(_ columns: [String]) -> [String] {
        var counts: [String: Int] = [:]
        return columns.map { name in
            counts[name, default: 0] += 1
            let count = counts[name, default: 1]
            return count == 1 ? name : "\(name):\(count)"
        }
    }

    private static func cell(_ value: QueryValue) -> String {
        switch value {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        case .blob(let data): "x'\(hexadecimal(data))'"
        }
    }

    private static func value(_ value: QueryValue) -> OutputValue {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .real(let number): number.isFinite ? .real(number) : .null
        case .text(let text): .text(text)
        case .blob(let data): .text(hexadecimal(data))
        }
    }

    private static func hexadecimal(_ data: some Sequence<UInt8>) -> String {
        data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
