import DiscoveryModel
import DiscoveryStore
import Foundation
import Testing

@Suite(.fewAtOnce) struct ConditionTests {
    private let metrics = GroupVersion(group: "metrics", version: "v1")

    private func good() throws -> CrawlObservation.Half {
        TestStore.read([try TestStore.group("metrics", ["v1": ["nodes"]])])
    }

    private let stale = TestStore.read([TestStore.group("metrics", "v1", .stale(nil))])
    private let failed = TestStore.read([
        TestStore.group(
            "metrics", "v1", .failed(GroupVersionFailure(httpStatus: 503, message: "503 Service Unavailable")))
    ])

    @Test func aFailureErasesNothing() throws {
        let store = try TestStore()
        let first = try store.save(try good())
        let outcome = try store.save(stale, at: 10)
        guard case .unchanged = outcome.change else { Issue.record("changed"); return }
        #expect(outcome.counts == first.counts)
        let resolved = try #require(try store.surface("prod"))
        #expect(resolved.surface.counts.resources == 1)
        #expect(resolved.state(of: metrics) == .stale)
        #expect(resolved.asOf(of: metrics) == store.start)
        #expect(resolved.asOf == store.start.addingTimeInterval(10))
    }

    @Test func theTimeOfTheLastGoodAnswerSurvivesOneStateAfterAnother() throws {
        let store = try TestStore()
        try store.save(try good())
        try store.save(try good(), at: 5)
        try store.save(stale, at: 10)
        try store.save(failed, at: 20)
        let condition = try #require(try store.surface("prod")).conditions[metrics]
        #expect(condition?.state == .failed)
        #expect(condition?.failure.httpStatus == 503)
        #expect(condition?.asOf == store.start.addingTimeInterval(5))
        #expect(condition?.since == store.start.addingTimeInterval(20))
    }

    @Test func neverKnownIsNotEmptyAndBecomesKnown() throws {
        let store = try TestStore()
        try store.save(stale)
        let unknown = try #require(try store.surface("prod"))
        #expect(unknown.surface.groups[0].versions[0].resources == nil)
        #expect(unknown.asOf(of: metrics) == nil)
        let outcome = try store.save(try good(), at: 10)
        guard case .changed(let change) = outcome.change else { Issue.record("unchanged"); return }
        #expect(change.added == 0)
        #expect(change.becameKnown == [metrics])
        #expect(outcome.conditions.isEmpty)
    }

    @Test func aStateThatGoesOnIsOneInterval() throws {
        let store = try TestStore()
        try store.save(stale)
        try store.save(stale, at: 10)
        try store.save(try good(), at: 20)
        #expect(
            try store.query("SELECT since, until FROM condition") == [
                [
                    .text(Timestamp.milliseconds(store.start)),
                    .text(Timestamp.milliseconds(store.start.addingTimeInterval(20))),
                ]
            ])
    }

    @Test func aGroupThatComesBackStaleHasWhatItHadBeforeItWent() throws {
        let store = try TestStore()
        try store.save(try good())
        try store.save(TestStore.read([try TestStore.group("other", ["v1": ["x"]])]), at: 10)
        try store.save(stale, at: 20)
        let resolved = try #require(try store.surface("prod"))
        #expect(resolved.surface.counts.resources == 1)
        #expect(resolved.asOf(of: metrics) == store.start)
    }

    @Test func aFailingCorePathKeepsTheCoreGroup() throws {
        let store = try TestStore()
        let named = TestStore.read([try TestStore.group("apps", ["v1": ["deployments"]])])
        try store.save(named, core: TestStore.read([try TestStore.group("", ["v1": ["pods"]])]))
        let outcome = try store.save(
            named, core: .failed(GroupVersionFailure(httpStatus: 403, message: "403 Forbidden")), at: 10)
        #expect(outcome.conditions.map(\.groupVersion.description) == ["v1"])
        #expect(try #require(try store.surface("prod")).surface.counts.resources == 2)
    }

    @Test func aCorePathThatNeverAnsweredLeavesTheCoreGroupUnknown() throws {
        let store = try TestStore()
        try store.save(
            TestStore.read([try TestStore.group("apps", ["v1": ["deployments"]])]),
            core: .failed(GroupVersionFailure(httpStatus: 403, message: "403 Forbidden")))
        let surface = try #require(try store.surface("prod")).surface
        #expect(surface.groups.map(\.name) == ["", "apps"])
        #expect(surface.groups[0].versions[0].resources == nil)
    }

    @Test func theStateAtAMomentIsTheStateOfThen() throws {
        let store = try TestStore()
        try store.save(try good())
        try store.save(stale, at: 1000)
        try store.save(try good(), at: 2000)
        let then = Timestamp.milliseconds(store.start.addingTimeInterval(1500))
        #expect(try #require(try store.surface("prod@\(then)")).state(of: metrics) == .stale)
        #expect(try #require(try store.surface("prod")).state(of: metrics) == .current)
    }

    @Test func whatTheServerPrefersAndWhatAClientTakesAreBothKept() throws {
        let store = try TestStore()
        func observed(_ outcome: ObservedGroup.Outcome) throws -> CrawlObservation.Half {
            let other = try TestStore.list(GroupVersion(group: "metrics", version: "v1beta1"), ["nodes"])
            return TestStore.read([
                ObservedGroup(
                    name: "metrics", preferredVersion: "v1",
                    versions: [
                        .init(version: "v1", outcome: outcome), .init(version: "v1beta1", outcome: .current(other)),
                    ])
            ])
        }
        let query = "SELECT preferred_version, client_preferred_version, state, as_of FROM api_group"
        func clientPreferredVersion(_ reference: String) throws -> String? {
            let resolved = try #require(try store.surface(reference))
            return resolved.clientPreferredVersion(of: resolved.surface.groups[0])
        }
        let list = try TestStore.list(metrics, ["nodes"])
        let first = try store.save(try observed(.current(list)))
        #expect(try clientPreferredVersion("prod") == "v1")
        let start = QueryValue.text(Timestamp.milliseconds(store.start))
        #expect(try store.query(query) == [[.text("v1"), .text("v1"), .text("current"), start]])
        // A stale version is no change: what the server prefers is what it said.
        let outcome = try store.save(try observed(.stale(nil)), at: 10)
        #expect(outcome.counts == first.counts)
        guard case .unchanged = outcome.change else { Issue.record("changed"); return }
        #expect(try store.query(query) == [[.text("v1"), .text("v1beta1"), .text("stale"), start]])
        #expect(try clientPreferredVersion("prod") == "v1beta1")
        // One that fails stays the preferred one for a client, as in the legacy form.
        try store.save(
            try observed(.failed(GroupVersionFailure(httpStatus: 503, message: "503 Service Unavailable"))), at: 20)
        #expect(try store.query(query) == [[.text("v1"), .text("v1"), .text("failed"), start]])
        try store.save(try observed(.current(list)), at: 30)
        let end = QueryValue.text(Timestamp.milliseconds(store.start.addingTimeInterval(30)))
        #expect(try store.query(query) == [[.text("v1"), .text("v1"), .text("current"), end]])
        #expect(try store.query("SELECT count(*) FROM snapshot") == [[.integer(1)]])
        let then = Timestamp.milliseconds(store.start.addingTimeInterval(15))
        #expect(try clientPreferredVersion("prod@\(then)") == "v1beta1")
    }
}
