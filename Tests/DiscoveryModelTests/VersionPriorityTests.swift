import Testing

@testable import DiscoveryModel

@Suite struct VersionPriorityTests {
    @Test func versionsAreRankedAsKubernetesRanksThem() {
        let ranked = [
            "v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v3beta", "v12alpha1", "v11alpha2", "foo1", "foo10",
            "v01", "v1beta0", "v1gamma1", "v1x",
        ]
        // Without a number, beta is no version.
        let expected =
            ranked.filter { $0 != "v3beta" && !["v01", "v1beta0", "v1gamma1", "v1x"].contains($0) }
            + ["v01", "v1beta0", "v1gamma1", "v1x", "v3beta"]
        #expect(ranked.reversed().sorted(by: VersionPriority.precedes) == expected)
    }

    @Test(arguments: [
        ([["v1", "v2"], ["v1"], ["v2"]], ["v1", "v2"]), ([["v1", "v2"], ["v2", "v1"]], ["v2", "v1"]),
        ([["v1beta1"], ["v1"]], ["v1", "v1beta1"]), ([["a", "x", "b"], ["x"], ["a", "b"]], ["a", "b"]), ([], []),
    ])
    func theOrderThatServersAgreeOnComesFirst(lists: [[String]], merged: [String]) {
        #expect(VersionPriority.merged(Set(lists.joined()).subtracting(["x"]), in: lists) == merged)
    }
}
