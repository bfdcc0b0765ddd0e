import DiscoveryModel
import DiscoveryStore
import Foundation
import OpenAPIModel
import TestSupport
import Testing

@Suite struct SchemaHistoryTests {
    private let apps = GroupVersion(group: "apps", version: "v1")

    private func store(_ clusters: String...) throws -> TestStore {
        let store = try TestStore()
        for cluster in clusters.isEmpty ? ["prod"] : clusters {
            try store.save(TestStore.read([try TestStore.group("apps", ["v1": ["things"]])]), as: cluster)
        }
        return store
    }

    private func document(_ field: String) throws -> OpenAPIDocument {
        try TestStore.document(apps, [field: "string"], description: "It has a \(field).")
    }

    /// The names of the fields of a spec.
    private func fields(_ store: TestStore, _ reference: String) throws -> [String]? {
        try store.schemas(reference) { schemas throws in
            let kind = GroupVersionKind(group: "apps", version: "v1", kind: "Thing")
            let found = try #require(try schemas.definition(of: kind))
            let spec = try #require(try schemas.node(found.definition.node).property("spec"))
            return try schemas.node(spec.node).properties.map(\.name)
        }
    }

    @Test func aReferenceMeansTheSchemasOfThen() throws {
        let store = try store()
        for (index, field) in ["one", "two", "three"].enumerated() {
            try store.save(TestStore.read([try TestStore.group("apps", ["v1": [field]])]), at: Double(index) * 100)
            try store.saveSchemas([(apps, try document(field))], at: Double(index) * 100 + 1)
        }
        func at(_ seconds: Double) -> String {
            "prod@\(Timestamp.milliseconds(store.start.addingTimeInterval(seconds)))"
        }
        #expect(try fields(store, "prod") == ["three"])
        #expect(try fields(store, "prod@latest") == ["three"])
        #expect(try fields(store, "prod@previous") == ["two"])
        #expect(try fields(store, at(150)) == ["two"])
        #expect(try fields(store, at(99)) == ["one"])
        let first = #expect(throws: DiscoveryStoreError.self) { try fields(store, at(0.5)) }
        #expect(first?.code == .noSchemas)
        #expect(first?.cause.hasPrefix("those of prod were first read at 2023-") == true)
        #expect(try fields(store, "other") == nil)
        let snapshots = try store.query("SELECT snapshot_id FROM api_snapshot ORDER BY 1")
        #expect(snapshots.count == 4)
        // A crawl reads the schemas after the surface: they belong to it all the same.
        for (number, field) in [(2, "one"), (3, "two"), (4, "three")] {
            #expect(try fields(store, "prod@id:\(number)") == [field])
        }
        let unknown = #expect(throws: DiscoveryStoreError.self) { try fields(store, "prod@id:99") }
        #expect(unknown?.code == .noSnapshot)
    }

    @Test func previousIsBeforeTheLastChangeOfTheSurfaceOrTheSchemas() throws {
        let store = try store()
        try store.saveSchemas([(apps, try document("one"))], at: 1)
        try store.saveSchemas([(apps, try document("two"))], at: 2)
        #expect(try fields(store, "prod@previous") == ["one"])
        // Then only the surface.
        try store.save(TestStore.read([try TestStore.group("apps", ["v1": ["others"]])]), at: 3)
        #expect(try fields(store, "prod@previous") == ["two"])
        // A surface of that moment is the one that belongs to them.
        try store.saveSchemas([(apps, try document("three"))], at: 5)
        let reference = SurfaceReference("prod@previous", now: store.start)
        let moment = try #require(try store.reader().momentBeforeLastChange(of: reference))
        #expect(moment == store.start.addingTimeInterval(2))
        let surface = try #require(try store.reader().surface(for: reference.meaning(moment), parts: .all))
        #expect(surface.label == "prod@previous")
        #expect(surface.surface.groups[0].versions[0].resources?.resources.map(\.name) == ["things"])
        #expect(try fields(store, "prod@previous") == ["two"])
    }

