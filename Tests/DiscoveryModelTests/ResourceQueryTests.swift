import DiscoveryModel
import Testing

@Suite struct ResourceQueryTests {
    private func names(_ groups: [APIGroup], _ change: (inout ResourceQuery) -> Void = { _ in }) -> [String] {
        var query = ResourceQuery()
        change(&query)
        return query.rows(in: ResolvedSurface(label: "test", surface: APISurface(groups: groups)))
            .map { "\($0.groupVersion.version):\($0.qualifiedName)" }
    }

    @Test func eachResourceAppearsOnceInItsPreferredVersion() throws {
        let group = try Samples.group(
            "a", preferred: "v1",
            [
                ("v2", [Samples.resource("both"), Samples.resource("new")]),
                ("v1", [Samples.resource("both")]), ("v1beta1", [Samples.resource("new"), Samples.resource("old")]),
            ])
        #expect(names([group]) == ["v1:both.a", "v2:new.a", "v1beta1:old.a"])
    }

    @Test func subresourcesComeFromTheVersionOfTheirResource() throws {
        let group = try Samples.group(
            "a", preferred: "v1",
            [
                ("v1", [Samples.resource("widgets")]),
                ("v1beta1", [Samples.resource("widgets"), Samples.resource("widgets/status")]),
            ])
        #expect(names([group]) { $0.subresources = true } == ["v1:widgets.a"])
        #expect(
            names([group]) {
                $0.subresources = true
                $0.allVersions = true
            } == ["v1:widgets.a", "v1beta1:widgets.a", "v1beta1:widgets/status.a"])
    }

    @Test func aSubresourceWithoutItsResourceIsListed() throws {
        let group = try Samples.group("a", [("v1", [Samples.resource("orphans/status")])])
        #expect(names([group]) { $0.subresources = true } == ["v1:orphans/status.a"])
    }

    @Test func resourcesWithoutVerbsAreLeftOutAsKubectlDoes() throws {
        let group = try Samples.group("a", [("v1", [Samples.resource("mute", verbs: [])])])
        #expect(names([group]).isEmpty)
        #expect(names([group]) { $0.allVersions = true } == ["v1:mute.a"])
    }

    @Test func filtersCombine() throws {
        let group = try Samples.group(
            "a",
            [
                (
                    "v1",
                    [
                        Samples.resource("one", verbs: ["get", "list", "watch"], categories: ["all"]),
                        Samples.resource("two", kind: "Two", namespaced: false, verbs: ["get", "list"]),
                        Samples.resource("three", verbs: ["create"]),
                    ]
                )
            ])
        #expect(names([group]) { $0.verbs = ["list", "get"] } == ["v1:one.a", "v1:two.a"])
        #expect(names([group]) { $0.anyVerb = ["watch", "create"] } == ["v1:one.a", "v1:three.a"])
        #expect(names([group]) { $0.withoutVerb = ["watch", "create"] } == ["v1:two.a"])
        #expect(names([group]) { $0.namespaced = false } == ["v1:two.a"])
        #expect(names([group]) { $0.categories = ["all"] } == ["v1:one.a"])
        #expect(names([group]) { $0.categories = ["all", "none"] }.isEmpty)
        #expect(names([group]) { $0.kinds = ["two"] } == ["v1:two.a"])
        #expect(names([group]) { $0.names = ["two", "three.a", "one.b"] } == ["v1:three.a", "v1:two.a"])
        #expect(names([group]) { $0.apiGroup = "" }.isEmpty)
    }

    @Test func sortsAsAskedAndKeepsDiscoveryOrderInTies() throws {
        let groups = [
            try Samples.group(
                "z", [("v1", [Samples.resource("beta", kind: "A"), Samples.resource("alpha", kind: "B")])]),
            try Samples.group("a", [("v1", [Samples.resource("beta", kind: "C")])]),
        ]
        #expect(names(groups) == ["v1:beta.a", "v1:alpha.z", "v1:beta.z"])
        #expect(names(groups) { $0.order = .name } == ["v1:alpha.z", "v1:beta.z", "v1:beta.a"])
        #expect(names(groups) { $0.order = .kind } == ["v1:beta.z", "v1:alpha.z", "v1:beta.a"])
    }

    @Test func statesAreThoseOfTheGroupVersion() throws {
        let groups = [
            try Samples.group("a", [("v1", [Samples.resource("widgets")])]),
            try Samples.group("b", [("v1", [Samples.resource("gadgets")])]),
        ]
        let stale = GroupVersion(group: "b", version: "v1")
        let resolved = ResolvedSurface(
            label: "test", surface: APISurface(groups: groups),
            conditions: [
                stale: GroupVersionCondition(
                    groupVersion: stale, state: .stale, failure: GroupVersionFailure(message: "x"))
            ])
        var query = ResourceQuery()
        query.states = [.stale]
        #expect(query.rows(in: resolved).map(\.qualifiedName) == ["gadgets.b"])
        query.states = [.current]
        #expect(query.rows(in: resolved).map(\.qualifiedName) == ["widgets.a"])
    }
}
