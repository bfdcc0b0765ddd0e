import DiscoveryModel
import DiscoveryStore
import Foundation
import TestSupport
import Testing

@Suite(.fewAtOnce) struct ClusterTests {
    private func half(_ names: [String]) throws -> CrawlObservation.Half {
        TestStore.read([try TestStore.group("a", ["v1": names])])
    }

    @Test func aRenamedClusterIsFoundUnderItsOldName() throws {
        let store = try TestStore()
        try store.save(try half(["x"]), as: "kind-kind")
        try store.writer().renameCluster("kind-kind", to: "local")
        let outcome = try store.save(try half(["x"]), as: "kind-kind", at: 10)
        #expect(outcome.cluster == "local")
        let clusters = try store.reader().clusters()
        #expect(clusters.map(\.name) == ["local"])
        #expect(clusters[0].aliases == ["kind-kind"])
        #expect(try store.surface("kind-kind@latest")?.label == "local")
    }

    @Test func aClusterMayHaveItsOldNameBack() throws {
        let store = try TestStore()
        try store.save(try half(["x"]), as: "one")
        try store.writer().renameCluster("one", to: "two")
        try store.writer().renameCluster("two", to: "one")
        #expect(try store.reader().clusters().map(\.name) == ["one"])
        #expect(try store.reader().clusters()[0].aliases == ["two"])
    }

    @Test func aNameThatIsTakenIsRefused() throws {
        let store = try TestStore()
        try store.save(try half(["x"]), as: "one")
        try store.save(try half(["x"]), as: "two")
        let error = #expect(throws: DiscoveryStoreError.self) { try store.writer().renameCluster("one", to: "two") }
        #expect(error?.code == .invalidName)
        #expect(throws: DiscoveryStoreError.self) { try store.writer().renameCluster("three", to: "four") }
    }

    @Test(arguments: ["", "upstream:1.36", "fleet:x", "a\u{1B}b", String(repeating: "x", count: 501)])
    func someNamesNoClusterMayHave(name: String) throws {
        let store = try TestStore()
        #expect(throws: DiscoveryStoreError.self) { try store.save(try half(["x"]), as: name) }
        #expect(try store.reader().clusterNames().isEmpty)
    }

    @Test(arguments: [
        ("prod", "prod"), ("arn:aws:eks:eu-1:12:cluster/prod", "arn-aws-eks-eu-1-12-cluster-prod"),
        ("kubernetes-admin@kubernetes", "kubernetes-admin-kubernetes"), ("//", "cluster"), ("..", "cluster"),
        ("größe", "gr-e"),
    ])
    func aSlugIsReadableAndSafeInAURL(name: String, slug: String) throws {
        let store = try TestStore()
        try store.save(try half(["x"]), as: name)
        #expect(try store.reader().clusters()[0].slug == slug)
    }

    @Test func slugsAreUnique() throws {
        let store = try TestStore()
        for name in ["a/b", "a:b", "a-b"] { try store.save(try half(["x"]), as: name) }
        #expect(Set(try store.reader().clusters().map(\.slug)) == ["a-b", "a-b-2", "a-b-3"])
    }

    @Test(arguments: [
        ("upstream-1.36", "upstream-1.36-2"), ("upstream 1.40", "upstream-1.40-2"), ("fleet-common", "fleet-common-2"),
        ("fleet/union", "fleet-union-2"), ("fleet-prod", "fleet-prod"), ("upstream-prod", "upstream-prod"),
    ])
    func noSlugIsABuiltInName(name: String, slug: String) throws {
        let store = try TestStore()
        try store.save(try half(["x"]), as: name)
        #expect(try store.query("SELECT slug FROM cluster") == [[.text(slug)]])
    }

    /// An older crawlctl gave such slugs.
    @Test func aStoredSlugThatIsABuiltInNameIsAnotherOne() async throws {
        let store = try TestStore()
        for name in ["a", "b", "c"] { try store.save(try half(["x"]), as: name) }
        try await Program.output(
            of: "sqlite3", store.path, "UPDATE cluster SET slug = 'fleet-common' WHERE name = 'a'",
            "UPDATE cluster SET slug = 'fleet-common-2' WHERE name = 'b'")
        let slugs = ["fleet-common-3", "fleet-common-2", "c"]
        #expect(try store.reader().clusters().map(\.slug) == slugs)
        #expect(try store.reader().clusterSlugs().map(\.slug) == slugs)
    }

