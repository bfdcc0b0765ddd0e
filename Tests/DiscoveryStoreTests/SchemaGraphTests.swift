import DiscoveryModel
import DiscoveryStore
import Foundation
import OpenAPIModel
import TestSupport
import Testing

/// What leads from schema to schema, kept in one piece and read behind it.
@Suite struct SchemaGraphTests {
    private let apps = GroupVersion(group: "apps", version: "v1")
    private let batch = GroupVersion(group: "batch", version: "v1")

    private func store() throws -> TestStore {
        let store = try TestStore()
        try store.save(
            TestStore.read([
                try TestStore.group("apps", ["v1": ["things"]]), try TestStore.group("batch", ["v1": ["things"]]),
            ]))
        return store
    }

    /// A document with a hundred fields, each of a type of its own so that each is a schema of its own.
    private func large() throws -> OpenAPIDocument {
        let fields = (0..<100).map { #""field\#($0)":{"type":"object","properties":{"deep\#($0)":{"type":"string"}}}"# }
        return try OpenAPIDocument(
            Data(
                """
                {"openapi":"3.0.0","paths":{"/apis/apps/v1/things":{}},"components":{"schemas":{"x.v1.Thing":{"type":"object",\
                "properties":{"kind":{"type":"string"},\(fields.joined(separator: ","))},"required":["kind"],\
                "x-kubernetes-group-version-kind":[{"group":"apps","version":"v1","kind":"Thing"}]}}}}
                """.utf8))
    }

    private func small(_ field: String) throws -> OpenAPIDocument {
        try TestStore.document(batch, [field: "string"], description: "It has a \(field).")
    }

    /// The paths of the fields of a name, and whether they must be there.
    private func places(_ name: String, in store: TestStore) throws -> [String] {
        try store.schemas { reader throws in
            let kinds = [apps, batch].map { GroupVersionKind(group: $0.group, version: $0.version, kind: "Thing") }
            return try SchemaSearch(of: kinds, reader).fields([name], nil, limit: 1000).hits
                .map { "\($0.kind.group) \($0.path.joined(separator: ".")) \($0.isRequired)" }
        } ?? []
    }

    /// The last schema, and the last that is packed.
    private func last(_ store: TestStore) throws -> [[QueryValue]] {
        try store.query("SELECT (SELECT max(id) FROM schema_node), (SELECT last_id FROM schema_graph)")
    }

    @Test func whatIsPackedSaysWhatTheRowsSay() async throws {
        let store = try store()
        try store.saveSchemas([(apps, try large())])
        let packed = try last(store)
        #expect(packed[0][0] == packed[0][1])
        // So few are not packed again, and are read behind.
        try store.saveSchemas([(apps, try large()), (batch, try small("extra"))], at: 1)
        let behind = try last(store)
        #expect(behind[0][1] == packed[0][1] && behind[0][0] != packed[0][0])
        let names = ["kind", "deep7", "deep99", "extra", "owner", "spec"]
        let found = try names.map { try places($0, in: store) }
        #expect(
            found == [
                ["apps kind true"], ["apps field7.deep7 false"], ["apps field99.deep99 false"],
                ["batch spec.extra false"], ["batch metadata.owner false"], ["batch spec false"],
            ])
        try await Program.output(of: "sqlite3", store.path, "DELETE FROM schema_graph;")
        #expect(try names.map { try places($0, in: store) } == found)
    }

    @Test func whatIsFreedIsPackedNoMore() throws {
        let store = try store()
        try store.saveSchemas([(batch, try small("kept"))])
        let before = try last(store)
        try store.saveSchemas([(apps, try large()), (batch, try small("kept"))], at: 1)
        try store.saveSchemas([(batch, try small("kept"))], at: 2)
        #expect(try store.writer().prune(endedBefore: store.start.addingTimeInterval(10)).schemaSnapshots == 2)
        #expect(try last(store) == before)
        #expect(try places("kept", in: store) == ["batch spec.kept false"])
        // Numbers that were free are given again, to other schemas.
        try store.saveSchemas([(batch, try small("other"))], at: 20)
        #expect(try places("other", in: store) == ["batch spec.other false"])
    }

