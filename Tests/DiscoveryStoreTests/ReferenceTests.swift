import DiscoveryModel
import DiscoveryStore
import Foundation
import Testing

@Suite(.fewAtOnce) struct ReferenceTests {
    private func filled() throws -> TestStore {
        let store = try TestStore()
        for (index, names) in [["a"], ["a", "b"], ["a", "b", "c"]].enumerated() {
            try store.save(TestStore.read([try TestStore.group("g", ["v1": names])]), at: Double(index) * 1000)
        }
        return store
    }

    private func count(_ store: TestStore, _ reference: String, now: Double = 10_000) throws -> Int? {
        try store.surface(reference, now: now)?.surface.counts.resources
    }

    @Test func findsTheSnapshotOfAMoment() throws {
        let store = try filled()
        #expect(try count(store, "prod") == 3)
        #expect(try count(store, "prod@latest") == 3)
        #expect(try count(store, "prod@previous") == 2)
        #expect(try count(store, "prod@id:1") == 1)
        #expect(try count(store, "prod@2023-11-14T22:13:20Z") == 1)
        #expect(try count(store, "prod@2023-11-14T22:29:59Z") == 1)
        #expect(try count(store, "prod@2023-11-14T22:30:00Z") == 2)
        #expect(try count(store, "prod@-2h", now: 7200) == 1)
        #expect(try count(store, "prod@-1m", now: 2060) == 3)
        #expect(try count(store, "prod@2030-01-01") == 3)
    }

    @Test func aMomentOfAClusterIsNoClusterOfThatName() throws {
        let store = try filled()
        try store.save(TestStore.read([]), as: "prod@previous", at: 3000)
        #expect(try count(store, "prod@previous") == 0)
        let moment = try #require(SurfaceReference("prod", at: "previous", now: store.start))
        #expect(try store.reader().surface(for: moment, parts: .all)?.surface.counts.resources == 2)
        #expect(SurfaceReference("prod", at: "2023-13-45", now: store.start) == nil)
    }

    @Test(arguments: [
        "2023-11-14T22:30:00Z", "2023-11-14T22:30:00.000Z", "2023-11-14T23:30:00+01:00", "2023-11-15T04:00:00+05:30",
        "2023-11-14T19:00:00-03:30", "2023-11-14T12:00:00-10:30", "2023-11-15T12:30:00+14:00", "2023-11-14t22:30:00z",
    ])
    func aMomentIsTheSameInEveryZone(time: String) throws {
        let store = try filled()
        #expect(try count(store, "prod@\(time)") == 2)
        #expect(try store.surface("prod@\(time)")?.label == "prod@\(time)")
    }

    @Test func aDateIsMidnightUTC() throws {
        let store = try TestStore()
        // Two crawls, the seconds before and after a midnight in UTC.
        let midnight = 1_700_006_400 - store.start.timeIntervalSince1970
        try store.save(TestStore.read([try TestStore.group("g", ["v1": ["a"]])]), at: midnight - 1)
        try store.save(TestStore.read([try TestStore.group("g", ["v1": ["a", "b"]])]), at: midnight + 1)
        #expect(try count(store, "prod@2023-11-15", now: 1_000_000) == 1)
        #expect(try count(store, "prod@2023-11-15T00:00:01Z", now: 1_000_000) == 2)
        #expect(try count(store, "prod@2023-11-15T05:30:01+05:30", now: 1_000_000) == 2)
        #expect(try count(store, "prod@2023-11-15T05:30:00+05:30", now: 1_000_000) == 1)
        #expect(try count(store, "prod@2023-11-16", now: 1_000_000) == 2)
    }

    @Test(arguments: [0.0, 0.001, 0.123, 0.29, 0.999]) func aSnapshotIsFoundAtTheTimeThatTheErrorNames(fraction: Double)
        throws
    {
        let store = try TestStore()
        try store.save(TestStore.read([try TestStore.group("g", ["v1": ["a"]])]), at: fraction)
        let error = #expect(throws: DiscoveryStoreError.self) { try store.surface("prod@2020-01-01") }
        let time = try #require(error?.cause.split(separator: " ").last)
        #expect(try count(store, "prod@\(time)") == 1)
    }

    @Test func aMomentsLabelSaysWhich() throws {
        let store = try filled()
        #expect(try store.surface("prod@previous")?.label == "prod@previous")
        #expect(try store.surface("prod@latest")?.label == "prod")
        #expect(try store.surface("prod@previous")?.asOf == store.start.addingTimeInterval(1000))
    }

    @Test(arguments: ["prod@2020-01-01", "prod@id:99", "prod@-10000d"])
    func aMomentWithoutASnapshotIsAnErrorThatNamesTheFirst(reference: String) throws {
        let store = try filled()
        let error = #expect(throws: DiscoveryStoreError.self) { try store.surface(reference) }
        #expect(error?.code == .noSnapshot)
        #expect(error?.cause.contains("id:1") == true)
    }

    @Test func thereIsNoPreviousOfTheFirst() throws {
        let store = try TestStore()
        try store.save(TestStore.read([try TestStore.group("g", ["v1": ["a"]])]))
        let error = #expect(throws: DiscoveryStoreError.self) { try store.surface("prod@previous") }
        #expect(error?.code == .noSnapshot)
    }

    @Test func anExactNameWinsOverAMoment() throws {
        let store = try filled()
        try store.save(TestStore.read([try TestStore.group("g", ["v1": []])]), as: "prod@previous", at: 5000)
        #expect(try count(store, "prod@previous") == 0)
        #expect(try count(store, "prod@previous@latest") == 0)
    }

    @Test func anUnknownNameIsNobodys() throws {
        let store = try filled()
        #expect(try store.surface("staging") == nil)
        #expect(try store.surface("staging@previous") == nil)
    }

    @Test func anotherClustersSnapshotIsNotFoundUnderThisOne() throws {
        let store = try filled()
        try store.save(TestStore.read([try TestStore.group("g", ["v1": []])]), as: "other", at: 5000)
        #expect(throws: DiscoveryStoreError.self) { try store.surface("other@id:1") }
    }
}
