import GRDB
import GRDBSQLite

/// Steps through very many rows, reading columns straight through SQLite's C functions.
///
/// Reading a whole surface takes tens of thousands of values; asking for each through a row object costs more than the
/// query does.
struct BulkRows {
    private let statement: Statement
    private let handle: OpaquePointer

    /// Takes a prepared query with its arguments set.
    init(_ statement: Statement) {
        self.statement = statement
        handle = statement.sqliteStatement
    }

    /// Goes to the next row; `false` behind the last.
    ///
    /// - Throws: SQLite's error.
    func next() throws -> Bool {
        let result = sqlite3_step(handle)
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw DatabaseError(resultCode: ResultCode(rawValue: result))
        }
    }

    /// A whole number of the row; columns count from 0.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// A text of the row.
    func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}
