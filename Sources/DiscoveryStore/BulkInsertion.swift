import GRDB
import GRDBSQLite

/// Runs one INSERT for very many rows: binds straight through SQLite's C functions.
///
/// A first crawl of a large cluster writes tens of thousands of values, and boxing each costs more than storing it.
struct BulkInsertion {
    private let statement: Statement
    private let handle: OpaquePointer

    /// Takes a prepared INSERT; every parameter has to be bound before each ``insert()``.
    init(_ statement: Statement) throws {
        self.statement = statement
        handle = statement.sqliteStatement
        sqlite3_reset(handle)
    }

    /// Binds a text; SQLite copies it.
    func bind(_ text: String, at index: Int32) {
        var text = text
        // SQLITE_TRANSIENT, a macro that Swift cannot read.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        text.withUTF8 { bytes in
            let isEmpty = bytes.isEmpty
            bytes.withMemoryRebound(to: CChar.self) { characters in
                _ =
                    isEmpty
                    ? sqlite3_bind_text(handle, index, "", 0, transient)
                    : sqlite3_bind_text(handle, index, characters.baseAddress, Int32(characters.count), transient)
            }
        }
    }

    /// Binds a whole number.
    func bind(_ number: Int64, at index: Int32) {
        sqlite3_bind_int64(handle, index, number)
    }

    /// Takes NULL.
    func bindNull(at index: Int32) {
        sqlite3_bind_null(handle, index)
    }

    /// Makes the statement ready to be bound anew.
    func reset() {
        sqlite3_reset(handle)
    }

    /// Inserts the row.
    ///
    /// - Throws: SQLite's error.
    func insert() throws {
        let result = sqlite3_step(handle)
        sqlite3_reset(handle)
        guard result == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: result)) }
    }
}
