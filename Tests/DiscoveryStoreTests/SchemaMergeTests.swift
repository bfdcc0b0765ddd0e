import DiscoveryModel
import DiscoveryStore
import Foundation
import OpenAPIModel
import TestSupport
import Testing

/// Schemas in databases from elsewhere, and in databases to give away.
@Suite(.fewAtOnce) struct SchemaMergeTests {
    private static let apps = GroupVersion(group: "apps", version: "v1")
    private static let batch = GroupVersion(group: "batch", version: "v1")

    private func store(_ clusters: String..., fields: String...) throws -> TestStore {
        let store = try TestStore()
        for cluster in clusters {
            try store.save(TestStore.read([try TestStore.group("apps", ["v1": ["things"]])]), as: cluster)
        }
        for (index, field) in fields.enumerated() {
            for cluster in clusters {
                try store.saveSchemas([(Self.apps, try document(field))], as: cluster, at: Double(index) * 100)
            }
        }
        return store
    }

    private func document(_ field: String, _ groupVersion: GroupVersion = apps) throws -> OpenAPIDocument {
        try TestStore.document(groupVersion, [field: "string", "common": "integer"], description: "It has a \(field).")
    }

    private func merge(
        _ other: TestStore, into store: TestStore, _ clusters: String...
    ) throws -> [Result<MergeOutcome, DiscoveryStoreError>] {
        try store.writer().merge(
            (clusters.isEmpty ? ["prod"] : clusters).map { ClusterMerge(name: $0) },
            from: DiscoveryDatabase.openForMerging(path: other.path))
    }

    /// When each document was there, when it was read, and when it could not be.
    private func history(_ store: TestStore) throws -> [[[QueryValue]]] {
        try [
            """
            SELECT first_seen_at, last_seen_at, digest, documents, latest FROM api_schema_snapshot
            ORDER BY schema_snapshot_id
            """,
            """
            SELECT observed_at, outcome, server, first_seen_at
            FROM schema_crawl LEFT JOIN schema_snapshot ON schema_snapshot.id = schema_snapshot_id
            ORDER BY schema_crawl.id
            """,
            """
            SELECT group_name, version, since, until, http_status, message, as_of FROM schema_condition
            ORDER BY group_name, since
            """,
            "SELECT group_version, hash, state, as_of FROM api_openapi_document ORDER BY group_version",
            "SELECT kind, path, type, required, description FROM api_field ORDER BY 1, 2",
        ].map { try store.query($0) }
    }

    private func bodies(_ store: TestStore, _ reference: String = "prod") throws -> [Data]? {
        try store.schemas(reference) { schemas throws in
            try schemas.groupVersions().compactMap { try schemas.document(of: $0).map(schemas.body) }
        }
    }

    // MARK: - Merging

    @Test func aNewClusterComesWithItsSchemas() throws {
        let other = try store("prod", fields: "one", "two")
        let store = try TestStore()
        let outcome = try merge(other, into: store)[0].get()
        #expect(outcome.isNew && outcome.schemaSnapshots == 2 && outcome.documents == 2)
        #expect(try history(store) == history(other))
        #expect(try bodies(store) == bodies(other))
        #expect(try bodies(store, "prod@previous") == bodies(other, "prod@previous"))
        #expect(try store.schemaRowCounts() == other.schemaRowCounts())
        let again = try merge(other, into: store)[0].get()
        #expect(!again.isChanged && again.schemaSnapshots == 0 && again.documents == 0)
        #expect(try store.schemaRowCounts() == other.schemaRowCounts())
    }

    @Test func whatIsHereAlreadyIsShared() throws {
        let (store, other) = (try store("here", fields: "one"), try store("prod", fields: "one"))
        let before = try store.schemaRowCounts()
        #expect(try merge(other, into: store)[0].get().documents == 0)
        let after = try store.schemaRowCounts()
        #expect(before.filter { after[$0.key] != $0.value }.keys.sorted() == ["schema_crawl", "schema_snapshot"])
        #expect(try bodies(store) == bodies(store, "here"))
    }

