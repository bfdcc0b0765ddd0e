import Foundation
import GRDB
import GRDBSQLite

/// The schema that this code reads and writes, and the marks by which a file says that it has it.
public enum DatabaseSchema {
    /// `PRAGMA user_version` of the schema in `schema.sql`.
    public static let version = 3

    /// `PRAGMA application_id`: the bytes `CRWL`.
    static let applicationID = 0x4352_574C

    /// The text of `schema.sql`, which the binary carries.
    public static let sql = String(decoding: PackageResources.schema_sql, as: UTF8.self)

    /// What turns the tables of the version before into those of a version. Views are not part of it: they are made anew.
    private static let migrations = [3: String(decoding: PackageResources.migration3_sql, as: UTF8.self)]

    enum Presence: Equatable {
        case empty
        case current
        case older(Int)
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
            return found == version ? .current : .older(found)
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
        try run(sql + "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version);", in: database)
    }

    /// Makes this schema out of an older one; to be called in a transaction.
    static func migrate(_ database: Database, from old: Int) throws {
        let views = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'view'")
        for view in views { try database.execute(sql: "DROP VIEW \(view.quotedDatabaseIdentifier)") }
        for number in (old + 1)...version { try run(migrations[number] ?? "", in: database) }
        for view in try currentViews() { try run(view, in: database) }
        try run("PRAGMA user_version = \(version);", in: database)
    }

    /// The statements that make the views of `schema.sql`, in order.
    private static func currentViews() throws -> [String] {
        try DatabaseQueue().write { database in
            try create(in: database)
            return try String.fetchAll(
                database, sql: "SELECT sql FROM sqlite_master WHERE type = 'view' ORDER BY rowid")
        }
    }

    private static func run(_ sql: String, in database: Database) throws {
        let result = sqlite3_exec(database.sqliteConnection, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: result)) }
    }
}
