import DiscoveryModel
import DiscoveryStore
import Foundation
import Testing

@Suite(.fewAtOnce) struct HistoryTests {
    /// A cluster that serves something else on each of some days.
    private func store(_ days: [[ObservedGroup]], as cluster: String = "prod") throws -> TestStore {
        let store = try TestStore()
        try add(days, to: store, as: cluster)
        return store
    }

    private func add(_ days: [[ObservedGroup]], to store: TestStore, as cluster: String) throws {
        for (day, groups) in days.enumerated() {
            try store.save(
                TestStore.read(groups), as: cluster, at: Double(day) * 86400,
                serverVersion: #"{"gitVersion":"v1.\#(day)"}"#)
        }
    }

    private let days: [[ObservedGroup]]

    init() throws {
        let stays = try TestStore.group("stays", ["v1": ["a", "b", "b/status"]])
        days = [
            [try TestStore.group("g", ["v1beta1": ["x"]]), stays],
            [try TestStore.group("g", ["v1": ["x"], "v1beta1": ["x", "y"]]), stays],
            [try TestStore.group("g", ["v1": ["x"]]), stays],
            [stays, try TestStore.group("g", ["v1": ["x"]])],
        ]
    }

    @Test func everyIntervalHasItsChanges() throws {
        let intervals = try store(days).reader().history(ofClusters: ["prod"], values: false)
        #expect(intervals.map(\.id) == [4, 3, 2, 1])
        #expect(intervals.map(\.previousID) == [3, 2, 1, nil])
        #expect(intervals.map(\.isLatest) == [true, false, false, false])
        #expect(
            intervals.map { $0.differences.map(\.rule) } == [
                [.orderChanged, .meaningChanged], [.versionRemoved],
                [.preferredVersionChanged, .versionAdded, .resourceAdded], [],
            ])
        #expect(intervals[1].moves.map(\.description) == ["g/v1beta1 Kind -> g/v1"])
        #expect(intervals.map(\.serverVersion) == ["v1.3", "v1.2", "v1.1", "v1.0"])
        #expect(intervals.map(\.previousServerVersion) == ["v1.2", "v1.1", "v1.0", "v1.0"])
        #expect(intervals[2].change.added == 2)
        #expect(intervals[2].change.changed == 1)
    }

    @Test func whatIsKeptIsWhatAComparisonFinds() throws {
        let store = try store(days)
        for interval in try store.reader().history(ofClusters: nil, values: true) {
            guard let previous = interval.previousID else { continue }
            let old = try #require(try store.surface("prod@id:\(previous)"))
            let new = try #require(try store.surface("prod@id:\(interval.id)"))
            let difference = SurfaceDifference(from: old.surface, to: new.surface)
            #expect(interval.differences == difference.differences.map(\.record))
            #expect(interval.moves == difference.moves)
        }
    }

    @Test func anUnchangedCrawlMakesTheIntervalLonger() throws {
        let store = try store([days[0], days[0], days[0]])
        let serverVersions = try store.reader().history(ofClusters: ["prod"], values: false)
        // Another server version is another snapshot, and no change of the API.
        #expect(serverVersions.count == 3)
        #expect(serverVersions.flatMap(\.differences) == [])
        try store.save(TestStore.read(days[0]), at: 5 * 86400)
        let last = try #require(try store.reader().history(ofClusters: ["prod"], values: false).first)
        #expect(last.firstSeen == store.start.addingTimeInterval(2 * 86400))
        #expect(last.lastSeen == store.start.addingTimeInterval(5 * 86400))
        #expect(last.held == 3 * 86400)
        // Nobody looked in between, so that it counts until the next was seen.
        #expect(serverVersions.last?.held == 86400)
    }

    @Test func whatChangedOutlivesTheSnapshotBefore() throws {
        let store = try store(days)
        _ = try store.writer().prune(endedBefore: store.start.addingTimeInterval(2.5 * 86400))
        let intervals = try store.reader().history(ofClusters: ["prod"], values: false)
        #expect(intervals.map(\.id) == [4, 3])
        #expect(intervals.last?.previousID == 2)
        #expect(intervals.last?.differences.map(\.rule) == [.versionRemoved])
        try store.writer().forgetCluster("prod")
        #expect(try store.rowCounts()["snapshot_change"] == 0)
    }

    @Test func whatBecomesKnownIsNoDifference() throws {
        let failure = GroupVersionFailure(message: "503 Service Unavailable")
        let known = try TestStore.list(GroupVersion(group: "g", version: "v1"), ["x"])
        let store = try store([
            [TestStore.group("g", "v1", .failed(failure))], [TestStore.group("g", "v1", .current(known))],
        ])
        let interval = try #require(try store.reader().history(ofClusters: ["prod"], values: true).first)
        #expect(interval.differences.isEmpty)
        #expect(interval.becameKnown.map(\.description) == ["g/v1"])
    }

