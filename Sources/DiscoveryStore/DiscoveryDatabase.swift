import DiscoveryModel
import Foundation
import GRDB

/// The store: one SQLite file with what clusters served, and when.
///
/// Any number of processes may read while one writes. A writer writes in one transaction; readers see the state before
/// or after it and wait for its commit at most.
public final class DiscoveryDatabase: Sendable {
    let queue: DatabaseQueue
    let path: String
    private let isEmpty: Bool

    private init(queue: DatabaseQueue, path: String, isEmpty: Bool) {
        self.queue = queue
        self.path = path
        self.isEmpty = isEmpty
    }

    /// Whether a copy of the file answers, since the file itself may not be brought to this schema or put in order: what
    /// is written to the file later is not seen.
    public var isCopy: Bool { queue.path != path }

    /// Opens a database for questions; the file is not changed, and neither it nor its folder need be writable.
    ///
    /// - Parameter busyTimeout: Seconds to wait while a writer commits.
    /// - Throws: ``DiscoveryStoreError`` when there is none, or it cannot be used.
    public static func openForReading(
        path: String, busyTimeout: TimeInterval = 10
    ) throws(DiscoveryStoreError) -> DiscoveryDatabase {
        try translatingErrors(what: "cannot read \(path)") {
            let queue = try DatabaseFile(path: path, busyTimeout: busyTimeout).openForReading()
            let presence = try queue.read { try DatabaseSchema.presence(in: $0, path: path) }
            if case .older(let version) = presence {
                return DiscoveryDatabase(queue: try migratedCopy(of: queue, from: version), path: path, isEmpty: false)
            }
            return DiscoveryDatabase(queue: queue, path: path, isEmpty: presence == .empty)
        }
    }

    /// A file of an older schema is not changed by questions: they are answered from a copy in memory.
    private static func migratedCopy(of queue: DatabaseQueue, from version: Int) throws -> DatabaseQueue {
        let copy = try DatabaseQueue()
        try queue.backup(to: copy)
        try copy.write { try DatabaseSchema.migrate($0, from: version) }
        return copy
    }

    /// Opens a database for writing; makes it, and its folder, where they are missing, and brings one of an older schema
    /// to this one, in one transaction.
    ///
    /// - Parameter busyTimeout: Seconds to wait for another writer, and at a commit for readers.
    /// - Throws: ``DiscoveryStoreError`` when it cannot be used.
    public static func openForWriting(
        path: String, busyTimeout: TimeInterval = 10
    ) throws(DiscoveryStoreError) -> DiscoveryDatabase {
        try translatingErrors(what: "cannot write \(path)") {
            let queue = try DatabaseFile(path: path, busyTimeout: busyTimeout).openForWriting()
            var presence = try queue.read { try DatabaseSchema.presence(in: $0, path: path) }
            if case .older = presence {
                presence = try queue.writeWithoutTransaction { database in
                    try database.inTransaction(.immediate) {
                        // Another process may have done it meanwhile.
                        if case .older(let version) = try DatabaseSchema.presence(in: database, path: path) {
                            try DatabaseSchema.migrate(database, from: version)
                        }
                        return .commit
                    }
                    return .current
                }
            }
            return DiscoveryDatabase(queue: queue, path: path, isEmpty: presence == .empty)
        }
    }

    /// Reads in one transaction; `nil` when the file is still empty.
    func read<Value>(
        what: String? = nil, _ body: (Database) throws -> Value
    ) throws(DiscoveryStoreError) -> Value? {
        try Self.translatingErrors(what: what ?? "cannot read \(path)") {
            try queue.read { database in
                if isEmpty, try DatabaseSchema.presence(in: database, path: path) == .empty { return nil }
                return try body(database)
            }
        }
    }

    /// Writes in one transaction, which is undone whole when `body` throws; makes the schema where there is none.
    func write<Value>(_ body: (Database) throws -> Value) throws(DiscoveryStoreError) -> Value {
        try Self.translatingErrors(what: "cannot write \(path)") {
            try queue.writeWithoutTransaction { database in
                var result: Value?
                try database.inTransaction(.immediate) {
                    if isEmpty, try DatabaseSchema.presence(in: database, path: path) == .empty {
                        try DatabaseSchema.create(in: database)
                    }
                    result = try body(database)
                    return .commit
                }
                guard let result else { preconditionFailure("a committed transaction has a result") }
                return result
            }
        }
    }

    static func translatingErrors<Value>(
        what: String, _ body: () throws -> Value
    ) throws(DiscoveryStoreError) -> Value {
        do {
            return try body()
        } catch {
            throw DiscoveryStoreError(translating: error, what: what)
                ?? DiscoveryStoreError(.other, what: what, cause: (error as NSError).localizedDescription)
        }
    }
}