    @Test func schemasOfASurfaceThatIsHereAreAdded() throws {
        let (store, other) = (try store("prod"), try store("prod", fields: "one"))
        let outcome = try merge(other, into: store)[0].get()
        #expect(outcome.isChanged && outcome.snapshots == 0 && outcome.schemaSnapshots == 1)
        #expect(try history(store) == history(other))
    }

    /// A step of a server's life: which documents it has, and which it cannot give.
    private struct Step {
        var seconds: Double
        var documents: [(GroupVersion, OpenAPIDocument)]
        var failures: [GroupVersion: String]

        func save(in store: TestStore) throws {
            try store.saveSchemas(documents, at: seconds, failures: failures)
        }
    }

    private func steps(_ count: Int, _ dice: inout Dice) throws -> [Step] {
        var fields = [Self.apps: 0, Self.batch: 0]
        return try (0..<count).map { number in
            if Bool.random(using: &dice) { fields[Self.apps] = Int.random(in: 0...2, using: &dice) }
            if Bool.random(using: &dice) { fields[Self.batch] = Int.random(in: 0...2, using: &dice) }
            var step = Step(seconds: Double(number * 60), documents: [], failures: [:])
            for (groupVersion, field) in fields.sorted(by: { $0.key < $1.key }) {
                switch Int.random(in: 0...7, using: &dice) {
                case 0: step.failures[groupVersion] = "503"
                case 1: break
                default: step.documents.append((groupVersion, try document("field\(field)", groupVersion)))
                }
            }
            return step
        }
    }

