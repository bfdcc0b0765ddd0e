import Foundation
import GRDB

/// A query that is asked very many times: bound, stepped and read straight through SQLite's C functions.
struct RepeatedQuery {
    private let binding: BulkInsertion
    /// The rows, once the parameters are bound.
    let rows: BulkRows

    init(_ database: Database, _ sql: String) throws {
        let statement = try database.cachedStatement(sql: sql)
        binding = try BulkInsertion(statement)
        rows = BulkRows(statement)
    }

    /// Begins anew with other parameters.
    func ask(_ bind: (BulkInsertion) -> Void) {
        binding.reset()
        bind(binding)
    }

    /// Ends it, so that the next statement finds no query open.
    func end() { binding.reset() }
}

extension BulkRows {
    /// Whether a text of the row is this one.
    func isText(_ column: Int32, _ text: String) -> Bool {
        let stored = bytes(column)
        let fast = text.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.count == stored.count else { return false }
            guard let one = bytes.baseAddress, let other = stored.baseAddress else { return true }
            return memcmp(one, other, bytes.count) == 0
        }
        return fast ?? text.utf8.elementsEqual(stored)
    }
}
