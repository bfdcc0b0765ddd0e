import Testing

@testable import DiscoveryServer

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/", []), ("/apis", ["apis"]), ("/apis/", ["apis"]), ("//apis//apps/v1", ["apis", "apps", "v1"]),
        ("/clusters/prod@-7d/api", ["clusters", "prod@-7d", "api"]), ("/clusters/a%20b%2Fc", ["clusters", "a b/c"]),
        ("/clusters/prod%402026-11-02T08%3A00%3A00Z", ["clusters", "prod@2026-11-02T08:00:00Z"]),
        ("/%2e%2e/etc", ["..", "etc"]), ("/a?b=c/d", ["a"]), ("/%E2%82%AC", ["€"]), ("", []),
    ])
    func aPathIsTakenApart(target: String, segments: [String]) throws {
        #expect(try #require(RequestTarget(target)).segments == segments)
    }

    @Test func theSpellingIsKept() throws {
        let target = try #require(RequestTarget("//clusters/a%40-1d/b@%2f?c"))
        #expect(target.spelledSegments == ["clusters", "a%40-1d", "b@%2f"])
        #expect(target.segments == ["clusters", "a@-1d", "b@/"])
    }

    @Test(arguments: ["/%", "/%4", "/%zz", "/%FF", "/a%00b", "/%C3%28"])
    func whatIsNoPathIsRefused(target: String) {
        #expect(RequestTarget(target) == nil)
    }

    @Test(arguments: [
        ("/a?pretty=true", true), ("/a?x=1&pretty=1", true), ("/a?pretty=T", true), ("/a?pretty=%31", true),
        ("/a?pretty=false", false), ("/a?pretty=0", false), ("/a?pretty=yes", false), ("/a?pretty=tRUE", false),
        ("/a?pretty=0&pretty=1", false), ("/a?pretty", nil), ("/a?pretty=", nil), ("/a?prettyx=1", nil),
        ("/pretty", nil),
    ])
    func peopleAreAskedFor(target: String, isPretty: Bool?) throws {
        #expect(try #require(RequestTarget(target)).isPretty == isPretty)
    }
}
