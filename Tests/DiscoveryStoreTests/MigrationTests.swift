import DiscoveryModel
import DiscoveryStore
import Foundation
import TestSupport
import Testing

/// Files of older schemas, made from what `schema.sql` was then.
@Suite(.fewAtOnce) struct MigrationTests {
    private static let olderVersions = Array(1..<DatabaseSchema.version)

    /// What schema 2 keeps beside its snapshots.
    private static let changeRows = """
        UPDATE snapshot SET previous_id = 2 WHERE id = 3;
        INSERT INTO snapshot_change (snapshot_id, position, kind, level, group_name, resource_count)
            VALUES (3, 0, 'added', 'group', 'metrics', 1);
        """

    /// A store whose file has an older schema and one crawl.
    private func store(ofVersion version: Int) async throws -> TestStore {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/schemas/\(version).sql")
        let store = try TestStore()
        let rows = """
            PRAGMA auto_vacuum = INCREMENTAL;
            .read '\(fixture.path)'
            PRAGMA application_id = 1129469772; PRAGMA user_version = \(version);
            INSERT INTO group_version VALUES (1, '1-a', 'metrics', 'v1beta1'), (2, '1-b', 'metrics', 'v1');
            INSERT INTO resource VALUES (1, 2, 'nodes', '', 'node', 'Node', 'metrics', 'v1', 0, '["get"]', '[]', '[]');
            INSERT INTO resource_verb VALUES ('get', 1);
            INSERT INTO surface VALUES (1, '1-c', 1, 2, 1, 0);
            INSERT INTO surface_group VALUES (1, 'metrics', 'v1');
            INSERT INTO surface_version VALUES (1, 'metrics', 0, 'v1', 2), (1, 'metrics', 1, 'v1beta1', 1);
            INSERT INTO discovery_order VALUES (1, '1-d', '["metrics"]');
            INSERT INTO cluster VALUES (1, 'prod', 'prod', NULL);
            INSERT INTO snapshot (id, cluster_id, surface_id, discovery_order_id, first_seen_at)
                VALUES (1, 1, 1, 1, '2026-11-01T00:00:00.000Z');
            INSERT INTO surface VALUES (2, '1-e', 0, 0, 0, 0);
            INSERT INTO discovery_order VALUES (2, '1-f', '[]');
            INSERT INTO snapshot (id, cluster_id, surface_id, discovery_order_id, first_seen_at)
                VALUES (2, 1, 2, 2, '2026-10-01T00:00:00.000Z');
            UPDATE snapshot SET id = 3 WHERE id = 1;
            UPDATE cluster SET snapshot_id = 3;
            \(version < 2 ? "" : Self.changeRows)
            INSERT INTO crawl VALUES (1, 1, 3, '2026-11-01T00:00:00.000Z', 0.1, 3, 100, 'v2', 'ok', NULL, 'https://h', NULL);
            INSERT INTO condition VALUES (1, 'metrics', 'v1', '2026-11-01T00:00:00.000Z', NULL, 'stale', NULL, 'm', NULL);
            """
        let script = store.folder.url.appending(path: "rows.sql")
        try Data(rows.utf8).write(to: script)
        try await Program.output(of: "sqlite3", store.path, ".read '\(script.path)'")
        try FileManager.default.removeItem(at: script)
        return store
    }

    /// Every column, key and index of every table, and the text of every view: a table that was altered has other text
    /// than one that was made anew.
    private static let structure = """
        SELECT 'column', t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, t.strict, t.wr
            FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
            WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'
        UNION ALL SELECT 'key', m.name, f."from", f."table", f."to", f.on_delete, f.on_update, '', ''
            FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'
        UNION ALL SELECT 'index', m.name, i.name, i."unique", i.origin, i.partial, '', '', ''
            FROM sqlite_master AS m JOIN pragma_index_list(m.name) AS i WHERE m.type = 'table'
        UNION ALL SELECT type, name, sql, '', '', '', '', '', '' FROM sqlite_master
            WHERE type IN ('view', 'index', 'trigger')
        ORDER BY 1, 2, 3, 4
        """

    @Test(arguments: olderVersions)
    func anOlderFileBecomesWhatANewOneIs(version: Int) async throws {
        let old = try await store(ofVersion: version)
        _ = try old.writer()
        let new = try TestStore()
        try new.save(.read([], validator: nil))
        #expect(try old.query(Self.structure) == new.query(Self.structure))
        #expect(
            try await Program.output(of: "sqlite3", old.path, "PRAGMA user_version; PRAGMA integrity_check")
                == "\(DatabaseSchema.version)\nok\n")
        #expect(try old.surface("prod")?.surface.counts.resources == 1)
        // What each snapshot changes was not kept before schema 2.
        let changes = try old.query("SELECT snapshot_id, kind, level, group_name FROM api_change")
        #expect(changes == [[.integer(3), .text("added"), .text("group"), .text("metrics")]])
        #expect(try old.query("SELECT previous_id FROM snapshot ORDER BY id") == [[.null], [.integer(2)]])
    }

    @Test(arguments: olderVersions)
    func aQuestionLeavesAnOlderFileAsItIs(version: Int) async throws {
        let store = try await store(ofVersion: version)
        let before = try Data(contentsOf: URL(filePath: store.path))
        #expect(try store.surface("prod")?.surface.counts.resources == 1)
        let rows = try store.query("SELECT preferred_version, client_preferred_version, state, as_of FROM api_group")
        #expect(rows == [[.text("v1"), .text("v1beta1"), .text("stale"), .null]])
        #expect(try store.reader().isCopy)
        #expect(try Data(contentsOf: URL(filePath: store.path)) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.url.path) == ["discovery.db"])
    }

    @Test func everyOlderSchemaIsKept() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/schemas")
        let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(kept) == Set(Self.olderVersions.map { "\($0).sql" }))
    }
}
