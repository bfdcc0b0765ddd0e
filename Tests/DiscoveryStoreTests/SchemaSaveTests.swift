import DiscoveryModel
import DiscoveryStore
import Foundation
import OpenAPIModel
import Testing

@Suite struct SchemaSaveTests {
    private let apps = GroupVersion(group: "apps", version: "v1")
    private let metrics = GroupVersion(group: "metrics", version: "v1")

    /// A store with one crawl of a cluster, without which it has no schemas.
    private func store(_ clusters: String...) throws -> TestStore {
        let store = try TestStore()
        for cluster in clusters.isEmpty ? ["prod"] : clusters {
            try store.save(TestStore.read([try TestStore.group("apps", ["v1": ["things"]])]), as: cluster)
        }
        return store
    }

    @Test func whatIsKeptIsVisibleWhenItIsSaved() throws {
        let store = try store()
        let document = try TestStore.document(apps, ["size": "string"])
        try store.keep([(apps, document)])
        let unread = #expect(throws: DiscoveryStoreError.self) { try store.schemas { _ in } }
        #expect(unread?.code == .noSchemas)
        #expect(unread?.hint == "read them: crawlctl crawl --schemas")
        #expect(try store.query("SELECT * FROM api_kind") == [])
        let outcome = try store.saveSchemas([(apps, document)])
        #expect(outcome.change == .first)
        #expect((outcome.documents, outcome.size) == (1, Int64(document.size)))
        #expect(try store.schemas { try $0.groupVersions() } == [apps])
        #expect(try store.schemaRowCounts()["schema_fetch"] == 0)
    }

    @Test func theBodyComesBackByteForByte() throws {
        let store = try store()
        let document = try TestStore.document(
            apps, ["size": "string", "color": "integer"], description: "ä \\n \\\"x\\\"")
        try store.saveSchemas([(apps, document)])
        let again = try store.schemas { schemas throws in
            let stored = try #require(try schemas.document(of: apps))
            #expect(stored.hash == document.hash)
            #expect(stored.findings == [])
            return try OpenAPIDocument(schemas.body(of: stored))
        }
        #expect(again?.hash == document.hash)
        #expect(again?.size == document.size)
    }

    @Test func contentIsSharedByClustersAndDates() throws {
        let store = try store("one", "other")
        let document = try TestStore.document(apps, ["size": "string"])
        try store.saveSchemas([(apps, document)], as: "one")
        let before = try store.schemaRowCounts()
        try store.saveSchemas([(apps, document)], as: "other", at: 1)
        try store.saveSchemas([(apps, document)], as: "one", at: 2)
        let after = try store.schemaRowCounts()
        let grown = after.filter { before[$0.key] != $0.value }
        #expect(grown == ["schema_snapshot": 2, "schema_crawl": 3])
    }

    @Test func aChangedFieldCostsItsOwnRowsOnly() throws {
        let store = try store()
        try store.saveSchemas([(apps, try TestStore.document(apps, ["size": "string", "color": "string"]))])
        let before = try store.schemaRowCounts()
        let outcome = try store.saveSchemas(
            [(apps, try TestStore.document(apps, ["size": "string", "color": "integer"]))], at: 10)
        #expect(outcome.change == .changed(added: 0, removed: 0, changed: 1))
        let after = try store.schemaRowCounts()
        // The color is integer, so are spec and Thing others; what they say of themselves is not, nor any name.
        #expect(after["schema_attributes"] == (before["schema_attributes"] ?? 0) + 1)
        #expect(after["schema_node"] == (before["schema_node"] ?? 0) + 3)
        #expect(after["schema_label"] == before["schema_label"])
        #expect(after["schema_name"] == before["schema_name"])
    }

    @Test func nothingNewCostsOneRow() throws {
        let store = try store()
        let document = try TestStore.document(apps, ["size": "string"])
        try store.saveSchemas([(apps, document)], entityTag: "\"1\"")
        let before = try store.schemaRowCounts()
        let listed = SchemaObservation.Document(
            groupVersion: apps, serverHash: document.hash, outcome: .known(document.hash))
        for (index, content) in [SchemaObservation.Content.unchanged, .listed([listed])].enumerated() {
            let outcome = try store.writer().saveSchemas(
                store.observation(content, at: Double(index + 1), entityTag: "\"1\""), asCluster: "prod")
            #expect(outcome.change == .unchanged(since: store.start))
        }
        let grown = try store.schemaRowCounts().filter { before[$0.key] != $0.value }
        #expect(grown == ["schema_crawl": 3])
    }

