import Foundation
import GRDB

/// The file that a store is in: where it is, how it comes to be, and how it is opened.
struct DatabaseFile: Sendable {
    let path: String
    let busyTimeout: TimeInterval

    /// Opens for reading; never makes or changes the file.
    ///
    /// One exception keeps readers from being shut out: when a writer was killed in the middle of a commit, its journal
    /// holds what has to be put back first. That is done in the file where it may be written, else in a copy.
    func openForReading() throws -> DatabaseQueue {
        guard access(path, F_OK) == 0 else {
            if errno == EACCES {
                throw DiscoveryStoreError(
                    .notPermitted, what: "cannot read \(path)", cause: "its folder may not be searched")
            }
            throw DiscoveryStoreError(
                .noDatabase, what: "cannot read \(path)", cause: "there is no such file",
                hint: "crawl a cluster first: crawlctl crawl")
        }
        do {
            return try queue(path: path, readonly: true)
        } catch let error as DatabaseError where Self.hasJournalToPutBack(error, path: path) {
            if let writer = try? queue(path: path, readonly: false), (try? writer.read(Self.touch)) != nil {
                return try queue(path: path, readonly: true)
            }
            return try openCopy()
        }
    }

    /// Opens for writing; makes the file and its folder where they are missing, readable by their owner only.
    func openForWriting() throws -> DatabaseQueue {
        try makeFile()
        return try queue(path: path, readonly: false)
    }

    private func queue(path: String, readonly: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(busyTimeout)
        let isNew = ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) == 0
        configuration.prepareDatabase { database in
            if readonly { return }
            // The journal is a rollback journal: a WAL would be a second file that a copy of the database lacks. Pages
            // stay in memory until the commit, so that readers wait for the commit and for nothing else.
            try database.execute(sql: "PRAGMA cache_spill = OFF")
            // Told to a file that has pages, this writes to it, whoever's it is.
            if isNew { try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read(Self.touch)
        return queue
    }

    /// Makes SQLite look at the file: it opens lazily.
    @Sendable private static func touch(_ database: Database) throws {
        _ = try Int.fetchOne(database, sql: "PRAGMA schema_version")
    }

    private static func hasJournalToPutBack(_ error: DatabaseError, path: String) -> Bool {
        [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode)
            && FileManager.default.fileExists(atPath: path + "-journal")
    }

    private func openCopy() throws -> DatabaseQueue {
        let folder = FileManager.default.temporaryDirectory.appending(path: "crawlctl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        // The open files outlive their names, so nothing is left behind.
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appending(path: "discovery.db").path
        for suffix in ["", "-journal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy + suffix)
        }
        return try queue(path: copy, readonly: false)
    }

    private func makeFile() throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DiscoveryStoreError(
                .notPermitted, what: "cannot create \(path)", cause: "the folder \(folder) cannot be made")
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw DiscoveryStoreError(
                errno == ENOSPC || errno == EDQUOT ? .full : .notPermitted, what: "cannot create \(path)",
                cause: String(cString: strerror(errno)).lowercased())
        }
    }
}
