/// A value of a row, for formats that machines read.
enum OutputValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case text(String)
    case list([OutputValue])
    /// A list of so many elements, each made when it is its turn: all at once they may be too much.
    case made(Int, @Sendable (Int) -> OutputValue)
    case object([String: OutputValue])

    static func integer(_ number: Int) -> OutputValue { .integer(Int64(number)) }

    static func text(_ text: String?) -> OutputValue { text.map { .text($0) } ?? .null }

    static func integer(_ number: Int?) -> OutputValue { number.map { .integer($0) } ?? .null }

    /// A length of time, to the microsecond.
    static func seconds(_ seconds: Double?) -> OutputValue {
        seconds.map { .real(($0 * 1_000_000).rounded() / 1_000_000) } ?? .null
    }

    static func texts(_ texts: [String]) -> OutputValue { .list(texts.map { .text($0) }) }
}

extension OutputValue {
    /// The value in one cell of a CSV or TSV file; `nil` for an object, whose members have cells of their own.
    var cellText: String? {
        switch self {
        case .null: ""
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        case .list(let items): items.map { $0.cellText ?? "" }.joined(separator: ",")
        case .made(let count, let item): OutputValue.list((0..<count).map(item)).cellText
        case .object: nil
        }
    }
}
