import DiscoveryModel
import DiscoveryStore
import Foundation
import TestSupport
import Testing

@Suite(.fewAtOnce) struct QueryTests {
    private func filled() throws -> TestStore {
        let store = try TestStore()
        try store.save(
            TestStore.read([
                try TestStore.group("a", ["v1": ["x", "x/status"]]), TestStore.group("b", "v1", .stale(nil)),
            ]), core: TestStore.read([try TestStore.group("", ["v1": ["pods"]])]))
        return store
    }

    @Test func theViewsAnswerWhatPeopleAsk() throws {
        let store = try filled()
        #expect(
            try store.query(
                #"SELECT name, group_version FROM api_resource WHERE verbs LIKE '%"watch"%' ORDER BY name"#)
                == [[.text("pods"), .text("v1")], [.text("x"), .text("a/v1")], [.text("x/status"), .text("a/v1")]])
        #expect(
            try store.query("SELECT group_version, known, state FROM api_version ORDER BY 1") == [
                [.text("a/v1"), .integer(1), .text("current")], [.text("b/v1"), .integer(0), .text("stale")],
                [.text("v1"), .integer(1), .text("current")],
            ])
        #expect(
            try store.query("SELECT cluster, groups, resources, incomplete_versions FROM api_cluster")
                == [[.text("prod"), .integer(3), .integer(2), .integer(1)]])
        #expect(try store.query("SELECT group_name, versions FROM api_group ORDER BY 1").count == 3)
        #expect(try store.query("SELECT count(*) FROM api_resource_history") == [[.integer(3)]])
        #expect(try store.query("SELECT latest FROM api_snapshot") == [[.integer(1)]])
    }

    @Test func parametersAreBound() throws {
        let store = try filled()
        #expect(
            try store.query("SELECT name FROM api_resource WHERE name = :n", parameters: ["n": "x' OR 1=1 --"]).isEmpty)
        #expect(try store.query("SELECT :a + 1", parameters: ["a": "41"]) == [[.integer(42)]])
    }

    @Test(arguments: [
        "DELETE FROM cluster", "ATTACH 'x' AS y", "PRAGMA journal_mode = WAL", "VACUUM INTO '/tmp/x'", "",
        "SELECT 1; SELECT 2", "SELECT * FROM nothing", "SELEC 1", "WITH x AS (SELECT 1) DELETE FROM cluster",
        "SELECT :missing", "SELECT ?", "INSERT INTO cluster (name, slug) VALUES ('a', 'b') RETURNING id",
        "EXPLAIN ATTACH 'x' AS y; ATTACH 'x' AS y", "SELECT load_extension('x')",
    ])
    func whatIsNoSingleReadingQueryIsRefused(sql: String) throws {
        let store = try filled()
        let error = #expect(throws: DiscoveryStoreError.self) { try store.query(sql) }
        #expect(error?.code == .invalidQuery)
        #expect(try store.reader().clusterNames() == ["prod"])
    }

    @Test func aQueryThatRunsTooLongIsStopped() throws {
        let store = try filled()
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        let error = #expect(throws: DiscoveryStoreError.self) {
            try store.reader().query(endless, rowLimit: 10, timeLimit: 0.1)
        }
        #expect(error?.code == .queryTimeout)
    }

    @Test func theFileIsClosedBehindAQueryWhateverItsTimeLimit() throws {
        let store = try filled()
        _ = try store.reader().query("SELECT 1", rowLimit: 1, timeLimit: 3600)
        #expect(!OpenFile.all.contains(try #require(OpenFile(path: store.path))))
    }

    @Test func rowsBeyondTheLimitAreSaid() throws {
        let store = try filled()
        let result = try store.reader().query("SELECT name FROM api_resource", rowLimit: 2, timeLimit: 5)
        #expect(result.rows.count == 2)
        #expect(result.isTruncated)
        #expect(try store.reader().query("SELECT 1", rowLimit: 1, timeLimit: 5).isTruncated == false)
    }

    @Test func allKindsOfValuesComeThrough() throws {
        let store = try filled()
        #expect(
            try store.query("SELECT NULL, 1, 1.5, 'text', x'00FF'")
                == [[.null, .integer(1), .real(1.5), .text("text"), .blob(Data([0, 255]))]])
    }

    @Test func aQuestionThatDoesWithoutDetailsGetsTheSameNamesVerbsAndScopes() throws {
        let store = try filled()
        func resources(_ parts: SurfaceParts) throws -> [APIResource] {
            let resolved = try store.reader().surface(for: SurfaceReference("prod", now: store.start), parts: parts)
            return (resolved?.surface.groups ?? []).flatMap(\.versions).flatMap { $0.resources?.resources ?? [] }
        }
        let (whole, bare) = try (resources(.all), resources([.resources, .subresources]))
        #expect(whole.map(\.name) == ["pods", "x", "x/status"])
        #expect(whole.allSatisfy { $0.responseKind.kind == "Kind" && $0.shortNames == ["k"] })
        #expect(bare.map(\.name) == whole.map(\.name))
        #expect(bare.map(\.verbs) == whole.map(\.verbs))
        #expect(bare.map(\.namespaced) == whole.map(\.namespaced))
        #expect(bare.allSatisfy { $0.responseKind.kind.isEmpty && $0.shortNames.isEmpty && $0.categories.isEmpty })
        #expect(try resources(.resources).map(\.name) == ["pods", "x"])
    }
}
