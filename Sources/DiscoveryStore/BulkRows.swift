import Foundation
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

    /// Whether the row has no value there; columns count from 0.
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// A whole number of the row; columns count from 0.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// A text of the row.
    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// The UTF-8 of a text of the row, good until the next row.
    func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        guard let bytes = sqlite3_column_text(handle, column) else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column)))
    }
}

/// A column whose text is often the one of the row before: that is made once.
struct RepeatedText {
    private var last = ""

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        if !isLast(bytes) { last = String(decoding: bytes, as: UTF8.self) }
        return last
    }

    private func isLast(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        last.utf8.withContiguousStorageIfAvailable { last in
            guard last.count == bytes.count else { return false }
            guard let one = last.baseAddress, let other = bytes.baseAddress else { return true }
            return memcmp(one, other, last.count) == 0
        } ?? false
    }
}
