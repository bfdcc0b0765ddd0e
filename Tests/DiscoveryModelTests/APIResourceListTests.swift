import DiscoveryModel
import Testing

@Suite struct APIResourceListTests {
    @Test func aDigestIgnoresTheOrderOfResourcesVerbsAndCategories() throws {
        let one = try Samples.list(
            "example.com/v1",
            [
                Samples.resource("widgets", verbs: ["get", "list"], categories: ["all", "x"]),
                Samples.resource("widgets/status"), Samples.resource("gadgets"),
            ])
        let other = try Samples.list(
            "example.com/v1",
            [
                Samples.resource("gadgets"), Samples.resource("widgets/status"),
                Samples.resource("widgets", verbs: ["list", "get", "get"], categories: ["x", "all"]),
            ])
        #expect(one.digest == other.digest)
        #expect(one.resources.map(\.name) == ["gadgets", "widgets", "widgets/status"])
    }

    @Test func verbsKeepTheServersOrder() throws {
        let list = try Samples.list("example.com/v1", [Samples.resource("widgets", verbs: ["watch", "get"])])
        #expect(list.resources[0].verbs == ["watch", "get"])
    }

    @Test(arguments: [
        Samples.resource("widgets", kind: "Other"), Samples.resource("widgets", namespaced: false),
        Samples.resource("widgets", verbs: ["get"]), Samples.resource("widgets", shortNames: ["w"]),
        Samples.resource("widgets", categories: ["all"]), Samples.resource("widgets", singularName: "widget"),
        Samples.resource("widgets", group: "other"), Samples.resource("widgets", version: "v2"),
        Samples.resource("widgets/status"), Samples.resource("widget"),
    ])
    func everyFactCountsInTheDigest(resource: APIResource) throws {
        let plain = try Samples.list("example.com/v1", [Samples.resource("widgets")])
        #expect(try Samples.list("example.com/v1", [resource]).digest != plain.digest)
    }

    @Test func theOrderOfShortNamesCounts() throws {
        let one = try Samples.list("example.com/v1", [Samples.resource("widgets", shortNames: ["a", "b"])])
        let other = try Samples.list("example.com/v1", [Samples.resource("widgets", shortNames: ["b", "a"])])
        #expect(one.digest != other.digest)
    }

    @Test func textsThatRunTogetherDoNotCollide() throws {
        let one = try Samples.list("example.com/v1", [Samples.resource("ab", kind: "c")])
        let other = try Samples.list("example.com/v1", [Samples.resource("a", kind: "bc")])
        #expect(one.digest != other.digest)
    }

    @Test func aRepeatedEntryThatIsTheSameIsDropped() throws {
        let list = try Samples.list("example.com/v1", [Samples.resource("widgets"), Samples.resource("widgets")])
        #expect(list.resources.count == 1)
    }

    @Test func twoResourcesOfOneNameAreAnError() {
        #expect(throws: DuplicateResourceError.self) {
            try Samples.list("example.com/v1", [Samples.resource("widgets"), Samples.resource("widgets", kind: "X")])
        }
    }

    @Test func theDigestNamesItsCanonicalFormAndStaysTheSame() throws {
        let list = try Samples.list("example.com/v1", [Samples.resource("widgets")])
        #expect(list.digest.text.hasPrefix("1-"))
        #expect(list.digest.text.count == 66)
        // A change of this text is a change of the canonical form, which then needs a new number.
        #expect(list.digest.text == "1-5dddf9c95ee96815fe787ca6001af580cb2f3a58e4fb9361706685b098089ce5")
    }
}
