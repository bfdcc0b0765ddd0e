import Foundation
import GRDB
import GRDBSQLite

/// The schema that this code reads and writes, and the marks by which a file says that it has it.
public enum DatabaseSchema {
    /// `PRAGMA user_version` of the schema in `schema.sql`.
    public static let version = 4

    /// `PRAGMA application_id`: the bytes `CRWL`.
    static let applicationID = 0x4352_574C

    /// The text of `schema.sql`, which the binary carries.
    public static let sql = String(decoding: PackageResources.schema_sql, as: UTF8.self)

    /// What turns the tables of the version before into those of a version. Views are not part of it: they are made anew.
    private static let migrations: [Int: @Sendable () -> [UInt8]] = [
        2: { PackageResources.to_2_sql }, 3: { PackageResources.to_3_sql },
        4: { PackageResources.to_4_sql },
    ]

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
        try database.execute(
            sql: sql + "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version);")
    }

    /// Makes this schema out of an older one; to be called in a transaction.
    static func migrate(_ database: Database, from old: Int) throws {
        let views = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'view'")
        for view in views { try database.execute(sql: "DROP VIEW \(view.quotedDatabaseIdentifier)") }
        for number in (old + 1)...version {
            if let sql = migrations[number] { try run(String(decoding: sql(), as: UTF8.self), in: database) }
            if number == 2 { try writeChanges(in: database) }
            if number == 4 { try PackedSchemaEdges.update(in: database) }
        }
        for view in try current("view") { try run(view, in: database) }
        try run("PRAGMA user_version = \(version);", in: database)
    }

    /// Writes what every snapshot changes, where that was not kept when it was made.
    private static func writeChanges(in database: Database) throws {
        let pairs = try Row.fetchAll(
            database,
            sql: """
                SELECT snapshot.id, before.id FROM snapshot JOIN snapshot AS before ON before.id = snapshot.previous_id
                WHERE before.surface_id <> snapshot.surface_id
                    OR before.discovery_order_id <> snapshot.discovery_order_id
                """)
        for pair in pairs {
            let difference = try ChangeWriter.difference(from: pair[1], to: pair[0], in: database)
            try ChangeWriter(database: database, snapshot: pair[0]).write(difference)
        }
    }

    /// Checks that the tables of a file have the columns of this schema: one that another program made may have anything
    /// under their names.
    ///
    /// - Throws: A database error that says the file is damaged.
    static func checkTables(in database: Database) throws {
        guard
            Set(try columns(of: database)).isSuperset(
                of: try DatabaseQueue().write { made in
                    try create(in: made)
                    return try columns(of: made)
                })
        else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "its tables are other ones")
        }
    }

    /// Every column of every table with its type; a table that was altered has other text than one that was made anew.
    private static func columns(of database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT t.name || '.' || c.name || ' ' || c.type || c."notnull" || c.pk || t.strict
                FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
                WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'
                """)
    }

    /// The statements that make the tables or the views of `schema.sql`, in order.
    private static func current(_ type: String) throws -> [String] {
        try DatabaseQueue().write { database in
            try create(in: database)
            return try String.fetchAll(
                database, sql: "SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL ORDER BY rowid",
                arguments: [type])
        }
    }

    private static func run(_ sql: String, in database: Database) throws {
        let result = sqlite3_exec(database.sqliteConnection, sql, nil, nil, nil)
        guard result == SQLITE_OK else {
            let message = String(cString: sqlite3_errmsg(database.sqliteConnection))
            throw DatabaseError(resultCode: ResultCode(rawValue: result), message: message)
        }
    }
}
