import DiscoveryModel
import DiscoveryStore
import Foundation
import Testing

@Suite(.fewAtOnce) struct OrderTests {
    private func half(_ names: [String]) throws -> CrawlObservation.Half {
        TestStore.read([try TestStore.group("a", ["v1": names])])
    }

    @Test func anOlderObservationNeverReplacesANewerOne() throws {
        let store = try TestStore()
        try store.save(try half(["new"]), at: 100)
        let outcome = try store.save(try half(["old"]), at: 50, server: "file:///old", now: 110)
        guard case .superseded = outcome.change else { Issue.record("not superseded"); return }
        let surface = try #require(try store.surface("prod")).surface
        #expect(surface.groups[0].versions[0].resources?.resources.map(\.name) == ["new"])
        #expect(try store.query("SELECT outcome FROM crawl ORDER BY id") == [[.text("ok")], [.text("superseded")]])
        // Nor does where it came from, nor that what it says of itself comes in again.
        _ = try store.save(try half(["new"]), at: 100, server: "file:///new", now: 110)
        let server = "https://10.0.0.1:6443"
        #expect(try store.reader().clusters().map(\.server) == [server])
        #expect(try store.reader().serverDetails(for: SurfaceReference("prod", now: store.start))?.server == server)
        #expect(try store.query("SELECT server FROM api_cluster") == [[.text(server)]])
    }

    @Test func aClockThatRunsBackwardsIsNoticedAndTheCrawlCounts() throws {
        let store = try TestStore()
        try store.save(try half(["before"]), at: 100)
        let outcome = try store.save(try half(["after"]), at: 50, now: 50)
        #expect(outcome.notes == [.clockBehind(lastCrawl: store.start.addingTimeInterval(100))])
        #expect(outcome.observedAt > store.start.addingTimeInterval(100))
        let surface = try #require(try store.surface("prod")).surface
        #expect(surface.groups[0].versions[0].resources?.resources.map(\.name) == ["after"])
    }

    /// Whoever waits for another crawl's commit would else take it for one of the future, and its own clock for behind.
    @Test func theTimeIsAskedForOnceNobodyElseCanSave() throws {
        let store = try TestStore()
        try store.save(try half(["before"]), at: 100)
        let observation = store.observation(try half(["after"]), at: 110)
        let other = try DiscoveryDatabase.openForWriting(path: store.path, busyTimeout: 0)
        var refusals: [DiscoveryStoreError.Code] = []
        let now = {
            let error = #expect(throws: DiscoveryStoreError.self) { try other.save(observation, asCluster: "prod") }
            if let error { refusals.append(error.code) }
            return store.start.addingTimeInterval(120)
        }
        _ = try store.writer().save(observation, asCluster: "prod", now: now)
        _ = try store.writer().save([(observation, "prod")], now: now)
        #expect(refusals == [.locked, .locked])
    }

    @Test func anotherServerUnderTheSameNameIsNoted() throws {
        let store = try TestStore()
        try store.save(try half(["x"]), server: "https://one")
        let outcome = try store.save(try half(["x"]), at: 10, server: "https://two")
        #expect(outcome.notes == [.serverChanged(from: "https://one")])
    }

    @Test func aSurfaceThatComesBackIsAnIntervalOfItsOwn() throws {
        let store = try TestStore()
        try store.save(try half(["x"]))
        try store.save(try half(["y"]), at: 10)
        try store.save(try half(["x"]), at: 20)
        let counts = try store.rowCounts()
        #expect(counts["snapshot"] == 3)
        #expect(counts["surface"] == 2)
        let outcome = try store.save(try half(["x"]), at: 30)
        guard case .unchanged(let since) = outcome.change else { Issue.record("changed"); return }
        #expect(since == store.start.addingTimeInterval(20))
    }

    @Test func anotherServerVersionIsASnapshotWithTheSameSurface() throws {
        let store = try TestStore()
        try store.save(try half(["x"]), serverVersion: #"{"gitVersion":"v1"}"#)
        let outcome = try store.save(try half(["x"]), at: 10, serverVersion: #"{"gitVersion":"v2"}"#)
        guard case .unchanged(let since) = outcome.change else { Issue.record("changed"); return }
        #expect(since == store.start)
        #expect(try store.rowCounts()["snapshot"] == 2)
    }
}