    @Test func aFailedDocumentKeepsItsLastKnownOne() throws {
        let store = try store()
        let document = try TestStore.document(apps, ["size": "string"])
        try store.saveSchemas([(apps, document)], at: 0)
        try store.saveSchemas([(apps, document)], at: 5)
        for seconds in [10.0, 20] {
            let outcome = try store.saveSchemas([], at: seconds, failures: [apps: "Service Unavailable"])
            #expect(outcome.change == .unchanged(since: store.start))
            #expect(outcome.conditions.map(\.groupVersion) == [apps])
            #expect(outcome.conditions[0].failure == .init(httpStatus: 503, message: "Service Unavailable"))
            #expect(outcome.conditions[0].asOf == store.start.addingTimeInterval(5))
        }
        try store.schemas { schemas throws in
            #expect(try schemas.document(of: apps)?.hash == document.hash)
            #expect(schemas.asOf(of: apps) == store.start.addingTimeInterval(5))
            #expect(schemas.asOf == store.start.addingTimeInterval(20))
        }
        #expect(
            try store.query("SELECT state, http_status, known FROM api_openapi_document")
                == [[.text("failed"), .integer(503), .integer(1)]])
        let good = try store.saveSchemas([(apps, document)], at: 30)
        #expect(good.conditions == [])
        #expect(try store.query("SELECT count(*) FROM schema_condition WHERE until IS NOT NULL") == [[.integer(1)]])
        try store.schemas("prod@\(Timestamp.milliseconds(store.start.addingTimeInterval(15)))") { schemas throws in
            #expect(schemas.conditions.keys.map(\.description) == ["apps/v1"])
        }
    }

    @Test func oneThatWasNeverReadIsUnknownAndNotEmpty() throws {
        let store = try store()
        let outcome = try store.saveSchemas([], failures: [apps: "x"])
        #expect((outcome.documents, outcome.size) == (1, 0))
        #expect(outcome.conditions[0].asOf == nil)
        try store.schemas { schemas throws in
            #expect(try schemas.groupVersions() == [apps])
            #expect(try schemas.document(of: apps) == nil)
            #expect(schemas.asOf(of: apps) == nil)
        }
        let read = try store.saveSchemas([(apps, try TestStore.document(apps, [:]))], at: 1)
        #expect(read.change == .changed(added: 0, removed: 0, changed: 1))
    }

    @Test func aServerThatCannotRefreshAGroupVersionDoesNotTakeItsSchemasAway() throws {
        let store = try store()
        let document = try TestStore.document(metrics, ["cpu": "string"])
        let other = try TestStore.document(apps, ["size": "string"])
        try store.saveSchemas([(metrics, document), (apps, other)])
        try store.save(
            TestStore.read([
                try TestStore.group("apps", ["v1": ["things"]]), TestStore.group("metrics", "v1", .stale(nil)),
            ]), at: 9)
        let outcome = try store.saveSchemas([(apps, other)], at: 10)
        #expect(outcome.change == .unchanged(since: store.start))
        #expect(outcome.conditions.map(\.groupVersion) == [metrics])
        try store.save(TestStore.read([try TestStore.group("apps", ["v1": ["things"]])]), at: 19)
        let gone = try store.saveSchemas([(apps, other)], at: 20)
        #expect(gone.change == .changed(added: 0, removed: 1, changed: 0))
        #expect(gone.conditions == [])
    }

    @Test func anInterruptedFetchIsGoneOnWith() throws {
        let store = try store()
        let document = try TestStore.document(apps, ["size": "string"])
        try store.keep([(apps, document)], serverHash: { _ in "rev-1" })
        let known = try store.known()
        #expect(known.hashes == [document.hash])
        #expect(known.hash(of: apps, serverHash: "rev-1") == document.hash)
        #expect(known.hash(of: metrics, serverHash: "rev-1") == nil)
        #expect(known.hash(of: metrics, serverHash: document.hash) == document.hash)
        let listed = SchemaObservation.Document(
            groupVersion: apps, serverHash: "rev-1", outcome: .known(document.hash))
        _ = try store.writer().saveSchemas(store.observation(.listed([listed]), at: 1), asCluster: "prod")
        #expect(try store.schemas { try $0.document(of: apps)?.hash } == document.hash)
        // What the server calls it stays known, though it is not its hash.
        #expect(try store.known().hash(of: apps, serverHash: "rev-1") == document.hash)
        #expect(try store.known(server: "https://other").hash(of: apps, serverHash: "rev-1") == nil)
        #expect(try store.known("nobody").hashes == [document.hash])
    }

    @Test func pruningLeavesWhatAFetchHasKept() throws {
        let store = try store()
        try store.keep([(apps, try TestStore.document(apps, ["size": "string"]))], at: 100)
        _ = try store.writer().prune(endedBefore: store.start.addingTimeInterval(99))
        #expect(try store.schemaRowCounts()["openapi_document"] == 1)
        _ = try store.writer().prune(endedBefore: store.start.addingTimeInterval(101))
        #expect(try store.schemaRowCounts().values.allSatisfy { $0 == 0 })
    }

    @Test func aDocumentThatWasRemovedMeanwhileIsAskedForAgain() throws {
        let store = try store()
        let listed = SchemaObservation.Document(groupVersion: apps, serverHash: "x", outcome: .known("GONE"))
        for content in [SchemaObservation.Content.listed([listed]), .unchanged] {
            let error = #expect(throws: DiscoveryStoreError.self) {
                try store.writer().saveSchemas(store.observation(content, at: 1), asCluster: "prod")
            }
            #expect(error?.code == .outdatedValidator)
        }
        #expect(try store.schemaRowCounts()["schema_crawl"] == 0)
    }

    @Test func tagsOfListsAreRememberedWhereAllWasRead() throws {
        let store = try store()
        let document = try TestStore.document(apps, ["size": "string"])
        try store.saveSchemas([(apps, document)], entityTag: "\"1\"")
        #expect(try store.known().entityTags == ["/openapi/v3": "\"1\""])
        #expect(try store.known(server: "https://other").entityTags == [:])
        try store.saveSchemas([(apps, document)], at: 1, entityTag: "\"2\"", failures: [metrics: "x"])
        #expect(try store.known().entityTags == [:])
    }

    @Test func anOlderReadingThatComesLaterChangesNothing() throws {
        let store = try store()
        try store.saveSchemas([(apps, try TestStore.document(apps, ["new": "string"]))], at: 10)
        let late = try store.saveSchemas([(apps, try TestStore.document(apps, ["old": "string"]))], at: 5, now: 11)
        #expect(late.change == .superseded)
        #expect(try store.query("SELECT count(*) FROM schema_snapshot") == [[.integer(1)]])
        // A clock that runs behind is no older reading.
        let behind = try store.saveSchemas([(apps, try TestStore.document(apps, ["next": "string"]))], at: 6, now: 6)
        #expect(behind.change == .changed(added: 0, removed: 0, changed: 1))
        #expect(behind.observedAt > store.start.addingTimeInterval(10))
    }

    @Test func theTimeIsAskedForOnceNobodyElseCanSave() throws {
        let store = try store()
        try store.saveSchemas([], at: 10)
        let observation = store.observation(.listed([]), at: 11)
        let other = try DiscoveryDatabase.openForWriting(path: store.path, busyTimeout: 0)
        var refusal: DiscoveryStoreError.Code?
        _ = try store.writer().saveSchemas(observation, asCluster: "prod") {
            refusal =
                #expect(throws: DiscoveryStoreError.self) {
                    try other.saveSchemas(observation, asCluster: "prod")
                }?.code
            return store.start.addingTimeInterval(12)
        }
        #expect(refusal == .locked)
    }

    @Test func aClusterThatIsNotKnownHasNoSchemas() throws {
        let store = try store()
        let error = #expect(throws: DiscoveryStoreError.self) { try store.saveSchemas([], as: "nobody") }
        #expect(error?.code == .unknownCluster)
        try store.writer().recordSchemaFailure(
            ofCluster: "nobody", server: "https://x", message: "refused", at: store.start)
        try store.writer().recordSchemaFailure(
            ofCluster: "prod", server: "https://x", message: "refused", at: store.start)
        #expect(try store.query("SELECT outcome, message FROM schema_crawl") == [[.text("failed"), .text("refused")]])
    }

    @Test func readingsAreThinnedToOneADayAfterAWeek() throws {
        let store = try store()
        let document = try TestStore.document(apps, ["size": "string"])
        let day = 86400.0
        for minute in 0..<4 { try store.saveSchemas([(apps, document)], at: Double(minute) * 60) }
        try store.saveSchemas([(apps, document)], at: 10 * day)
        #expect(try store.query("SELECT count(*) FROM schema_crawl") == [[.integer(2)]])
    }
}
