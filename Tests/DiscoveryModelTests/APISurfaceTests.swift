import DiscoveryModel
import Testing

@Suite struct APISurfaceTests {
    private func surface(_ names: [String]) throws -> APISurface {
        APISurface(groups: try names.map { try Samples.group($0, [("v1", [Samples.resource("widgets", group: $0)])]) })
    }

    @Test func theOrderOfGroupsDoesNotCount() throws {
        #expect(try surface(["", "a", "b"]).digest == surface(["b", "a", ""]).digest)
    }

    @Test func theOrderOfVersionsCounts() throws {
        let resources = [Samples.resource("widgets")]
        let one = APISurface(groups: [try Samples.group("a", preferred: "v1", [("v1", resources), ("v2", resources)])])
        let other = APISurface(groups: [
            try Samples.group("a", preferred: "v1", [("v2", resources), ("v1", resources)])
        ])
        #expect(one.digest != other.digest)
    }

    @Test func thePreferredVersionCounts() throws {
        let resources = [Samples.resource("widgets")]
        let one = APISurface(groups: [try Samples.group("a", preferred: "v1", [("v1", resources), ("v2", resources)])])
        let other = APISurface(groups: [
            try Samples.group("a", preferred: "v2", [("v1", resources), ("v2", resources)])
        ])
        #expect(one.digest != other.digest)
    }

    @Test func unknownIsNotEmpty() throws {
        let unknown = APISurface(groups: [try Samples.group("a", [("v1", nil)])])
        let empty = APISurface(groups: [try Samples.group("a", [("v1", [])])])
        #expect(unknown.digest != empty.digest)
    }

    @Test func countsResourcesApartFromSubresources() throws {
        let surface = APISurface(groups: [
            try Samples.group(
                "a", [("v1", [Samples.resource("widgets"), Samples.resource("widgets/status")]), ("v2", nil)])
        ])
        #expect(surface.counts == SurfaceCounts(groups: 1, versions: 2, resources: 1, subresources: 1))
    }
}