    /// It asked for that much memory, and ended the process.
    @Test(arguments: ["-1", "1000000000000000"]) func aDocumentOfAnImpossibleSizeIsDamaged(size: String) async throws {
        let store = try store()
        let document = try document("one")
        try store.saveSchemas([(apps, document)])
        try await Program.output(of: "sqlite3", store.path, "UPDATE openapi_document SET size = \(size);")
        let error = #expect(throws: DiscoveryStoreError.self) {
            try store.reader().openAPIDocument(hash: document.hash)
        }
        #expect(error?.code == .corrupt)
    }

    /// Whoever followed it did not come back.
    @Test func aSchemaThatLeadsBackIsDamaged() async throws {
        let store = try store()
        let document = try document("one")
        try store.saveSchemas([(apps, document)])
        try await Program.output(of: "sqlite3", store.path, "UPDATE schema_field SET child_id = node_id;")
        #expect(throws: DiscoveryStoreError.self) { try store.reader().openAPIDocument(hash: document.hash) }
        #expect(throws: DiscoveryStoreError.self) { try fields(store, "prod") }
    }

    /// It was read as one that says nothing.
    @Test(arguments: ["", "{", #"{"type":"string""#, #"{"type":}"#, "{} {}", "type", "nul"])
    func aSchemaThatIsNoJSONIsDamaged(text: String) async throws {
        let store = try store()
        let document = try document("one")
        try store.saveSchemas([(apps, document)])
        try await Program.output(of: "sqlite3", store.path, "UPDATE schema_attributes SET attributes = '\(text)';")
        let served = #expect(throws: DiscoveryStoreError.self) {
            try store.reader().openAPIDocument(hash: document.hash)
        }
        #expect(served?.code == .corrupt)
        let read = #expect(throws: DiscoveryStoreError.self) { try fields(store, "prod") }
        #expect(read?.code == .corrupt)
    }

    @Test func aFrameThatDoesNotUnpackIsDamaged() async throws {
        let store = try store()
        let document = try document("one")
        try store.saveSchemas([(apps, document)])
        try await Program.output(
            of: "sqlite3", store.path, "UPDATE openapi_frame SET body = substr(body, 1, length(body) - 2);")
        let error = #expect(throws: DiscoveryStoreError.self) {
            try store.reader().openAPIDocument(hash: document.hash)
        }
        #expect(error?.code == .corrupt)
    }

    @Test func forgettingLeavesNoWordInTheIndex() throws {
        let store = try store("prod", "gone")
        try store.saveSchemas([(apps, try document("kept"))])
        try store.saveSchemas([(apps, try document("zebra"))], as: "gone")
        let words = "SELECT count(*) FROM schema_search_data WHERE instr(block, CAST('zebra' AS BLOB))"
        #expect(try store.query(words) != [[.integer(0)]])
        try store.writer().forgetCluster("gone")
        #expect(try store.query(words) == [[.integer(0)]])
        // One segment of one page, beside the averages and the structure.
        #expect(try store.query("SELECT count(*) FROM schema_search_data") == [[.integer(3)]])
    }

    @Test func oneSnapshotHasNoPrevious() throws {
        let store = try store()
        try store.saveSchemas([(apps, try document("one"))])
        let error = #expect(throws: DiscoveryStoreError.self) { try fields(store, "prod@previous") }
        #expect(error?.code == .noSnapshot)
    }

    @Test func pruningFreesWhatOnlyOldSnapshotsHad() throws {
        let store = try store()
        let day = 86400.0
        try store.saveSchemas([(apps, try document("kept"))], at: 0)
        let expected = try store.schemaRowCounts()
        for (index, field) in ["alpha", "beta"].enumerated() {
            try store.saveSchemas([(apps, try document(field))], at: Double(index + 1) * day)
        }
        try store.saveSchemas([(apps, try document("kept"))], at: 4 * day)
        #expect(
            try store.query("SELECT count(*) FROM schema_search WHERE schema_search MATCH 'alpha'") == [[.integer(2)]])
        let cutoff = store.start.addingTimeInterval(5 * day)
        let trial = try store.writer().prune(endedBefore: cutoff, isTrial: true)
        #expect(trial.schemaSnapshots == 3)
        #expect(try store.schemaRowCounts()["schema_snapshot"] == 4)
        let outcome = try store.writer().prune(endedBefore: cutoff)
        #expect((outcome.schemaSnapshots, outcome.crawls) == (3, 3))
        #expect(try store.schemaRowCounts() == expected)
        for word in ["alpha", "beta", "kept"] {
            #expect(
                try store.query("SELECT count(*) FROM schema_search WHERE schema_search MATCH '\(word)'")
                    == [[.integer(word == "kept" ? 2 : 0)]])
        }
        #expect(try fields(store, "prod") == ["kept"])
    }

    @Test func forgettingFreesTheRest() throws {
        let store = try store("kept", "gone")
        try store.saveSchemas([(apps, try document("kept"))], as: "kept")
        let before = try store.schemaRowCounts()
        try store.saveSchemas(
            [(apps, try document("gone"))], as: "gone", at: 1, failures: [.init(group: "", version: "v1"): "x"])
        try store.keep([(apps, try document("halfway"))], as: "gone")
        try store.writer().forgetCluster("gone")
        #expect(try store.schemaRowCounts() == before)
        #expect(try fields(store, "kept") == ["kept"])
        try store.writer().forgetCluster("kept")
        #expect(try store.schemaRowCounts().values.allSatisfy { $0 == 0 })
        #expect(
            try store.query("SELECT count(*) FROM schema_search WHERE schema_search MATCH 'kept'") == [[.integer(0)]])
    }

    @Test func equalSchemasOfTwoClustersHaveOneNumber() throws {
        let store = try store("one", "other")
        try store.saveSchemas([(apps, try document("same"))], as: "one")
        try store.saveSchemas(
            [
                (
                    apps,
                    try TestStore.document(apps, ["same": "string", "more": "string"], description: "It has a same.")
                )
            ],
            as: "other", at: 1)
        let references = ["one", "other"].map { SurfaceReference($0, now: store.start) }
        try store.reader().withSchemas(of: references) { readers in
            let roots = try readers.map { reader in
                let reader = try #require(reader)
                let kind = GroupVersionKind(group: "apps", version: "v1", kind: "Thing")
                return try reader.node(try #require(try reader.definition(of: kind)).definition.node)
            }
            #expect(roots[0].id != roots[1].id)
            #expect(roots[0].property("metadata") == roots[1].property("metadata"))
        }
    }

    /// Many documents that have much in common get a dictionary, and lose nothing by it.
    @Test func manyFramesShareADictionary() throws {
        let store = try store()
        let documents = try TestStore.documentsInCommon()
        try store.saveSchemas(documents)
        #expect(try store.query("SELECT count(*) FROM openapi_dictionary") == [[.integer(1)]])
        #expect(
            try store.query("SELECT count(*), sum(dictionary_id IS NULL) FROM openapi_frame")
                == [[.integer(120), .integer(0)]])
        try store.schemas { schemas throws in
            for (groupVersion, document) in documents {
                let stored = try #require(try schemas.document(of: groupVersion))
                #expect(try OpenAPIDocument(schemas.body(of: stored)).hash == document.hash)
            }
        }
        let later = try document("later")
        try store.saveSchemas(documents + [(apps, later)], at: 1)
        #expect(try store.query("SELECT count(*) FROM openapi_frame WHERE dictionary_id IS NULL") == [[.integer(0)]])
        try store.schemas { schemas throws in
            #expect(
                try OpenAPIDocument(schemas.body(of: try #require(try schemas.document(of: apps)))).hash == later.hash)
        }
    }

    /// What the run before fetched is new in the file too.
    @Test func aFetchThatWasBrokenOffSharesADictionaryToo() throws {
        let store = try store()
        let documents = try TestStore.documentsInCommon()
        try store.keep(documents)
        let listed = documents.map { groupVersion, document in
            SchemaObservation.Document(
                groupVersion: groupVersion, serverHash: document.hash, outcome: .known(document.hash))
        }
        _ = try store.writer().saveSchemas(store.observation(.listed(listed), at: 1), asCluster: "prod")
        #expect(try store.query("SELECT count(*) FROM openapi_frame WHERE dictionary_id IS NULL") == [[.integer(0)]])
        #expect(try store.query("SELECT count(*) FROM openapi_document") == [[.integer(120)]])
    }
}

/// Numbers that are the same in every run (SplitMix64).
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var number = state
        number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
        return number ^ (number >> 31)
    }
}