    @Test func anAliasHasASlugOfItsOwn() throws {
        let store = try TestStore()
        for name in ["a/b", "c", "fleet-union"] { try store.save(try half(["x"]), as: name) }
        try store.writer().renameCluster("a/b", to: "d")
        try store.writer().renameCluster("fleet-union", to: "e")
        try store.writer().renameCluster("c", to: "a-b")
        let slugs = try store.reader().clusterSlugs()
        #expect(slugs.map(\.name) == ["a-b", "d", "e"])
        #expect(slugs.map(\.slug) == ["a-b", "d", "e"])
        #expect(slugs.map { $0.aliases.map(\.slug) } == [["c"], ["a-b-2"], ["fleet-union-2"]])
        #expect(slugs[1].aliases.map(\.name) == ["a/b"])
    }

    @Test func forgettingFreesWhatOnlyThatClusterUsed() throws {
        let store = try TestStore()
        try store.save(try half(["x"]), as: "kept")
        let before = try store.rowCounts()
        try store.save(try half(["x"]), as: "gone", at: 1)
        try store.save(TestStore.read([TestStore.group("b", "v1", .stale(nil))], etag: "\"1\""), as: "gone", at: 2)
        try store.save(try half((0..<6000).map { "resource\($0)" }), as: "gone", at: 3)
        try store.writer().renameCluster("gone", to: "really-gone")
        let size = try #require(try FileManager.default.attributesOfItem(atPath: store.path)[.size] as? Int)
        try store.writer().forgetCluster("gone")
        #expect(try store.rowCounts() == before)
        let after = try #require(try FileManager.default.attributesOfItem(atPath: store.path)[.size] as? Int)
        #expect(after < size / 2)
    }

    @Test func aCrawlThatFailedIsRememberedForAKnownClusterOnly() throws {
        let store = try TestStore()
        try store.save(try half(["x"]))
        try store.writer().recordFailure(ofCluster: "prod", server: "https://x", message: "refused", at: store.start)
        try store.writer().recordFailure(ofCluster: "unknown", server: "https://x", message: "refused", at: store.start)
        #expect(try store.reader().clusters().map(\.lastFailure) == ["refused"])
        #expect(try #require(try store.surface("prod")).surface.counts.resources == 1)
        try store.save(try half(["x"]), at: 10)
        #expect(try store.reader().clusters().map(\.lastFailure) == [nil])
    }

    @Test func pruningRemovesWhatEndedBeforeAndNothingElse() throws {
        let store = try TestStore()
        let day = 86400.0
        try store.save(try half(["one"]), at: 0)
        try store.save(try half(["two"]), at: 10 * day)
        try store.save(try half(["two"]), at: 15 * day)
        try store.save(try half(["three"]), at: 20 * day)
        try store.save(try half(["old"]), as: "quiet", at: 1)
        let cutoff = store.start.addingTimeInterval(12 * day)
        let trial = try store.writer().prune(endedBefore: cutoff, isTrial: true)
        #expect((trial.snapshots, trial.crawls, trial.bytes) == (1, 2, 0))
        #expect(try store.rowCounts()["snapshot"] == 4)
        let outcome = try store.writer().prune(endedBefore: cutoff)
        #expect((outcome.snapshots, outcome.crawls) == (1, 2))
        // The second ended on day 20, so its first crawl may go and its last stays; what is served now stays anyway.
        #expect(
            try store.query("SELECT cluster, count(*) FROM api_snapshot GROUP BY 1 ORDER BY 1")
                == [[.text("prod"), .integer(2)], [.text("quiet"), .integer(1)]])
        #expect(try store.query("SELECT name FROM resource ORDER BY name").count == 3)
        #expect(try store.surface("quiet")?.surface.counts.resources == 1)
        let later = try store.writer().prune(
            endedBefore: store.start.addingTimeInterval(100 * day), clusters: ["prod"])
        #expect(later.snapshots == 1)
        #expect(try store.query("SELECT name FROM resource ORDER BY name") == [[.text("old")], [.text("three")]])
        #expect(try store.rowCounts()["crawl"] == 2)
        #expect(throws: DiscoveryStoreError.self) { try store.writer().prune(endedBefore: cutoff, clusters: ["none"]) }
    }

    @Test func crawlsAreThinnedToOneADayAfterAWeek() throws {
        let store = try TestStore()
        let hour = 3600.0
        for number in 0..<(20 * 24) { try store.save(try half(["x"]), at: Double(number) * hour) }
        let days = try store.query(
            "SELECT substr(observed_at, 1, 10), count(*) FROM crawl GROUP BY 1 ORDER BY 1")
        #expect(days.count == 21)
        #expect(days.prefix(12).allSatisfy { $0[1] == .integer(1) })
        #expect(days.suffix(8).dropLast().allSatisfy { $0[1] == .integer(24) })
        // The moments in between are still answered.
        #expect(try store.surface("prod@2023-11-17T12:00:00Z")?.surface.counts.resources == 1)
    }
}