    @Test func anOlderFileIsPacked() async throws {
        let store = try store()
        try store.saveSchemas([(apps, try large())])
        let names = try await Program.output(
            of: "sqlite3", store.path, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
        let triggers = names.split(separator: "\n").map { "DROP TRIGGER \($0);" }.joined()
        #expect(triggers.count > 5)
        try await Program.output(
            of: "sqlite3", store.path, "\(triggers) DROP TABLE schema_graph; PRAGMA user_version = 3;")
        #expect(try places("deep7", in: store) == ["apps field7.deep7 false"])
        _ = try store.writer()
        let packed = try last(store)
        #expect(packed[0][0] == packed[0][1])
    }

    @Test(arguments: [
        "UPDATE schema_field SET role = 2", "UPDATE schema_node SET hash = 0", "DELETE FROM schema_field",
        "UPDATE schema_attributes SET reference_id = NULL", "DELETE FROM schema_node",
    ])
    func itIsGoneWhereItsRowsChange(change: String) async throws {
        let store = try store()
        try store.saveSchemas([(apps, try large())])
        try await Program.output(of: "sqlite3", store.path, change)
        #expect(try store.query("SELECT count(*) FROM schema_graph") == [[.integer(0)]])
    }

    @Test(arguments: [
        "body = substr(body, 1, length(body) - 1)", "body = CAST(body || x'00' AS BLOB)", "body = x'FFFFFFFFFFFFFF'",
        // An edge of the first schema, which has none below; a label 0; numbers that are too long.
        "body = x'00010401'", "body = x'000000010001'", "body = x'8080808080808000'", "body = x'FFFFFFFF7F00'",
        "last_id = 1000000", "last_id = -1", "last_id = last_id - 1",
    ])
    func theRowsAreReadWhereItIsDamaged(damage: String) async throws {
        let store = try store()
        try store.saveSchemas([(apps, try large())])
        try await Program.output(of: "sqlite3", store.path, "UPDATE schema_graph SET \(damage)")
        #expect(try places("deep7", in: store) == ["apps field7.deep7 false"])
        try store.saveSchemas([(apps, try large()), (batch, try small("extra"))], at: 1)
        #expect(try places("extra", in: store) == ["batch spec.extra false"])
    }

    /// Each ended the process.
    @Test(arguments: [
        "UPDATE openapi_kind SET name_id = -5", "UPDATE schema_attributes SET reference_id = -5",
        "UPDATE schema_attributes SET reference_id = 4000000000", "UPDATE openapi_definition SET label_id = -5",
    ])
    func numbersThatMakeNoSenseLeadNowhere(damage: String) async throws {
        let store = try store()
        try store.saveSchemas([(apps, try large())])
        try await Program.output(of: "sqlite3", store.path, damage)
        _ = try? places("deep7", in: store)
        try store.saveSchemas([(apps, try large()), (batch, try small("extra"))], at: 1)
        #expect(try places("extra", in: store) == ["batch spec.extra false"])
    }

    @Test func aSchemaOfAnImpossibleNumberIsDamage() async throws {
        let store = try store()
        try store.saveSchemas([(apps, try large())])
        try await Program.output(
            of: "sqlite3", store.path, "INSERT INTO schema_node VALUES (4000000000000000000, 1, 1)")
        let search = #expect(throws: DiscoveryStoreError.self) { try places("deep7", in: store) }
        #expect(search?.code == .corrupt)
        let save = #expect(throws: DiscoveryStoreError.self) {
            try store.saveSchemas([(batch, try small("extra"))], at: 1)
        }
        #expect(save?.code == .corrupt)
    }
}
