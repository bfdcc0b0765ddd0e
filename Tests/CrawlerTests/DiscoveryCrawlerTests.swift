import Crawler
import DiscoveryModel
import DiscoveryWire
import FakeAPIServer
import Foundation
import Testing

@Suite(.fewAtOnce) struct DiscoveryCrawlerTests {
    private var digest: ContentDigest { APISurface(groups: FakeCluster.small.groups).digest }

    private func cluster(_ forms: Set<DiscoveryForm>, core: Set<DiscoveryForm>? = nil) -> FakeCluster {
        var cluster = FakeCluster.small
        cluster.forms = forms
        cluster.coreForms = core
        return cluster
    }

    @Test(
        arguments: [
            ([DiscoveryForm.aggregatedV2, .legacy], nil, DiscoveryForm.aggregatedV2, 3),
            ([.aggregatedV2beta1, .legacy], nil, .aggregatedV2beta1, 3), ([.legacy], nil, .legacy, 11),
            ([.aggregatedV2, .legacy], [DiscoveryForm.legacy], .mixed, 4),
            ([.legacy], [.aggregatedV2, .legacy], .mixed, 10),
        ] as [(Set<DiscoveryForm>, Set<DiscoveryForm>?, DiscoveryForm, Int)])
    func everyFormGivesTheSameSurface(
        forms: Set<DiscoveryForm>, core: Set<DiscoveryForm>?, form: DiscoveryForm, requests: Int
    ) async throws {
        try await FakeAPIServer.withServer(cluster(forms, core: core)) { server in
            let observation = try await CrawlHarness.crawl(server)
            #expect(observation.digest == digest)
            #expect(observation.form == form)
            #expect(observation.requests == requests)
            #expect(server.requestCount == requests)
            #expect(observation.serverVersion?.contains("gitVersion") == true)
        }
    }

    @Test func theLegacyFormCanBeAskedFor() async throws {
        try await FakeAPIServer.withServer { server in
            let observation = try await CrawlHarness.crawl(server) { _ in
            } options: {
                $0.legacyOnly = true
            }
            #expect(observation.form == .legacy)
            #expect(observation.digest == digest)
        }
    }

    @Test func anUnchangedServerAnswersNotModified() async throws {
        try await FakeAPIServer.withServer { server in
            let first = try await CrawlHarness.crawl(server)
            let second = try await CrawlHarness.crawl(server, validators: first.validators)
            guard case .unchanged(let core) = second.core, case .unchanged(let named) = second.named else {
                Issue.record("not unchanged")
                return
            }
            #expect([core, named] == first.validators)
            #expect(second.requests == 3)
            #expect(second.form == .aggregatedV2)
        }
    }

    @Test func aStaleGroupVersionIsPartOfTheObservation() async throws {
        var stale = FakeCluster.small
        stale.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")]
        try await FakeAPIServer.withServer(stale) { server in
            let aggregated = try await CrawlHarness.crawl(server)
            guard case .stale = aggregated.outcome(of: "metrics.k8s.io/v1beta1") else {
                Issue.record("not stale")
                return
            }
            let legacy = try await CrawlHarness.crawl(server) { _ in
            } options: {
                $0.legacyOnly = true
            }
            guard case .failed(let failure) = legacy.outcome(of: "metrics.k8s.io/v1beta1") else {
                Issue.record("not failed")
                return
            }
            #expect(failure.httpStatus == 503)
            #expect(failure.message == "503 Service Unavailable")
            #expect(aggregated.digest == legacy.digest)
        }
    }

    @Test func oneFailingGroupVersionKeepsTheOthers() async throws {
        try await FakeAPIServer.withServer(cluster([.legacy])) { server in
            server.setFault(.body(.bareWord), at: "/apis/apps/v1")
            server.setFault(.disconnect, at: "/apis/autoscaling/v1")
            server.setFault(.status(403), at: "/apis/autoscaling/v2")
            let other = #"{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods","kind":"Pod"}]}"#
            server.setFault(
                .body(FixedBody(contentType: "application/json", text: other)), at: "/apis/events.k8s.io/v1")
            let observation = try await CrawlHarness.crawl(server)
            for (name, text) in [
                ("apps/v1", "the answer is not valid JSON"),
                ("autoscaling/v1", "the connection broke before the answer was complete"),
                ("autoscaling/v2", "403 Forbidden"), ("events.k8s.io/v1", "the answer is of another group version"),
            ] {
                guard case .failed(let failure) = observation.outcome(of: name) else {
                    Issue.record("\(name) did not fail")
                    continue
                }
                #expect(failure.message == text)
            }
            guard case .current = observation.outcome(of: "v1") else { Issue.record("core failed"); return }
        }
    }

