import DiscoveryModel
import Foundation
import Testing

@Suite struct SurfaceDifferenceTests {
    private func surface(_ resources: [APIResource]?, version: String = "v1") throws -> APISurface {
        APISurface(groups: [try Samples.group("example.com", [(version, resources)])])
    }

    /// A difference in a line: what happened, to what, in which field, by which rule.
    private func lines(_ difference: SurfaceDifference) -> [String] {
        difference.differences.map(\.record).map { record in
            [record.kind.rawValue, record.subjectName ?? "", record.field?.rawValue ?? "", record.rule.rawValue]
                .filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    // MARK: - Fields

    struct FieldCase: Sendable, CustomTestStringConvertible {
        var old = Samples.resource("widgets")
        var new = Samples.resource("widgets")
        var found: [String] = []

        init(_ found: String..., change: (inout APIResource, inout APIResource) -> Void) {
            self.found = found
            change(&old, &new)
        }

        var testDescription: String { found.joined(separator: ", ") }
    }

    static let fieldCases: [FieldCase] = [
        FieldCase("kind kindChanged", "singularName namesChanged") { _, new in
            new.responseKind.kind = "Gadget"
            new.singularName = "widget"
        },
        FieldCase("responseKind kindChanged") { $1.responseKind.version = "v2" },
        FieldCase("namespaced scopeChanged") { $1.namespaced = false },
        FieldCase("verbs verbsRemoved") { $1.verbs = ["get", "list"] },
        FieldCase("verbs verbsAdded") { $1.verbs = ["get", "list", "watch", "patch"] },
        FieldCase("verbs verbsRemoved") { $1.verbs = ["get", "list", "patch"] },
        FieldCase { $1.verbs = ["watch", "list", "get"] },
        FieldCase("shortNames shortNamesAdded") { $1.shortNames = ["w"] },
        FieldCase("shortNames nameRemoved") { old, _ in old.shortNames = ["w"] },
        FieldCase("shortNames namesChanged") { old, new in
            old.shortNames = ["w", "wi"]
            new.shortNames = ["wi", "w"]
        },
        FieldCase("categories categoriesChanged") { $1.categories = ["all"] },
        FieldCase { old, new in
            old.categories = ["a", "b"]
            new.categories = ["b", "a"]
        },
        FieldCase("singularName namesChanged") { $1.singularName = "widget" },
        FieldCase("singularName nameRemoved") { old, _ in old.singularName = "one" },
    ]

    @Test(arguments: fieldCases) func aFieldThatDiffersIsJudged(field: FieldCase) throws {
        let difference = SurfaceDifference(from: try surface([field.old]), to: try surface([field.new]))
        #expect(lines(difference) == field.found.map { "changed widgets.v1.example.com \($0)" })
    }

    @Test func aShortNameThatAnotherVersionStillGivesIsNotLost() throws {
        let named = Samples.resource("widgets", shortNames: ["w"])
        let old = APISurface(groups: [try Samples.group("example.com", [("v1", [named]), ("v2", [named])])])
        let new = APISurface(groups: [
            try Samples.group("example.com", [("v1", [named]), ("v2", [Samples.resource("widgets")])])
        ])
        let difference = SurfaceDifference(from: old, to: new)
        #expect(lines(difference) == ["changed widgets.v2.example.com shortNames namesChanged"])
        #expect(difference.count(.cosmetic) == 1)
    }

    // MARK: - Things that come and go

    @Test func whatWentBreaksAndWhatCameDoesNot() throws {
        let old = try surface([Samples.resource("gone"), Samples.resource("kept"), Samples.resource("kept/scale")])
        let new = try surface([Samples.resource("came"), Samples.resource("kept"), Samples.resource("kept/status")])
        let difference = SurfaceDifference(from: old, to: new)
        #expect(
            lines(difference) == [
                "added came.v1.example.com resourceAdded", "removed gone.v1.example.com resourceRemoved",
                "removed kept/scale.v1.example.com subresourceRemoved",
                "added kept/status.v1.example.com subresourceAdded",
            ])
        #expect(difference.count(.breaking) == 2)
        #expect(difference.breaking.differences.count == 2)
    }

    @Test func aResourceTakesItsSubresourcesAlong() throws {
        let old = try surface([Samples.resource("widgets"), Samples.resource("widgets/status")])
        let difference = SurfaceDifference(from: old, to: try surface([]))
        #expect(lines(difference) == ["removed widgets.v1.example.com resourceRemoved"])
        #expect(difference.differences.first?.record.from["subresources"].texts == ["status"])
    }

    @Test func aVersionTakesItsResourcesAlong() throws {
        let resources = [Samples.resource("gadgets"), Samples.resource("widgets")]
        let old = APISurface(groups: [try Samples.group("example.com", [("v1", resources), ("v2", resources)])])
        let new = APISurface(groups: [try Samples.group("example.com", [("v1", resources)])])
        let difference = SurfaceDifference(from: old, to: new)
        #expect(lines(difference) == ["removed example.com/v2 versionRemoved"])
        #expect(difference.differences.first?.record.from.texts == ["gadgets", "widgets"])
        #expect(difference.differences.first?.resourceCount == 2)
    }

    @Test func aGroupTakesItsVersionsAlong() throws {
        let difference = SurfaceDifference(from: try surface([Samples.resource("widgets")]), to: APISurface(groups: []))
        #expect(lines(difference) == ["removed example.com groupRemoved"])
        let versions = difference.differences.first?.record.from["versions"]
        #expect(versions == .list([.object(["version": .text("v1"), "resources": .list([.text("widgets")])])]))
    }

    @Test func ordersAndPreferredVersionsBreakNothing() throws {
        let resources = [Samples.resource("widgets")]
        let one = try Samples.group("a", preferred: "v1", [("v1", resources), ("v2", resources)])
        let other = try Samples.group("a", preferred: "v2", [("v2", resources), ("v1", resources)])
        let last = try Samples.group("b", [("v1", [])])
        let difference = SurfaceDifference(
            from: APISurface(groups: [one, last]), to: APISurface(groups: [last, other]))
        #expect(
            lines(difference) == [
                "changed a preferredVersion preferredVersionChanged", "changed a versions orderChanged",
                "changed groups orderChanged",
            ])
        #expect(difference.count(.breaking) == 0)
    }