    @Test func theClustersOfADatabaseAreToldApart() throws {
        let store = try store(days)
        try add(Array(days.prefix(2)), to: store, as: "other")
        let all = try store.reader().history(ofClusters: nil, values: false)
        #expect(all.count == 6)
        #expect(try store.reader().history(ofClusters: ["other"], values: false).map(\.differences.count) == [3, 0])
        let error = #expect(throws: DiscoveryStoreError.self) {
            try store.reader().history(ofClusters: ["nobody"], values: false)
        }
        #expect(error?.code == .unknownCluster)
    }

    @Test func whatChangedCanBeAskedInSQL() throws {
        let rows = try store(days).query(
            "SELECT snapshot_id, kind, class, level, group_version, name, field, before, after FROM api_change ORDER BY 1, 2, 5"
        )
        let texts = rows.map { row in
            row.map { value -> String in
                switch value {
                case .text(let text): text
                case .integer(let number): String(number)
                default: ""
                }
            }.joined(separator: " ")
        }
        #expect(
            texts.prefix(4) == [
                #"2 added compatible version g/v1    ["x"]"#,
                "2 added compatible resource g/v1beta1 y   "
                    + #"{"categories":["all"],"namespaced":true,"responseKind":{"group":"g","kind":"Kind","version":"v1beta1"},"shortNames":["k"],"singularName":"one","subresources":[],"verbs":["get","list","watch"]}"#,
                #"2 changed compatible group   preferredVersion "v1beta1" "v1""#,
                #"3 moved  resource g/v1beta1 x  "g/v1beta1" "g/v1""#,
            ])
    }

    // MARK: - Single things

    private func events(_ subject: HistorySubject, _ store: TestStore, _ clusters: [String]? = nil) throws -> [String] {
        try store.reader().sightings(of: subject, onClusters: clusters).flatMap { sightings in
            SubjectHistory(of: subject, in: sightings.sightings).events.map { event in
                [
                    sightings.cluster, String(event.snapshotID), event.kind.rawValue, event.groupVersion.description,
                    event.resource ?? event.resources.map(\.name).joined(separator: ","),
                ].joined(separator: " ")
            }
        }
    }

    @Test func aResourceCameChangedAndWent() throws {
        let store = try store(days + [[try TestStore.group("g", ["v1": ["x", "x/status"]])], []])
        let pattern = try #require(ResourcePattern("x"))
        #expect(
            try events(.resource(pattern), store) == [
                "prod 1 found g/v1beta1 x", "prod 2 came g/v1 x", "prod 3 went g/v1beta1 x", "prod 5 changed g/v1 x",
                "prod 6 went g/v1 x",
            ])
        let other = try #require(ResourcePattern("y"))
        #expect(try events(.resource(other), store) == ["prod 2 came g/v1beta1 y", "prod 3 went g/v1beta1 y"])
        let status = try #require(ResourcePattern("x/status"))
        #expect(try events(.resource(status), store) == ["prod 5 came g/v1 x/status", "prod 6 went g/v1 x/status"])
    }

    @Test func aGroupVersionCameChangedAndWent() throws {
        let store = try store(days)
        let beta = HistorySubject.groupVersion(GroupVersion(group: "g", version: "v1beta1"))
        #expect(
            try events(beta, store) == [
                "prod 1 found g/v1beta1 x", "prod 2 changed g/v1beta1 ", "prod 3 went g/v1beta1 x,y",
            ])
        let sightings = try #require(try store.reader().sightings(of: beta, onClusters: nil).first?.sightings)
        let changed = SubjectHistory(of: beta, in: sightings).events.flatMap(\.differences)
        #expect(changed.map(\.rule) == [.resourceAdded, .preferredVersionChanged])
        let nothing = HistorySubject.groupVersion(GroupVersion(group: "g", version: "v3"))
        #expect(try events(nothing, store) == [])
    }

    @Test func aGroupVersionBecameKnown() throws {
        let failure = GroupVersionFailure(message: "503 Service Unavailable")
        let groupVersion = GroupVersion(group: "g", version: "v1")
        let known = try TestStore.list(groupVersion, ["x"])
        let store = try store([
            [], [TestStore.group("g", "v1", .failed(failure))], [TestStore.group("g", "v1", .current(known))],
            [TestStore.group("g", "v1", .failed(failure))],
        ])
        #expect(try events(.groupVersion(groupVersion), store) == ["prod 3 becameKnown g/v1 x"])
    }

    @Test func eachClusterHasAHistoryOfItsOwn() throws {
        let store = try store(days)
        try add([days[2], days[1]], to: store, as: "other")
        let pattern = try #require(ResourcePattern("x.g"))
        #expect(
            try events(.resource(pattern), store, ["other"]) == [
                "other 5 found g/v1 x", "other 6 came g/v1beta1 x",
            ])
        #expect(try events(.resource(pattern), store).count == 5)
    }

    @Test(arguments: ["k.g", "one.g", "Kind.g", "kind.g", "X.g"])
    func namesAreReadAsKubectlReadsThem(name: String) throws {
        let store = try store(days)
        let pattern = try #require(ResourcePattern(name))
        #expect(try events(.resource(pattern), store).contains("prod 1 found g/v1beta1 x"))
    }
}
