import DiscoveryModel
import Testing

@testable import FakeAPIServer

@Suite(.fewAtOnce) struct FakeClusterTests {
    @Test func equalArgumentsMakeEqualClusters() {
        let one = FakeCluster.synthetic(customResourceDefinitions: 70, groups: 12)
        let other = FakeCluster.synthetic(customResourceDefinitions: 70, groups: 12)
        #expect(APISurface(groups: one.groups).digest == APISurface(groups: other.groups).digest)
        #expect(one.groups.map(\.name) == other.groups.map(\.name))
        #expect(one.storageVersionHashes == other.storageVersionHashes)
    }

    @Test(arguments: [(0, 5), (1, 5), (7, 3), (600, 1), (700, 600)])
    func everyDefinitionIsInOneGroup(definitions: Int, groups: Int) {
        let cluster = FakeCluster.synthetic(customResourceDefinitions: definitions, groups: groups, on: [])
        let preferred = cluster.groups.flatMap(\.versions).filter { $0.version == "v1" }
        let resources = preferred.flatMap { $0.resources?.resources ?? [] }.filter { $0.subresource == nil }
        #expect(resources.count == definitions)
        #expect(cluster.groups.count == min(definitions, groups))
        #expect(Set(cluster.groups.map(\.name)).count == cluster.groups.count)
    }

    @Test func definitionsVary() {
        let cluster = FakeCluster.synthetic(customResourceDefinitions: 200, groups: 40, on: [])
        let resources = cluster.groups.flatMap(\.versions).flatMap { $0.resources?.resources ?? [] }
        #expect(Set(cluster.groups.map(\.versions.count)) == [1, 2])
        #expect(Set(resources.map(\.namespaced)) == [true, false])
        #expect(Set(resources.map(\.shortNames.isEmpty)) == [true, false])
        #expect(Set(resources.map(\.categories.isEmpty)) == [true, false])
        #expect(resources.contains { $0.subresource == "status" })
        #expect(Set(resources.map(\.kind)).count > 100)
    }

    @Test func storageVersionHashIsThatOfTheKindInThePreferredVersion() throws {
        var cluster = FakeCluster.small
        cluster.addStorageVersionHashes()
        let first = try #require(
            cluster.storageVersionHashes[GroupVersion(group: "autoscaling", version: "v1")]?[
                "horizontalpodautoscalers"])
        let second = cluster.storageVersionHashes[GroupVersion(group: "autoscaling", version: "v2")]?[
            "horizontalpodautoscalers"]
        #expect(first == second)
        // What a real server says of core/v1 Pod.
        #expect(cluster.storageVersionHashes[GroupVersion(group: "", version: "v1")]?["pods"] == "xPOwRZ+Yhw8=")
    }
}
