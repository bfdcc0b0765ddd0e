import DiscoveryModel
import DiscoveryStore
import Foundation
import Testing

@Suite(.fewAtOnce) struct SaveTests {
    @Test func aSurfaceComesBackAsItWasSeen() throws {
        let store = try TestStore()
        let groups = [
            try TestStore.group("b", ["v2": ["x", "x/status"], "v1": ["x"]]), try TestStore.group("a", ["v1": []]),
        ]
        let outcome = try store.save(
            TestStore.read(groups), core: TestStore.read([try TestStore.group("", ["v1": ["pods"]])]))
        guard case .first = outcome.change else { Issue.record("not the first"); return }
        #expect(outcome.counts == SurfaceCounts(groups: 3, versions: 4, resources: 3, subresources: 1))

        let surface = try #require(try store.surface("prod")).surface
        #expect(surface.groups.map(\.name) == ["", "b", "a"])
        #expect(surface.groups[1].versions.map(\.version) == ["v2", "v1"])
        let resources = try #require(surface.groups[1].versions[0].resources)
        #expect(
            resources.digest == (try TestStore.list(GroupVersion(group: "b", version: "v2"), ["x", "x/status"])).digest)
        #expect(resources.resources[1].name == "x/status")
        #expect(resources.resources[0].verbs == ["get", "list", "watch"])
        #expect(surface.groups[2].versions[0].resources?.resources.isEmpty == true)
        // The digest that is stored is that of what is read back.
        #expect(try store.query("SELECT digest FROM surface") == [[.text(surface.digest.text)]])
    }

    @Test func anUnchangedCrawlAddsOneRow() throws {
        let store = try TestStore()
        let half = TestStore.read([try TestStore.group("a", ["v1": ["x"]])])
        try store.save(half)
        let before = try store.rowCounts()
        let outcome = try store.save(half, at: 10)
        guard case .unchanged(let since) = outcome.change else { Issue.record("changed"); return }
        #expect(since == store.start)
        var expected = before
        expected["crawl"] = 2
        #expect(try store.rowCounts() == expected)
    }

    @Test func ofSeveralCrawlsSavedTogetherOneThatCannotBeUndoesItselfOnly() throws {
        let store = try TestStore()
        func observation(_ names: [String]) throws -> CrawlObservation {
            CrawlObservation(
                server: "https://h", startedAt: store.start, observedAt: store.start, duration: 0, requests: 3,
                bytes: 1,
                form: .aggregatedV2, core: .absent,
                named: TestStore.read([try TestStore.group("a", ["v1": names])]))
        }
        var outdated = try observation(["z"])
        outdated.core = .unchanged(
            Validator(path: "/api", tag: .init(value: "1", form: .aggregatedV2), snapshotID: 99, stale: []))
        let results = try store.writer().save(
            [
                (try observation(["x"]), "one"), (try observation(["y"]), "upstream:1.36"), (outdated, "three"),
                (try observation(["x"]), "four"),
            ], now: { store.start })
        let codes = results.map { result -> DiscoveryStoreError.Code? in
            guard case .failure(let error) = result else { return nil }
            return error.code
        }
        #expect(codes == [nil, .invalidName, .outdatedValidator, nil])
        #expect(try store.reader().clusterNames() == ["four", "one"])
        #expect(try store.rowCounts()["surface"] == 1)
        #expect(try store.query("SELECT DISTINCT name FROM resource") == [[.text("x")]])
    }

    @Test func aNotModifiedAnswerWritesTheCrawlsRowOnly() throws {
        let store = try TestStore()
        try store.save(
            TestStore.read([TestStore.group("a", "v1", .stale(nil))], etag: "\"1\""),
            core: TestStore.read([try TestStore.group("", ["v1": ["pods"]])], etag: "\"2\""))
        let dump = "SELECT * FROM snapshot; "
        let before = try store.rowCounts()
        let validators = try store.writer().validators(ofCluster: "prod", server: "https://10.0.0.1:6443")
        #expect(Set(validators.map(\.path)) == ["/api", "/apis"])
        let named = try #require(validators.first { $0.path == "/apis" })
        let core = try #require(validators.first { $0.path == "/api" })
        #expect(named.stale.map(\.description) == ["a/v1"])
        // Another server's entity tags mean something else.
        #expect(try store.writer().validators(ofCluster: "prod", server: "https://10.0.0.2:6443").isEmpty)
        let outcome = try store.save(.unchanged(named), core: .unchanged(core), at: 10)
        guard case .unchanged = outcome.change else { Issue.record("changed \(dump)"); return }
        #expect(outcome.conditions.map(\.groupVersion.description) == ["a/v1"])
        var expected = before
        expected["crawl"] = 2
        #expect(try store.rowCounts() == expected)
    }

    @Test func oneHalfMayBeUnchangedAndTheOtherNot() throws {
        let store = try TestStore()
        try store.save(
            TestStore.read([try TestStore.group("a", ["v1": ["x"]])], etag: "\"1\""),
            core: TestStore.read([try TestStore.group("", ["v1": ["pods"]])], etag: "\"2\""))
        let validators = try store.writer().validators(ofCluster: "prod", server: "https://10.0.0.1:6443")
        let core = try #require(validators.first { $0.path == "/api" })
        try store.save(
            TestStore.read([try TestStore.group("a", ["v1": ["x", "y"]])], etag: "\"3\""), core: .unchanged(core),
            at: 10)
        let surface = try #require(try store.surface("prod")).surface
        #expect(surface.groups.map(\.name) == ["", "a"])
        #expect(surface.counts.resources == 3)
        let after = try store.writer().validators(ofCluster: "prod", server: "https://10.0.0.1:6443")
        #expect(Set(after.map(\.tag.value)) == ["\"2\"", "\"3\""])
        #expect(Set(after.map(\.snapshotID)).count == 1)
    }

    @Test func aValidatorOfAnOlderSnapshotBringsThatSurfaceBack() throws {
        let store = try TestStore()
        let core = TestStore.read([try TestStore.group("", ["v1": ["pods"]])], etag: "\"2\"")
        try store.save(TestStore.read([try TestStore.group("a", ["v1": ["x"]])], etag: "\"1\""), core: core)
        // Another server of the same cluster answers in the legacy form, without a validator, and otherwise.
        try store.save(TestStore.read([try TestStore.group("a", ["v1": ["y"]])]), core: core, at: 10)
        let validators = try store.writer().validators(ofCluster: "prod", server: "https://10.0.0.1:6443")
        let named = try #require(validators.first { $0.path == "/apis" })
        try store.save(.unchanged(named), core: core, at: 20)
        let surface = try #require(try store.surface("prod")).surface
        #expect(surface.groups[1].versions[0].resources?.resources.map(\.name) == ["x"])
    }

    @Test func twoClustersWithOneSurfaceShareAllContent() throws {
        let store = try TestStore()
        let half = TestStore.read([try TestStore.group("a", ["v1": ["x", "y"]])])
        try store.save(half, as: "one")
        let before = try store.rowCounts()
        try store.save(half, as: "two", at: 10)
        let after = try store.rowCounts()
        for table in [
            "group_version", "resource", "resource_verb", "surface", "surface_group", "surface_version",
            "discovery_order",
        ] {
            #expect(before[table] == after[table], "\(table)")
        }
        #expect(after["snapshot"] == 2)
    }

    @Test func aChangedGroupVersionAddsItsOwnRowsAndAManifest() throws {
        let store = try TestStore()
        let kept = try TestStore.group("kept", ["v1": ["a", "b", "c"]])
        try store.save(TestStore.read([kept, try TestStore.group("x", ["v1": ["one", "two"]])]))
        let before = try store.rowCounts()
        let outcome = try store.save(TestStore.read([kept, try TestStore.group("x", ["v1": ["one"]])]), at: 10)
        guard case .changed(let change) = outcome.change else { Issue.record("unchanged"); return }
        #expect((change.added, change.removed, change.changed) == (0, 1, 0))
        let after = try store.rowCounts()
        #expect(after["group_version"] == (before["group_version"] ?? 0) + 1)
        #expect(after["resource"] == (before["resource"] ?? 0) + 1)
        #expect(after["surface"] == 2)
        #expect(after["surface_version"] == 4)
    }

    @Test func verbsAreIndexedOncePerResource() throws {
        let store = try TestStore()
        try store.save(TestStore.read([try TestStore.group("a", ["v1": ["x", "y/status"]])]))
        #expect(
            try store.query("SELECT name FROM api_resource_verb WHERE verb = 'watch' ORDER BY name")
                == [[.text("x")], [.text("y/status")]])
        #expect(
            try store.query("SELECT count(*) FROM resource_verb WHERE resource_id NOT IN (SELECT id FROM resource)")
                == [[.integer(0)]])
    }

    @Test func aDeletedClustersValidatorIsRefused() throws {
        let store = try TestStore()
        let core = TestStore.read([try TestStore.group("", ["v1": ["pods"]])], etag: "\"2\"")
        try store.save(TestStore.read([], etag: "\"1\""), core: core)
        let validator = try #require(
            try store.writer().validators(ofCluster: "prod", server: "https://10.0.0.1:6443").first {
                $0.path == "/apis"
            })
        try store.writer().forgetCluster("prod")
        let error = #expect(throws: DiscoveryStoreError.self) {
            try store.save(.unchanged(validator), core: core, at: 10)
        }
        #expect(error?.code == .outdatedValidator)
        #expect(try store.reader().clusterNames().isEmpty)
    }

    @Test func serverVersionAndStorageHashesAreKeptWhenACrawlBringsNone() throws {
        let store = try TestStore()
        let half = TestStore.read([try TestStore.group("a", ["v1": ["x"]])])
        let hashes = [GroupVersion(group: "a", version: "v1"): ["x": "hash="]]
        try store.save(half, serverVersion: #"{"gitVersion":"v1.36.2"}"#, hashes: hashes)
        try store.save(half, at: 10)
        #expect(try store.reader().clusters().map(\.serverVersion) == ["v1.36.2"])
        #expect(
            try store.query("SELECT group_version, name, storage_version_hash FROM api_resource_storage")
                == [[.text("a/v1"), .text("x"), .text("hash=")]])
        #expect(try store.rowCounts()["snapshot"] == 1)
    }
}