    // MARK: - Names

    @Test func aNameThatAnotherGroupTakesOverIsBreaking() throws {
        let mine = try Samples.group(
            "mine.io", [("v1", [Samples.resource("gateways", kind: "Gateway", shortNames: ["gw"])])])
        let theirs = try Samples.group("a.theirs.io", [("v1", [Samples.resource("gateways", kind: "Gateway")])])
        let difference = SurfaceDifference(
            from: APISurface(groups: [mine]), to: APISurface(groups: [theirs, mine]))
        #expect(
            lines(difference) == [
                "added a.theirs.io groupAdded", "changed gateway, gateways meaning meaningChanged",
            ])
        let record = try #require(difference.differences.last?.record)
        #expect(record.from == .text("gateways.mine.io"))
        #expect(record.to == .text("gateways.a.theirs.io"))
    }

    @Test func anotherOrderOfGroupsMayChangeWhatNamesMean() throws {
        let one = try Samples.group("one.io", [("v1", [Samples.resource("ones", kind: "One", shortNames: ["o"])])])
        let two = try Samples.group("two.io", [("v1", [Samples.resource("twos", kind: "Two", shortNames: ["o"])])])
        let difference = SurfaceDifference(from: APISurface(groups: [one, two]), to: APISurface(groups: [two, one]))
        #expect(lines(difference) == ["changed groups orderChanged", "changed o meaning meaningChanged"])
    }

    @Test func aNameThatMovesAlongIsNotBreaking() throws {
        let ingress = Samples.resource("ingresses", kind: "Ingress", shortNames: ["ing"])
        let old = APISurface(groups: [try Samples.group("extensions", [("v1beta1", [ingress])])])
        let new = APISurface(groups: [try Samples.group("networking.k8s.io", [("v1", [ingress])])])
        let difference = SurfaceDifference(from: old, to: new)
        #expect(
            lines(difference) == [
                "removed extensions groupRemoved", "added networking.k8s.io groupAdded",
                "changed ing, ingress, ingresses meaning meaningMoved",
            ])
    }

    @Test func aNameThatBecomesKnownIsNotTakenOver() throws {
        let widgets = [Samples.resource("widgets")]
        let other = try Samples.group("b.io", [("v1", widgets)])
        let changed = try Samples.group("b.io", [("v1", widgets), ("v2", [])])
        let difference = SurfaceDifference(
            from: APISurface(groups: [try Samples.group("a.io", [("v1", nil)]), other]),
            to: APISurface(groups: [try Samples.group("a.io", [("v1", widgets)]), changed]))
        #expect(lines(difference) == ["added b.io/v2 versionAdded"])
    }

    // MARK: - What is not known

    @Test func whatIsUnknownMakesNoDifference() throws {
        let known = try surface([Samples.resource("widgets")])
        let unknown = try surface(nil)
        #expect(SurfaceDifference(from: known, to: unknown).isEmpty)
        #expect(SurfaceDifference(from: unknown, to: APISurface(groups: [])).isEmpty)
        #expect(SurfaceDifference(from: APISurface(groups: []), to: unknown).isEmpty)
        let found = SurfaceDifference(from: unknown, to: known)
        #expect(found.isEmpty)
        #expect(found.becameKnown.map(\.groupVersion.description) == ["example.com/v1"])
        #expect(SurfaceDifference(from: known, to: unknown).becameUnknown == found.becameKnown)
    }

    @Test func anUnknownVersionThatIsPreferredMakesNoDifferenceEither() throws {
        let resources = [Samples.resource("widgets")]
        let old = APISurface(groups: [try Samples.group("a", preferred: "v1", [("v1", resources)])])
        let new = APISurface(groups: [try Samples.group("a", preferred: "v2", [("v2", nil), ("v1", resources)])])
        #expect(SurfaceDifference(from: old, to: new).isEmpty)
        #expect(SurfaceDifference(from: new, to: old).isEmpty)
    }

    @Test func whatIsStaleIsComparedAsLastKnownAndNamed() throws {
        let groupVersion = GroupVersion(group: "example.com", version: "v1")
        let asOf = Date(timeIntervalSince1970: 1_700_000_000)
        let condition = GroupVersionCondition(
            groupVersion: groupVersion, state: .stale, failure: GroupVersionFailure(message: "stale"), asOf: asOf)
        let old = ResolvedSurface(
            label: "old", surface: try surface([Samples.resource("widgets")]), conditions: [groupVersion: condition])
        let same = ResolvedSurface(label: "same", surface: try surface([Samples.resource("widgets")]))
        let other = ResolvedSurface(label: "other", surface: try surface([Samples.resource("gadgets", kind: "Gadget")]))
        #expect(SurfaceDifference(from: old, to: same).isEmpty)
        let difference = SurfaceDifference(from: old, to: other)
        #expect(difference.differences.count == 2)
        for found in [difference, SurfaceDifference(from: old, to: same)] {
            let incomplete = try #require(found.incomplete.first)
            #expect(incomplete.groupVersion == groupVersion)
            #expect(incomplete.side == .from)
            #expect(incomplete.label == "old")
            #expect(incomplete.state == .stale)
            #expect(incomplete.asOf == asOf)
            #expect(incomplete.isKnown)
        }
    }

    @Test func whatIsUnknownIsNamedOnItsSide() throws {
        let known = ResolvedSurface(label: "known", surface: try surface([Samples.resource("widgets")]))
        let unknown = ResolvedSurface(label: "unknown", surface: try surface(nil))
        let incomplete = SurfaceDifference(from: known, to: unknown).incomplete
        #expect(incomplete.map(\.side) == [.to])
        #expect(incomplete.first?.isKnown == false)
        #expect(incomplete.first?.asOf == nil)
    }

    // MARK: - Parts

    @Test func theOrderOfSomeGroupsIsTheirOrderAmongEachOther() throws {
        let groups = try ["a", "b", "c"].map { try Samples.group($0, [("v1", [])]) }
        let difference = SurfaceDifference(
            from: APISurface(groups: groups), to: APISurface(groups: [groups[1], groups[0], groups[2]]))
        #expect(difference.including { $0 != "c" }.differences.first?.record.from.texts == ["a", "b"])
        #expect(difference.including { $0 != "a" }.isEmpty)
    }
}
