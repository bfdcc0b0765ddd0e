import DiscoveryModel
import DiscoveryStore
import Foundation
import TestSupport
import Testing

@Suite(.fewAtOnce) struct DatabaseFileTests {
    private func half(_ names: [String] = ["x"]) throws -> CrawlObservation.Half {
        TestStore.read([try TestStore.group("a", ["v1": names])])
    }

    private func code(_ body: () throws -> Void) -> DiscoveryStoreError.Code? {
        #expect(throws: DiscoveryStoreError.self) { try body() }?.code
    }

    @Test func readingDoesNotCreateTheStore() throws {
        let store = try TestStore()
        #expect(code { _ = try store.reader() } == .noDatabase)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.url.path).isEmpty)
    }

    @Test func theFileAndItsFolderAreTheOwnersOnly() throws {
        let store = try TestStore()
        let path = store.folder.url.appending(path: "new/deep/discovery.db").path
        _ = try DiscoveryDatabase.openForWriting(path: path)
        let file = try FileManager.default.attributesOfItem(atPath: path)
        let folder = try FileManager.default.attributesOfItem(atPath: store.folder.url.appending(path: "new/deep").path)
        #expect(file[.posixPermissions] as? Int == 0o600)
        #expect(folder[.posixPermissions] as? Int == 0o700)
    }

