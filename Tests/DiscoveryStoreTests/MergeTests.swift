import DiscoveryModel
import DiscoveryStore
import Foundation
import TestSupport
import Testing

/// Databases from elsewhere, and databases to give away.
@Suite(.fewAtOnce) struct MergeTests {
    private func crawled(
        _ clusters: [String], server: String = "https://10.0.0.1:6443", content: String = "x"
    ) throws -> TestStore {
        let store = try TestStore()
        for (number, cluster) in clusters.enumerated() {
            try store.save(
                TestStore.read([TestStore.group("a", ["v1": ["\(content)-\(cluster)"]])], etag: "\"\(cluster)\""),
                as: cluster, at: Double(number), server: server, serverVersion: #"{"gitVersion":"v1.36.2"}"#,
                hashes: [GroupVersion(group: "a", version: "v1"): ["x": "hash-\(cluster)"]])
        }
        return store
    }

    private func merge(
        _ merges: [ClusterMerge], from other: TestStore, into store: TestStore, evenIfOther: Bool = false
    ) throws -> [Result<MergeOutcome, DiscoveryStoreError>] {
        try store.writer().merge(
            merges, from: DiscoveryDatabase.openForMerging(path: other.path), evenIfOther: evenIfOther)
    }

    @Test func oneClusterThatIsRefusedKeepsTheOthers() throws {
        let store = try crawled(["prod"])
        let other = try crawled(["prod", "staging"], server: "https://10.9.9.9:6443")
        let before = try store.query("SELECT * FROM snapshot")
        let results = try merge([ClusterMerge(name: "prod"), ClusterMerge(name: "staging")], from: other, into: store)
        guard case .failure(let error) = results[0] else { throw Unexpected() }
        #expect(error.code == .otherCluster)
        #expect(
            error.description
                == "cannot merge prod: prod here was crawled at https://10.0.0.1:6443, and there at https://10.9.9.9:6443"
        )
        #expect(try results[1].get().isNew)
        #expect(try store.query("SELECT * FROM snapshot WHERE cluster_id = 1") == before)
        let forced = try merge([ClusterMerge(name: "prod")], from: other, into: store, evenIfOther: true)[0].get()
        #expect(forced.isChanged)
    }

    @Test func clustersOfOneCertificateAuthorityAreOneWhateverTheirServersAreCalled() throws {
        func store(_ server: String, _ digest: String) throws -> TestStore {
            let store = try TestStore()
            let observation = CrawlObservation(
                server: server, certificateAuthorityDigest: digest, startedAt: store.start, observedAt: store.start,
                duration: 0, requests: 3, bytes: 0, form: .aggregatedV2, core: .absent,
                named: .read([try TestStore.group("a", ["v1": ["x"]])], validator: nil))
            _ = try store.writer().save(observation, asCluster: "prod", now: { store.start })
            return store
        }
        let ours = try store("https://10.0.0.1:6443", "abc")
        let merges = [ClusterMerge(name: "prod")]
        let outcome = try merge(merges, from: store("https://127.0.0.1:9443", "abc"), into: ours)[0].get()
        #expect(outcome.isChanged)
        // The same address is another cluster on another machine.
        let other = try store("https://10.0.0.1:6443", "def")
        guard case .failure = try merge(merges, from: other, into: ours)[0] else { throw Unexpected() }
    }

    @Test func aNameOrAliasFindsTheClusterAndTwoMayNotBecomeOne() throws {
        let store = try crawled(["prod"])
        try store.writer().renameCluster("prod", to: "production")
        let other = try crawled(["prod", "production"], content: "y")
        let results = try merge(
            [ClusterMerge(name: "prod"), ClusterMerge(name: "production")], from: other, into: store)
        #expect(try results[0].get().cluster == "production")
        guard case .failure(let error) = results[1] else { throw Unexpected() }
        #expect(error.code == .invalidName)
        #expect(try store.reader().clusterNames() == ["production"])
    }

    @Test func formerNamesComeAlongUnlessTheyAreTaken() throws {
        let store = try crawled(["old"])
        let other = try crawled(["old", "older"], server: "https://10.9.9.9:6443")
        try other.writer().renameCluster("old", to: "new")
        try other.writer().renameCluster("new", to: "newest")
        let outcome = try merge([ClusterMerge(name: "newest")], from: other, into: store)[0].get()
        #expect(outcome.lostAliases == ["old"])
        #expect(try store.reader().clusterName(for: "new") == "newest")
        #expect(try store.reader().clusterName(for: "old") == "old")
    }

    @Test func aDatabaseIsNotMergedIntoItself() throws {
        let store = try crawled(["prod"])
        #expect(throws: DiscoveryStoreError.self) { try merge([ClusterMerge(name: "prod")], from: store, into: store) }
    }

    @Test(arguments: [
        // Content under another's digest would be everybody's.
        "UPDATE resource SET verbs = '[\"delete\"]'", "UPDATE group_version SET digest = '1-' || id",
        "UPDATE group_version SET version = 'v9'", "UPDATE surface_version SET version = 'v9'",
        "UPDATE resource SET verbs = '{'", "UPDATE discovery_order SET groups = 'x'",
        "UPDATE resource_storage SET hashes = '[1]'", "UPDATE snapshot SET first_seen_at = 'yesterday'",
        "UPDATE crawl SET observed_at = '2026'", "PRAGMA foreign_keys = OFF; DELETE FROM surface",
        "ALTER TABLE crawl RENAME TO c; CREATE VIEW crawl AS SELECT * FROM c",
        """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = replace(sql, 'duration    REAL NOT NULL', 'duration    REAL') WHERE name = 'crawl'
        """,
    ])
    func aFileThatWasTamperedWithBringsNothingIn(sql: String) async throws {
        let (store, other) = (try crawled(["prod"]), try crawled(["prod", "staging"]))
        try await Program.output(of: "sqlite3", other.path, sql)
        let before = try store.rowCounts()
        let error = try #require(throws: DiscoveryStoreError.self) {
            _ = try merge([ClusterMerge(name: "staging")], from: other, into: store)[0].get()
        }
        #expect(error.code == .corrupt, "\(error)")
        #expect(try store.rowCounts() == before)
    }

    @Test func aVersionDocumentThatIsNoneIsLeftOut() async throws {
        let (store, other) = (try crawled(["prod"]), try crawled(["staging"]))
        try await Program.output(of: "sqlite3", other.path, "UPDATE snapshot SET server_version = 'x'")
        _ = try merge([ClusterMerge(name: "staging")], from: other, into: store)[0].get()
        #expect(try store.query("SELECT count(*) FROM api_cluster WHERE server_version IS NULL") == [[.integer(1)]])
    }

    // MARK: - Export

    @Test func anExportHasTheWholeClusterAndNothingOfOthers() async throws {
        let store = try crawled(["public", "secret-cluster", "last"])
        try store.save(.read([TestStore.group("a", ["v1": ["changed"]])], validator: nil), as: "last", at: 50)
        try store.writer().renameCluster("last", to: "latest")
        let path = store.folder.path("copy.db")
        let outcomes = try store.reader().export(clusters: ["last", "latest", "public"], to: path)
        #expect(outcomes.map(\.cluster) == ["latest", "public"])
        #expect(outcomes.map(\.snapshots) == [2, 1])
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.range(of: Data("secret".utf8)) == nil)
        #expect(bytes.range(of: Data("changed".utf8)) != nil)
        let copy = try DiscoveryDatabase.openForReading(path: path)
        let moments = ["last", "latest@previous", "public", "latest@id:3", "latest@id:4"]
        for moment in moments {
            let reference = SurfaceReference(moment, now: store.start)
            let (ours, theirs) = (
                try store.reader().surface(for: reference, parts: .all), try copy.surface(for: reference, parts: .all)
            )
            #expect(ours?.snapshotID == theirs?.snapshotID)
            #expect(ours?.surface.digest == theirs?.surface.digest)
        }
        #expect(
            try copy.validators(ofCluster: "public", server: "https://10.0.0.1:6443").map(\.tag.value) == ["\"public\""]
        )
        let checks = "PRAGMA integrity_check; PRAGMA freelist_count; PRAGMA auto_vacuum"
        #expect(try await Program.output(of: "sqlite3", path, checks) == "ok\n0\n2\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.url.path).count == 2)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func anExportReplacesNothingUnlessItIsTold() throws {
        let store = try crawled(["prod"])
        let path = store.folder.path("copy.db")
        try Data("mine".utf8).write(to: URL(filePath: path))
        #expect(throws: DiscoveryStoreError.self) { try store.reader().export(clusters: ["prod"], to: path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data("mine".utf8))
        _ = try store.reader().export(clusters: ["prod"], to: path, replacing: true)
        #expect(try DiscoveryDatabase.openForReading(path: path).clusterNames() == ["prod"])
        for other in [store.path, store.folder.url.path, "/dev/null", store.folder.path("none/copy.db")] {
            #expect(throws: DiscoveryStoreError.self) {
                try store.reader().export(clusters: ["prod"], to: other, replacing: true)
            }
        }
        #expect(throws: DiscoveryStoreError.self) {
            try store.reader().export(clusters: ["nobody"], to: store.folder.path("x.db"))
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: store.folder.url.path).sorted()
                == ["copy.db", "discovery.db"])
    }

    private struct Unexpected: Error {}
}
