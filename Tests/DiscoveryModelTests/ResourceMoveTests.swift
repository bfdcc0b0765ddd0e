import DiscoveryModel
import Testing

@Suite struct ResourceMoveTests {
    /// One side: groups with their versions.
    private typealias Side = [(name: String, versions: [(String, [APIResource]?)])]

    private func moves(_ old: Side, _ new: Side) throws -> [String] {
        let before = APISurface(groups: try old.map { try Samples.group($0.name, $0.versions) })
        let after = APISurface(groups: try new.map { try Samples.group($0.name, $0.versions) })
        return SurfaceDifference(from: before, to: after).moves.map(\.description)
    }

    private let budgets = Samples.resource("poddisruptionbudgets", kind: "PodDisruptionBudget", shortNames: ["pdb"])
    private let gateways = Samples.resource("gateways", kind: "Gateway", shortNames: ["gw"])
    private let ingresses = Samples.resource("ingresses", kind: "Ingress", shortNames: ["ing"])

    @Test(arguments: [["v1beta1"], ["v1", "v1beta1"], ["v1beta1", "v1"]])
    func aResourceMovesToAnotherVersionOfItsGroup(versions: [String]) throws {
        let old: Side = [("policy", versions.map { ($0, [budgets]) })]
        let new: Side = [("policy", [("v1", [budgets])])]
        let emptied: Side = [("policy", [("v1", [budgets]), ("v1beta1", [])])]
        for side in [new, emptied] {
            let found = try moves(old, side)
            #expect(found == ["policy/v1beta1 PodDisruptionBudget -> policy/v1"])
        }
    }

    @Test func thePreferredVersionIsWhereItMovedTo() throws {
        let old: Side = [("policy", [("v1beta1", [budgets])])]
        let new: Side = [("policy", [("v2", [budgets]), ("v1", [budgets])])]
        let found = try moves(old, new)
        #expect(found == ["policy/v1beta1 PodDisruptionBudget -> policy/v2"])
    }

    @Test(arguments: [false, true], [false, true])
    func aKindMovesBetweenGroupsOfKubernetes(wasThere: Bool, groupStays: Bool) throws {
        let new: Side = [("networking.k8s.io", [("v1", [ingresses])])]
        let old: Side = [("extensions", [("v1beta1", [ingresses])])]
        let emptied: Side = [("extensions", [("v1beta1", [])])]
        let found = try moves(old + (wasThere ? new : []), (groupStays ? emptied : []) + new)
        #expect(found == ["extensions/v1beta1 Ingress -> networking.k8s.io/v1"])
    }

    @Test func aProjectMayRenameItsGroup() throws {
        let found = try moves([("old.io", [("v1", [gateways])])], [("new.io", [("v1", [gateways])])])
        #expect(found == ["old.io/v1 Gateway -> new.io/v1"])
    }

    @Test func theSameKindOfAnotherProjectIsNoMove() throws {
        let others = Samples.resource("gateways", kind: "Gateway", shortNames: ["gtw"])
        let istio: Side = [("istio.io", [("v1", [gateways])])]
        let byChance = try moves(istio, [("gateway.io", [("v1", [others])])])
        #expect(byChance.isEmpty)
        let other: Side = [("gateway.io", [("v1", [gateways])])]
        let sinceLong = try moves(istio + other, other)
        #expect(sinceLong.isEmpty)
    }

    @Test(arguments: [
        Samples.resource("poddisruptionbudgets", kind: "Other", shortNames: ["pdb"]),
        Samples.resource("poddisruptionbudgets", kind: "PodDisruptionBudget", namespaced: false),
        Samples.resource("budgets", kind: "PodDisruptionBudget"),
    ])
    func anotherKindScopeOrNameIsNoMove(other: APIResource) throws {
        let found = try moves([("policy", [("v1beta1", [budgets])])], [("policy", [("v1", [other])])])
        #expect(found.isEmpty)
    }

    @Test func twoPlacesToMoveToAreNone() throws {
        let new: Side = [("a.io", [("v1", [gateways])]), ("b.io", [("v1", [gateways])])]
        let found = try moves([("old.io", [("v1", [gateways])])], new)
        #expect(found.isEmpty)
    }

    @Test func whatCameDidNotMove() throws {
        let new: Side = [("policy", [("v1", [budgets]), ("v1beta1", [budgets])])]
        let found = try moves([("policy", [("v1", [budgets])])], new)
        #expect(found.isEmpty)
    }
}