    @Test func nothingIsBesideTheFileWhenNobodyWrites() throws {
        let store = try TestStore()
        try store.save(try half())
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.url.path) == ["discovery.db"])
    }

    @Test func anEmptyFileIsAnEmptyStore() throws {
        let store = try TestStore()
        try Data().write(to: URL(filePath: store.path))
        #expect(try store.reader().clusterNames().isEmpty)
        try store.save(try half())
        #expect(try store.reader().clusterNames() == ["prod"])
    }

    @Test func whatIsNoDatabaseIsLeftAlone() throws {
        let store = try TestStore()
        let text = Data(String(repeating: "this is no database\n", count: 100).utf8)
        try text.write(to: URL(filePath: store.path))
        #expect(code { _ = try store.reader() } == .notADatabase)
        #expect(code { _ = try store.writer() } == .notADatabase)
        #expect(try Data(contentsOf: URL(filePath: store.path)) == text)
    }

    @Test func anotherProgramsDatabaseIsLeftAlone() async throws {
        let store = try TestStore()
        try await Program.output(of: "sqlite3", store.path, "CREATE TABLE theirs (x)")
        #expect(code { _ = try store.reader() } == .notADatabase)
        #expect(code { _ = try store.writer() } == .notADatabase)
    }

    @Test func aCommitAndAnotherFileAreSeen() throws {
        let store = try TestStore()
        let watch = DatabaseFileWatch(path: store.path)
        #expect(watch.revision() == nil)
        try store.save(try half())
        let first = try #require(watch.revision())
        #expect(watch.revision() == first)
        #expect(try !store.reader().isCopy)
        try store.save(try half(["x", "y"]))
        let second = try #require(watch.revision())
        #expect(second != first && second.isSameFile(as: first))
        let path = URL(filePath: store.path)
        try Data(contentsOf: path).write(to: path, options: .atomic)
        #expect(watch.revision()?.isSameFile(as: first) == false)
        try FileManager.default.removeItem(at: path)
        #expect(watch.revision() == nil)
    }

    /// POSIX lets go of all locks of a process when it closes any descriptor of the file, so to open and close it while a
    /// question was being answered let a writer commit meanwhile.
    @Test func lookingAtTheFileKeepsItsLocks() async throws {
        let store = try TestStore()
        try store.save(try half())
        // What SQLite locks while it reads.
        let descriptor = open(store.path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var lock = flock()
        (lock.l_type, lock.l_whence, lock.l_start, lock.l_len) = (Int16(F_RDLCK), Int16(SEEK_SET), 0x4000_0002, 510)
        try #require(fcntl(descriptor, F_SETLK, &lock) == 0)
        let watch = DatabaseFileWatch(path: store.path)
        for _ in 0..<2 { #expect(watch.revision() != nil) }
        let writer = try await Program.run(["sqlite3", store.path, "BEGIN EXCLUSIVE"])
        #expect(writer.errors.contains("database is locked"))
    }

    @Test func aNewerSchemaIsRefused() async throws {
        let store = try TestStore()
        try store.save(try half())
        try await Program.output(of: "sqlite3", store.path, "PRAGMA user_version = 99")
        let before = try Data(contentsOf: URL(filePath: store.path))
        #expect(code { _ = try store.reader() } == .newerSchema(99))
        #expect(code { _ = try store.writer() } == .newerSchema(99))
        #expect(try Data(contentsOf: URL(filePath: store.path)) == before)
    }

    @Test func aDamagedFileIsAClearError() throws {
        let store = try TestStore()
        try store.save(try half((0..<500).map { "resource\($0)" }))
        let file = try FileHandle(forUpdating: URL(filePath: store.path))
        let size = try file.seekToEnd()
        for page in stride(from: UInt64(4096), to: size, by: 4096) {
            try file.seek(toOffset: page)
            try file.write(contentsOf: Data(repeating: 0xA5, count: 200))
        }
        try file.close()
        #expect(code { _ = try store.surface("prod") } == .corrupt)
    }

    @Test func aLockedFileIsAClearError() async throws {
        let store = try TestStore()
        try store.save(try half())
        let lock = try Conversation(store.path)
        try lock.say("BEGIN EXCLUSIVE; SELECT 'locked';\n")
        #expect(await lock.line() == "locked")
        let impatient = code { _ = try DiscoveryDatabase.openForReading(path: store.path, busyTimeout: 0.05) }
        #expect(impatient == .locked)
        try await lock.end()
        #expect(try store.reader().clusterNames() == ["prod"])
    }

    @Test func readersSeeTheOldStateWhileAnotherWrites() async throws {
        let store = try TestStore()
        try store.save(try half())
        let writer = try Conversation(store.path)
        try writer.say("BEGIN IMMEDIATE; DELETE FROM validator; UPDATE cluster SET name = 'half'; SELECT 'written';\n")
        #expect(await writer.line() == "written")
        #expect(try store.reader().clusterNames() == ["prod"])
        try writer.say("COMMIT; SELECT 'done';\n")
        #expect(await writer.line() == "done")
        #expect(try store.reader().clusterNames() == ["half"])
        try await writer.end()
    }

    @Test func aTransactionThatFailsLeavesNothing() throws {
        let store = try TestStore()
        try store.save(try half())
        let before = try store.rowCounts()
        let broken = CrawlObservation.Half.unchanged(
            Validator(path: "/apis", tag: EntityTag(value: "x", form: .aggregatedV2), snapshotID: 999, stale: []))
        #expect(code { try store.save(broken, core: try half(["new"]), at: 10) } == .outdatedValidator)
        #expect(try store.rowCounts() == before)
    }

    @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
    func aReadOnlyFolderCanBeAsked() throws {
        let store = try TestStore()
        try store.save(try half())
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: store.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: store.folder.url.path)
        #expect(try store.reader().clusterNames() == ["prod"])
        #expect(code { try store.save(try half(), at: 10) } == .notPermitted)
    }

    @Test func theEmbeddedSchemaIsTheFileAtTheRoot() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        #expect(DatabaseSchema.sql == (try String(contentsOf: root.appending(path: "schema.sql"), encoding: .utf8)))
    }

    @Test func theDatabaseSaysWhoseItIs() async throws {
        let store = try TestStore()
        try store.save(try half())
        #expect(
            try await Program.output(
                of: "sqlite3", store.path,
                "PRAGMA user_version; PRAGMA application_id; PRAGMA auto_vacuum; PRAGMA journal_mode; PRAGMA integrity_check; PRAGMA foreign_key_check"
            )
                == "\(DatabaseSchema.version)\n1129469772\n2\ndelete\nok\n")
    }
}
