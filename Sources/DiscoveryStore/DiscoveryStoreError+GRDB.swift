import GRDB
import OpenAPIModel

extension DiscoveryStoreError {
    /// Says what an error of the store, of SQLite or of stored schemas means for the user; `nil` for any other error.
    init?(translating error: any Error, what: String) {
        switch error {
        case let error as DiscoveryStoreError: self = error
        case let error as DatabaseError: self.init(error, what: what)
        // What is stored was a document once.
        case is OpenAPIDocumentError: self.init(DatabaseError(resultCode: .SQLITE_CORRUPT), what: what)
        default: return nil
        }
    }

    /// Says what SQLite's result code means for the user; the code decides, never its text.
    init(_ error: DatabaseError, what: String) {
        switch error.resultCode {
        case .SQLITE_NOTADB:
            self.init(.notADatabase, what: what, cause: "it is not a SQLite database")
        case .SQLITE_CORRUPT:
            self.init(
                .corrupt, what: what, cause: "the file is damaged",
                hint: "restore it from a copy, or move it away and crawl again")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.locked, what: what, cause: "another process holds it", hint: "try again when it is done")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(.notPermitted, what: what, cause: "the file or its folder may not be written")
        case .SQLITE_CANTOPEN:
            self.init(.notPermitted, what: what, cause: "the file cannot be opened, or its folder not be written")
        case .SQLITE_FULL:
            self.init(
                .full, what: what, cause: "the disk is full",
                hint: "what was stored before is kept; free some space and run it again")
        case .SQLITE_IOERR:
            self.init(
                .full, what: what, cause: "the disk cannot be read or written", hint: "what was stored before is kept")
        case .SQLITE_INTERRUPT:
            self.init(.queryTimeout, what: what, cause: "it took too long")
        default:
            self.init(.other, what: what, cause: error.message ?? "SQLite error \(error.resultCode.rawValue)")
        }
    }
}