    @Test func aServerWithoutTheCorePathIsFine() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.status(404), at: "/api")
            guard case .absent = try await CrawlHarness.crawl(server).core else { Issue.record("not absent"); return }
        }
    }

    @Test func aFailingCorePathKeepsTheOtherHalf() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.status(403), at: "/api")
            let observation = try await CrawlHarness.crawl(server)
            guard case .failed(let failure) = observation.core else { Issue.record("not failed"); return }
            #expect(failure == GroupVersionFailure(httpStatus: 403, message: "403 Forbidden"))
            guard case .current = observation.outcome(of: "apps/v1") else { Issue.record("no apps"); return }
        }
    }

    @Test func aVersionThatCannotBeReadIsOnlyNotKnown() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.status(403), at: "/version")
            let observation = try await CrawlHarness.crawl(server)
            #expect(observation.serverVersion == nil)
            #expect(observation.digest == digest)
        }
    }

    @Test func aServerThatRefusesTheAggregatedTypesIsAskedForPlainJSON() async throws {
        try await FakeAPIServer.withServer(cluster([.legacy])) { server in
            server.setFault(.status(406), at: "/apis", times: 1)
            server.setFault(.status(415), at: "/api", times: 1)
            let result = try await CrawlHarness.crawl(server)
            #expect(result.digest == digest)
        }
    }

    @Test func storageVersionHashesComeWithTheLegacyForm() async throws {
        var hashed = cluster([.legacy])
        hashed.addStorageVersionHashes()
        try await FakeAPIServer.withServer(hashed) { server in
            let observation = try await CrawlHarness.crawl(server)
            #expect(observation.storageVersionHashes[GroupVersion(group: "", version: "v1")]?["pods"] != nil)
        }
    }

    @Test func aPathPrefixStandsBeforeEveryRequest() async throws {
        let options = FakeAPIServerOptions(pathPrefix: "/k8s/clusters/c-ab")
        try await FakeAPIServer.withServer(cluster([.legacy]), options) { server in
            let observation = try await CrawlHarness.crawl(server)
            #expect(observation.digest == digest)
            #expect(observation.server.hasSuffix("/k8s/clusters/c-ab"))
            #expect(server.requests.allSatisfy { $0.target.hasPrefix("/k8s/clusters/c-ab/") })
        }
    }

    @Test func aLegacyWalkKeepsNoMoreRequestsInFlightThanAllowed() async throws {
        let wide = FakeCluster.synthetic(customResourceDefinitions: 60, groups: 60, on: [])
        var legacy = wide
        legacy.forms = [.legacy]
        try await FakeAPIServer.withServer(legacy) { server in
            let observation = try await CrawlHarness.crawl(server) { _ in
            } options: {
                $0.requestsInFlight = 4
            }
            #expect(observation.digest == APISurface(groups: wide.groups).digest)
            #expect(server.connectionsAccepted <= 7)
        }
    }

    @Test func aHundredThousandResourcesAreRead() async throws {
        let many = try APIResourceList(
            groupVersion: GroupVersion(group: "many", version: "v1"),
            resources: (0..<100_000).map { index in
                APIResource(
                    resource: "resource\(index)",
                    responseKind: GroupVersionKind(group: "many", version: "v1", kind: "Kind"), namespaced: true,
                    verbs: ["get"])
            })
        let cluster = FakeCluster(groups: [
            APIGroup(name: "many", preferredVersion: "v1", versions: [.init(version: "v1", resources: many)])
        ])
        try await FakeAPIServer.withServer(cluster) { server in
            guard case .current(let list) = try await CrawlHarness.crawl(server).outcome(of: "many/v1") else {
                Issue.record("not read")
                return
            }
            #expect(list.digest == many.digest)
        }
    }
}
