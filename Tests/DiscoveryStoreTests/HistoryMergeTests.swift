import DiscoveryModel
import DiscoveryStore
import Foundation
import TestSupport
import Testing

/// Two histories of one cluster, merged, against one that recorded all of their crawls.
@Suite(.fewAtOnce) struct HistoryMergeTests {
    private struct Step {
        var seconds: Double
        var groups: [ObservedGroup]
    }

    /// Groups that come and go, change, and are stale or failed at times.
    private func steps(_ count: Int, _ dice: inout Dice) throws -> [Step] {
        var names = ["a": 0, "b": 0, "metrics": 0]
        return try (0..<count).map { number in
            if Bool.random(using: &dice), let name = ["a", "b", "metrics"].randomElement(using: &dice) {
                names[name] = Int.random(in: 0...2, using: &dice)
            }
            let groups = try names.sorted { $0.key < $1.key }.map { name, content in
                let groupVersion = GroupVersion(group: name, version: "v1")
                let outcome: ObservedGroup.Outcome =
                    switch Int.random(in: 0...9, using: &dice) {
                    case 0: .stale(nil)
                    case 1: .failed(GroupVersionFailure(httpStatus: 503, message: "503"))
                    default: .current(try TestStore.list(groupVersion, ["x", "y\(content)"]))
                    }
                return TestStore.group(name, "v1", outcome)
            }
            return Step(
                seconds: Double(number * 60), groups: Bool.random(using: &dice) ? groups : groups.reversed())
        }
    }

    private func history(_ store: TestStore) throws -> [[[QueryValue]]] {
        try [
            """
            SELECT first_seen_at, surface.digest, groups, snapshot.id = cluster.snapshot_id
            FROM snapshot JOIN surface ON surface.id = surface_id JOIN cluster ON cluster.id = cluster_id
            JOIN discovery_order ON discovery_order.id = discovery_order_id ORDER BY snapshot.id
            """,
            """
            SELECT observed_at, outcome, server, first_seen_at, digest
            FROM crawl LEFT JOIN snapshot ON snapshot.id = snapshot_id LEFT JOIN surface ON surface.id = surface_id
            ORDER BY crawl.id
            """,
            """
            SELECT group_name, version, since, until, state, http_status, message, as_of
            FROM condition ORDER BY group_name, since
            """,
            "SELECT group_name, version, name, state, as_of FROM api_resource ORDER BY group_name, version, name",
        ].map { try store.query($0) }
    }

    private func merge(_ other: TestStore, into store: TestStore) throws -> MergeOutcome {
        let source = try DiscoveryDatabase.openForMerging(path: other.path)
        return try store.writer().merge([ClusterMerge(name: "prod")], from: source)[0].get()
    }

    @Test(arguments: UInt64(1)...40)
    func mergedHistoriesAreWhatOneStoreWouldHave(seed: UInt64) throws {
        var dice = Dice(state: seed)
        let (one, other, all) = (try TestStore(), try TestStore(), try TestStore())
        let common = seed % 3 == 0 ? 5 : 0
        for (number, step) in try steps(30, &dice).enumerated() {
            let half = CrawlObservation.Half.read(step.groups, validator: nil)
            let isOurs = number < common || Bool.random(using: &dice)
            if isOurs { try one.save(half, at: step.seconds) }
            if !isOurs || number < common { try other.save(half, at: step.seconds) }
            try all.save(half, at: step.seconds)
        }
        let expected = try history(all)
        let copy = try TestStore()
        try FileManager.default.copyItem(atPath: one.path, toPath: copy.path)

        let outcome = try merge(other, into: one)
        #expect(outcome.isChanged && !outcome.isNew)
        for (ours, theirs) in try zip(history(one), expected) {
            #expect(ours.filter { !theirs.contains($0) } == [])
            #expect(theirs.filter { !ours.contains($0) } == [])
            #expect(ours == theirs)
        }
        // Once more changes nothing, the other way round comes to the same.
        let again = try merge(other, into: one)
        #expect(!again.isChanged)
        #expect(try history(one) == expected)
        let reverse = try merge(copy, into: other)
        #expect(reverse.isChanged)
        #expect(try history(other) == expected)
    }

    @Test func aNewClusterIsCopiedAsItIs() throws {
        var dice = Dice(state: 7)
        let (store, copy) = (try TestStore(), try TestStore())
        for step in try steps(20, &dice) { try store.save(.read(step.groups, validator: nil), at: step.seconds) }
        try store.writer().recordFailure(
            ofCluster: "prod", server: "https://10.0.0.1:6443", message: "no route",
            at: store.start.addingTimeInterval(5000))
        let outcome = try merge(store, into: copy)
        #expect(outcome.isNew)
        #expect(try history(copy) == history(store))
        #expect(
            try copy.rowCounts().filter { $0.key != "validator" } == store.rowCounts().filter { $0.key != "validator" })
        #expect(try copy.reader().clusters().first?.lastFailure == "no route")
    }

    /// An interval that was pruned left two that are alike.
    @Test func intervalsThatAreAlikeStayApart() async throws {
        let (store, copy) = (try TestStore(), try TestStore())
        for (seconds, name) in [(0.0, "x"), (60, "y"), (120, "x"), (180, "z")] {
            try store.save(.read([TestStore.group("a", ["v1": [name]])], validator: nil), at: seconds)
        }
        try await Program.output(
            of: "sqlite3", store.path, "PRAGMA foreign_keys = ON; DELETE FROM snapshot WHERE id = 2;")
        #expect(try merge(store, into: copy).snapshots == 3)
        #expect(try history(copy) == history(store))
        let again = try merge(store, into: copy)
        #expect(!again.isChanged)
    }

    @Test func anOlderHistoryGetsItsPlaceAndNumbersBehindItChange() throws {
        let (store, older) = (try TestStore(), try TestStore())
        try store.save(.read([TestStore.group("a", ["v1": ["x"]])], validator: nil), at: 1000)
        try older.save(.read([TestStore.group("a", ["v1": ["old"]])], validator: nil), at: 0)
        #expect(try merge(older, into: store).snapshots == 1)
        let latest = try #require(try store.surface("prod"))
        #expect(latest.surface.groups[0].versions[0].resources?.resources.map(\.name) == ["x"])
        let previous = try #require(try store.surface("prod@previous"))
        #expect(previous.surface.groups[0].versions[0].resources?.resources.map(\.name) == ["old"])
    }

    /// What one store never saw and the other did is known after the merge.
    @Test func whatOneStoreKnewTheOtherLearns() throws {
        let (store, other) = (try TestStore(), try TestStore())
        let groupVersion = GroupVersion(group: "metrics", version: "v1")
        try other.save(.read([TestStore.group("metrics", ["v1": ["nodes"]])], validator: nil), at: 0)
        try store.save(.read([TestStore.group("metrics", "v1", .stale(nil))], validator: nil), at: 60)
        #expect(try store.surface("prod")?.asOf(of: groupVersion) == nil)
        _ = try merge(other, into: store)
        let surface = try #require(try store.surface("prod"))
        #expect(surface.state(of: groupVersion) == .stale)
        #expect(surface.asOf(of: groupVersion) == store.start)
        #expect(surface.surface.counts.resources == 1)
        // The next crawl goes on from there.
        let outcome = try store.save(.read([TestStore.group("metrics", "v1", .stale(nil))], validator: nil), at: 120)
        guard case .unchanged = outcome.change else { throw Unexpected() }
    }

    private struct Unexpected: Error {}
}
