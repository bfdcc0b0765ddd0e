import DiscoveryModel
import Testing

@Suite struct SurfaceChangeTests {
    private func surface(_ versions: [(String, [APIResource]?)]) throws -> APISurface {
        APISurface(groups: [try Samples.group("example.com", preferred: versions.first?.0, versions)])
    }

    @Test func aSurfaceDoesNotDifferFromItself() throws {
        let surface = try surface([("v1", [Samples.resource("widgets")])])
        #expect(SurfaceChange(from: surface, to: surface) == SurfaceChange())
    }

    @Test func countsWhatCameWentAndChanged() throws {
        let old = try surface([
            ("v1", [Samples.resource("gone"), Samples.resource("kept"), Samples.resource("changed")])
        ])
        let new = try surface([
            (
                "v1",
                [Samples.resource("came"), Samples.resource("kept"), Samples.resource("changed", verbs: ["get"])]
            )
        ])
        let change = SurfaceChange(from: old, to: new)
        #expect((change.added, change.removed, change.changed) == (1, 1, 1))
    }

    @Test func aNewSubresourceChangesItsResource() throws {
        let old = try surface([("v1", [Samples.resource("widgets")])])
        let new = try surface([("v1", [Samples.resource("widgets"), Samples.resource("widgets/status")])])
        #expect(SurfaceChange(from: old, to: new).changed == 1)
    }

    @Test func whatBecomesKnownIsNotAdded() throws {
        let old = try surface([("v1", nil)])
        let new = try surface([("v1", [Samples.resource("widgets")])])
        let change = SurfaceChange(from: old, to: new)
        #expect(change.added == 0)
        #expect(change.becameKnown.map(\.description) == ["example.com/v1"])
    }

    @Test func aGroupThatGoesTakesItsResourcesAlong() throws {
        let old = try surface([("v1", [Samples.resource("a"), Samples.resource("b")])])
        #expect(SurfaceChange(from: old, to: APISurface(groups: [])).removed == 2)
    }

    @Test func anotherPreferredVersionIsAChange() throws {
        let resources = [Samples.resource("widgets")]
        let versions: [(String, [APIResource]?)] = [("v1", resources), ("v2", resources)]
        let old = APISurface(groups: [try Samples.group("a", preferred: "v1", versions)])
        let new = APISurface(groups: [try Samples.group("a", preferred: "v2", versions)])
        #expect(SurfaceChange(from: old, to: new).changed == 1)
    }
}
