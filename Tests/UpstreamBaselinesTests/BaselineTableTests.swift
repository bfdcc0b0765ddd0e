import DiscoveryModel
import Testing

@testable import UpstreamBaselines

@Suite struct BaselineTableTests {
    static let top = """
        # Facts.
        release 9.9
        verbs resource get list
        verbs subresource get update

        """

    private func surface(_ text: String, allAPIs: Bool = false) throws -> APISurface {
        try BaselineTable(parsing: Array((Self.top + text).utf8), release: "9.9").surface(allAPIs: allAPIs)
    }

    /// `v1 pods get,list`, one for each resource.
    private func outline(_ surface: APISurface) -> [String] {
        surface.groups.flatMap { group in
            group.versions.flatMap { version in
                (version.resources?.resources ?? []).map {
                    let groupVersion = GroupVersion(group: group.name, version: version.version)
                    return "\(groupVersion) \($0.name) \($0.verbs.joined(separator: ","))"
                }
            }
        }
    }

    private func onlyResource(_ line: String) throws -> APIResource {
        let surface = try surface("group shop\nversion v1\n  \(line)")
        return try #require(surface.groups.first?.versions.first?.resources?.resources.last)
    }

    @Test func whatIsLeftOutHasDefaults() throws {
        #expect(
            try onlyResource("books Book")
                == APIResource(
                    resource: "books", singularName: "book",
                    responseKind: GroupVersionKind(group: "shop", version: "v1", kind: "Book"), namespaced: true,
                    verbs: ["get", "list"]))
        #expect(
            try onlyResource("books Book scope=Cluster\n  /status")
                == APIResource(
                    resource: "books", subresource: "status",
                    responseKind: GroupVersionKind(group: "shop", version: "v1", kind: "Book"), namespaced: false,
                    verbs: ["get", "update"]))
    }

    @Test func everyWordSaysWhatItNames() throws {
        let line = "books Book scope=Cluster verbs=watch,get shortNames=b,bk categories=all,media singularName="
        #expect(
            try onlyResource(line)
                == APIResource(
                    resource: "books", singularName: "",
                    responseKind: GroupVersionKind(group: "shop", version: "v1", kind: "Book"), namespaced: false,
                    verbs: ["watch", "get"], shortNames: ["b", "bk"], categories: ["all", "media"]))
        #expect(try onlyResource("books Book verbs=").verbs.isEmpty)
        #expect(try onlyResource("books Book\n  /lend Loan verbs=create").verbs == ["create"])
    }

    static let kinds = [
        ("Loan", GroupVersionKind(group: "shop", version: "v1", kind: "Loan")),
        ("v2/Loan", GroupVersionKind(group: "", version: "v2", kind: "Loan")),
        ("bank/v3/Loan", GroupVersionKind(group: "bank", version: "v3", kind: "Loan")),
    ]

    @Test(arguments: kinds)
    func kindMayBeOfAnotherGroupVersion(word: String, kind: GroupVersionKind) throws {
        #expect(try onlyResource("books Book\n  /lend \(word)").responseKind == kind)
        #expect(try onlyResource("loans \(word)").responseKind == kind)
    }

    @Test func linesEndingInAllHoldOnOneServer() throws {
        let text = """
            group shop
            version v2 +all
              books Book
            version v1
              books Book
                /status
                /lend Loan verbs=create +all
              films Film -all
                /status
              films Film verbs=get +all
            group lab +all
            version v1
              tests Test
            """
        #expect(
            try outline(surface(text))
                == ["shop/v1 books get,list", "shop/v1 books/status get,update"]
                + ["shop/v1 films get,list", "shop/v1 films/status get,update"])
        #expect(
            try outline(surface(text, allAPIs: true))
                == ["shop/v2 books get,list", "shop/v1 books get,list", "shop/v1 books/lend create"]
                + ["shop/v1 books/status get,update", "shop/v1 films get", "lab/v1 tests get,list"])
    }

    @Test func firstServedVersionIsPreferredUnlessTheTableSaysOtherwise() throws {
        let versions = "version v2 +all\nversion v1\nversion v1beta1\n"
        let silent = "group shop\n" + versions
        #expect(try surface(silent).groups.map(\.preferredVersion) == ["v1"])
        #expect(try surface(silent, allAPIs: true).groups.map(\.preferredVersion) == ["v2"])
        let stated = "group shop\npreferredVersion v1beta1 -all\npreferredVersion v1 +all\n" + versions
        #expect(try surface(stated).groups.map(\.preferredVersion) == ["v1beta1"])
        #expect(try surface(stated, allAPIs: true).groups.map(\.preferredVersion) == ["v1"])
    }

    @Test func versionWithoutResourcesIsEmptyAndNotUnknown() throws {
        let version = try #require(try surface("group shop\nversion v1").groups.first?.versions.first)
        #expect(version.resources?.resources == [])
    }

    @Test func emptyQuotesAreTheCoreGroup() throws {
        #expect(try surface("group \"\"\nversion v1").groupVersions == [GroupVersion(group: "", version: "v1")])
    }

    static let broken: [(String, Int, String)] = [
        ("groups shop", 5, "a line cannot begin with groups"),
        ("release 9.8", 5, "this is not release 9.9"),
        ("verbs get list", 5, "verbs are those of resource or of subresource"),
        ("group", 5, "group takes one name"),
        ("group shop off", 5, "group takes one name"),
        ("+all", 5, "a mark without a line"),
        ("group shop", 5, "group shop has no version by default"),
        ("group shop\nversion v1 +all", 5, "group shop has no version by default"),
        ("group shop\nversion v1\ngroup shop", 7, "group shop is there twice"),
        ("version v1", 5, "no group above"),
        ("preferredVersion v1", 5, "no group above"),
        ("group shop\npreferredVersion v2\nversion v1", 6, "v2 cannot be preferred by default"),
        ("group shop\nversion v1\nversion v1", 7, "version v1 is there twice by default"),
        ("group shop +all\nversion v1 -all", 6, "+all and -all exclude each other"),
        ("group shop\n  books Book", 6, "no version above"),
        ("group shop\nversion v1\n  books", 7, "books has no kind"),
        ("group shop\nversion v1\n  books scope=Cluster", 7, "scope=Cluster is not a kind"),
        ("group shop\nversion v1\n  books a/b/c/Book", 7, "a/b/c/Book is not a kind"),
        ("group shop\nversion v1\n  books Book cluster", 7, "cluster is not understood"),
        ("group shop\nversion v1\n  books Book scope=cluster", 7, "scope=cluster is not understood"),
        ("group shop\nversion v1\n  books Book short=b", 7, "short=b is not understood"),
        ("group shop\nversion v1\n  books Book verbs=get verbs=list", 7, "verbs is there twice"),
        ("group shop\nversion v1\n  books Book verbs=get,", 7, "a list has an empty item"),
        ("group shop\nversion v1\n  books/status Book", 7, "a subresource has a line of its own"),
        ("group shop\nversion v1\n  /status", 7, "no resource above"),
        ("group shop\nversion v1\n  books Book\nversion v2\n  /status", 9, "no resource above"),
        ("group shop\nversion v1\n  books Book\n    /", 8, "a subresource has no name"),
        ("group shop\nversion v1\n  books Book\n    /a categories=b", 8, "a subresource has a kind and verbs, no more"),
        ("group shop\nversion v1\n  books Book\n\n  books Book", 9, "books is there twice"),
        ("group shop\nversion v1\n  books Book -all\n    /status +all", 8, "+all and -all exclude each other"),
    ]

    @Test(arguments: broken)
    func mistakeIsAnErrorThatNamesItsLine(text: String, line: Int, cause: String) throws {
        let error = try #require(throws: UpstreamBaselineError.self) { try surface(text) }
        #expect(error.code == .brokenTable(line: line))
        #expect(error.description == "cannot read the table of Kubernetes 9.9, line \(line): \(cause)")
    }

    static let incomplete: [(String, String)] = [
        ("group shop\nversion v1", "no release line"),
        ("release 9.9\ngroup shop\nversion v1\n  books Book", "no line above says the verbs of a resource"),
        (
            "release 9.9\nverbs resource get\ngroup shop\nversion v1\n  books Book\n  /status",
            "no line above says the verbs of a subresource"
        ),
    ]

    @Test(arguments: incomplete)
    func tableWithoutItsTopIsAnError(text: String, cause: String) throws {
        let error = try #require(throws: UpstreamBaselineError.self) {
            try BaselineTable(parsing: Array(text.utf8), release: "9.9")
        }
        #expect(error.cause == cause)
    }
}
