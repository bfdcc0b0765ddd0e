import Foundation
import GRDB
import GRDBSQLite

/// The schema that this code reads and writes, and the marks by which a file says that it has it.
public enum DatabaseSchema {
    /// `PRAGMA user_version` of the schema in `schema.sql`.
    public static let version = 1

    /// `PRAGMA application_id`: the bytes `CRWL`.
    static let applicationID = 0x4352_574C

    /// The text of `schema.sql`, which the binary carries.
    public static let sql = String(decoding: PackageResources.schema_sql, as: UTF8.self)

    enum Presence {
        case empty
        case current
    }

    /// Looks which schema a file has.
    ///
    /// - Throws: ``DiscoveryStoreError`` when it is a newer one, or another program's.
    static func presence(in database: Database, path: String) throws -> Presence {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if application == applicationID {
            guard found <= version else {
                throw DiscoveryStoreError(
                    .newerSchema(found), what: "cannot use \(path)",
                    cause: "it has schema \(found), and this crawlctl knows schema \(version)",
                    hint: "use the newer crawlctl that wrote it")
            }
            return .current
        }
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard application == 0, tables == 0 else {
            throw DiscoveryStoreError(
                .notADatabase, what: "cannot use \(path)", cause: "it is a database of another program")
        }
        return .empty
    }

    /// Makes the schema in an empty database; to be called in a transaction.
    static func create(in database: Database) throws {
        let marks = "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version);"
        let result = sqlite3_exec(database.sqliteConnection, sql + marks, nil, nil, nil)
        guard result == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: result)) }
    }
}