    @Test(arguments: UInt64(1)...20)
    func mergedHistoriesAreWhatOneStoreWouldHave(seed: UInt64) throws {
        var dice = Dice(state: seed)
        let (one, other, all) = (try store("prod"), try store("prod"), try store("prod"))
        for step in try steps(20, &dice) {
            try step.save(in: Bool.random(using: &dice) ? one : other)
            try step.save(in: all)
        }
        let expected = try history(all)
        #expect(try merge(other, into: one)[0].get().isChanged)
        for (ours, theirs) in try zip(history(one), expected) { #expect(ours == theirs) }
        #expect(try !merge(other, into: one)[0].get().isChanged)
        #expect(try one.schemaRowCounts()["openapi_document"] == all.schemaRowCounts()["openapi_document"])
        _ = try merge(one, into: other)
        #expect(try history(other) == expected)
    }

    @Test func whatWasLooseHereIsPackedWithWhatComes() throws {
        let (store, other) = (try store("here"), try store("prod", fields: "one"))
        try store.keep(try TestStore.documentsInCommon(), as: "here")
        _ = try merge(other, into: store)[0].get()
        #expect(try store.query("SELECT count(*) FROM openapi_frame WHERE dictionary_id IS NULL") == [[.integer(0)]])
        #expect(try bodies(store) == bodies(other))
    }

    @Test func anOlderHistoryIsPutInItsPlace() throws {
        let (store, older) = (try store("prod"), try store("prod", fields: "one", "two"))
        try store.saveSchemas([(Self.apps, try document("three"))], at: 250)
        let outcome = try merge(older, into: store)[0].get()
        #expect(outcome.schemaSnapshots == 2)
        let third = try bodies(store)
        #expect(third == [try body(of: "three")])
        #expect(try bodies(store, "prod@previous") == [try body(of: "two")])
        let early = Timestamp.milliseconds(store.start.addingTimeInterval(10))
        #expect(try bodies(store, "prod@\(early)") == [try body(of: "one")])
    }

    private func body(of field: String) throws -> Data {
        try #require(try bodies(try store("prod", fields: field))).first ?? Data()
    }

    @Test func whatAServerCalledItsListIsForgottenWhereSomethingNewerCame() throws {
        let (store, other) = (try store("prod"), try store("prod"))
        try store.saveSchemas([(Self.apps, try document("one"))], at: 0, entityTag: "\"old\"")
        try other.saveSchemas([(Self.apps, try document("two"))], at: 100)
        #expect(try store.known().entityTags == ["/openapi/v3": "\"old\""])
        _ = try merge(other, into: store)
        #expect(try store.known().entityTags == [:])
    }

    // MARK: - Damage

    @Test(arguments: [
        "UPDATE openapi_document SET hash = 'AB'", "UPDATE openapi_document SET size = -1",
        "UPDATE openapi_document SET size = 1 << 60",
        "UPDATE openapi_frame SET body = x'00'", "UPDATE openapi_frame SET schemas_offset = 1 << 40",
        "UPDATE openapi_frame SET schemas_offset = -1",
        // A schema within itself, one that is not there, one that is another.
        "UPDATE schema_field SET child_id = node_id", "DELETE FROM schema_node",
        "UPDATE schema_field SET child_id = (SELECT max(id) FROM schema_node) WHERE role = 0",
        "UPDATE schema_attributes SET attributes = '{\"type\":\"number\"}'", "DELETE FROM schema_label",
        "UPDATE schema_snapshot SET first_seen_at = 'yesterday'", "UPDATE schema_crawl SET observed_at = 'x'",
    ])
    func aDamagedOneIsRefusedWholeAndTheOthersAreNot(damage: String) async throws {
        let other = try store("prod", fields: "one")
        try other.save(TestStore.read([try TestStore.group("apps", ["v1": ["things"]])]), as: "staging")
        _ = try await Program.output(of: "sqlite3", other.path, damage)
        let store = try store("here", fields: "two")
        let before = try store.schemaRowCounts()
        let results = try merge(other, into: store, "prod", "staging")
        guard case .failure(let error) = results[0] else { throw Unexpected() }
        #expect(error.code == .corrupt, "\(error)")
        #expect(try results[1].get().isNew)
        #expect(try store.reader().clusterNames() == ["here", "staging"])
        #expect(try store.schemaRowCounts() == before)
        #expect(try await Program.output(of: "sqlite3", store.path, "PRAGMA integrity_check") == "ok\n")
    }

    private struct Unexpected: Error {}

    // MARK: - Export

    @Test func anExportHasTheSchemasOfItsClustersOnly() async throws {
        let store = try store("public", fields: "one", "two")
        try store.save(TestStore.read([try TestStore.group("apps", ["v1": ["things"]])]), as: "hidden")
        try store.saveSchemas([(Self.apps, try document("confidential"))], as: "hidden")
        try store.saveSchemas([(Self.apps, try document("two"))], as: "public", at: 500, entityTag: "\"tag\"")
        let copy = try TestStore()
        let outcomes = try store.reader().export(clusters: ["public"], to: copy.path)
        #expect(outcomes.map(\.schemaSnapshots) == [2])
        #expect(try bodies(copy, "public") == bodies(store, "public"))
        #expect(try bodies(copy, "public@previous") == bodies(store, "public@previous"))
        let numbers = "SELECT schema_snapshot_id, first_seen_at FROM api_schema_snapshot WHERE cluster = 'public'"
        #expect(try copy.query(numbers) == store.query(numbers))
        #expect(try copy.known("public").entityTags == ["/openapi/v3": "\"tag\""])
        #expect(try Data(contentsOf: URL(filePath: copy.path)).range(of: Data("confidential".utf8)) == nil)
        let found = "SELECT count(*) FROM schema_search WHERE schema_search MATCH 'two'"
        #expect(try copy.query(found) == store.query(found))
        let checks = "PRAGMA integrity_check; PRAGMA freelist_count"
        #expect(try await Program.output(of: "sqlite3", copy.path, checks) == "ok\n0\n")
    }
}
