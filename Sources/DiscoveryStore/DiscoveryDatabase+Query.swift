import Foundation
import GRDB
import GRDBSQLite

/// A value that a query gave.
public enum QueryValue: Hashable, Sendable {
    /// `NULL`.
    case null
    /// A whole number.
    case integer(Int64)
    /// A floating-point number.
    case real(Double)
    /// A text.
    case text(String)
    /// Bytes.
    case blob(Data)
}

/// The rows that a query gave.
public struct QueryResult: Sendable {
    /// The names of the columns, in order.
    public var columns: [String]
    /// The rows, a value for each column.
    public var rows: [[QueryValue]]
    /// Whether there were more rows than the limit.
    public var isTruncated: Bool
}

extension DiscoveryDatabase {
    /// Answers one read-only query.
    ///
    /// - Parameters:
    ///   - sql: One SELECT, WITH, VALUES or EXPLAIN.
    ///   - parameters: Values for `:name`; whole numbers and floating-point numbers are taken as such.
    ///   - rowLimit: At most so many rows are read.
    ///   - timeLimit: Seconds after which the query is stopped.
    /// - Throws: ``DiscoveryStoreError`` with `invalidQuery`, or `queryTimeout`.
    public func query(
        _ sql: String, parameters: [String: String] = [:], rowLimit: Int, timeLimit: TimeInterval
    ) throws(DiscoveryStoreError) -> QueryResult {
        // A timer that is cancelled is kept until its time: it must not keep the connection.
        let timer = DispatchWorkItem { [weak queue] in queue?.interrupt() }
        DispatchQueue.global().asyncAfter(deadline: .now() + timeLimit, execute: timer)
        defer { timer.cancel() }
        let result = try read(what: "cannot answer the query") { database in
            // ATTACH counts as reading, and VACUUM INTO attaches.
            sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_ATTACHED, 0)
            let statement = try Self.statement(sql, in: database)
            try statement.setArguments(Self.arguments(parameters, for: statement))
            return try Self.rows(of: statement, limit: rowLimit)
        }
        guard let result else {
            throw DiscoveryStoreError(
                .noDatabase, what: "cannot read \(path)", cause: "nothing was crawled into it yet")
        }
        return result
    }

    private static func invalid(_ cause: String) -> DiscoveryStoreError {
        DiscoveryStoreError(
            .invalidQuery, what: "cannot answer the query", cause: cause,
            hint: "the tables and views: crawlctl sql --schema")
    }

    private static func statement(_ sql: String, in database: Database) throws -> Statement {
        let word = firstWord(of: sql)
        guard ["SELECT", "WITH", "VALUES", "EXPLAIN"].contains(word) else {
            throw invalid(word.isEmpty ? "it is empty" : "it is not a SELECT")
        }
        do {
            let statement = try database.makeStatement(sql: sql)
            guard sqlite3_stmt_readonly(statement.sqliteStatement) != 0 else { throw invalid("it would write") }
            return statement
        } catch let error as DatabaseError where error.resultCode == .SQLITE_MISUSE {
            throw invalid("it is more than one statement")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw invalid(error.message ?? "it is not valid SQL")
        }
    }

    /// The first word of a query, behind white space and comments, in upper case.
    private static func firstWord(of sql: String) -> String {
        var rest = sql[...]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "(" }
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                guard let end = rest.range(of: "*/") else { return "" }
                rest = rest[end.upperBound...]
            } else {
                return rest.prefix { $0.isLetter }.uppercased()
            }
        }
    }

    private static func arguments(
        _ parameters: [String: String], for statement: Statement
    ) throws -> StatementArguments {
        let count = sqlite3_bind_parameter_count(statement.sqliteStatement)
        let wanted = try (0..<count).map { index in
            guard let name = sqlite3_bind_parameter_name(statement.sqliteStatement, index + 1) else {
                throw invalid("its parameters need names, such as :verb")
            }
            return String(String(cString: name).dropFirst())
        }
        if let missing = wanted.first(where: { parameters[$0] == nil }) {
            throw invalid("no value for :\(missing); give --param \(missing)=...")
        }
        if let unknown = parameters.keys.sorted().first(where: { !wanted.contains($0) }) {
            throw invalid("it has no parameter :\(unknown)")
        }
        return StatementArguments(
            parameters.mapValues { text -> (any DatabaseValueConvertible)? in
                if let number = Int64(text) { return number }
                return Double(text).map { $0 as any DatabaseValueConvertible } ?? text
            })
    }

    private static func rows(of statement: Statement, limit: Int) throws -> QueryResult {
        do {
            let cursor = try Row.fetchCursor(statement)
            var result = QueryResult(columns: statement.columnNames, rows: [], isTruncated: false)
            while let row = try cursor.next() {
                if result.rows.count == limit {
                    result.isTruncated = true
                    break
                }
                result.rows.append(row.databaseValues.map(QueryValue.init))
            }
            return result
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw invalid(error.message ?? "it failed")
        }
    }
}

extension QueryValue {
    init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let number): .integer(number)
            case .double(let number): .real(number)
            case .string(let text): .text(text)
            case .blob(let data): .blob(data)
            }
    }
}
