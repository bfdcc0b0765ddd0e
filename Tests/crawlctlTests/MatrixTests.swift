import Testing

@testable import crawlctl

@Suite(.fewAtOnce) struct MatrixTests {
    private static let setsByName = """
        SET      CLUSTERS   GROUPS   RESOURCES   DIFFERS   MEMBERS
        odd      1          6        12          4         odd
        failed   1          7        11          0         failed
        a +2     3          7        13          0         a, b, stale


        """
    private static let setsByLetter = """
        SET   CLUSTERS   GROUPS   RESOURCES   DIFFERS   MEMBERS
        A     1          6        12          4         odd
        B     1          7        11          0         failed
        C     3          7        13          0         a, b, stale


        """

    @Test func rowsThatDifferStandBesideEachOther() async throws {
        try await CrawledFleet.with { crawlctl in
            let result = try await CrawledFleet.matrix(crawlctl, width: 100, "--differing")
            #expect(
                result.output == Self.setsByName + """
                    RESOURCE                               odd     failed   a +2
                    pods                                   v1[2]   v1       v1
                    widgets                                v1      -        -
                    horizontalpodautoscalers.autoscaling   v2      v2*,v1   v2*,v1
                    events.events.k8s.io                   -       v1       v1

                    * preferred; [2] other content than most have; -o wide says how

                    """)
            #expect(
                CrawledFleet.untimed(result.errors) == """
                    note: 4 of 13 resources differ between 5 clusters
                    note: metrics.k8s.io/v1beta1 on failed failed, its resources were never seen
                    note: metrics.k8s.io/v1beta1 on stale is stale, as of TIME

                    """)
        }
    }

    @Test func aGroupThatIsNowhereIsNamed() async throws {
        try await CrawledFleet.with { crawlctl in
            let several = try await CrawledFleet.matrix(crawlctl, "--api-group", "tpyo", "-o", "json")
            #expect(several.status == 0)
            #expect(several.errors.contains("note: no cluster has a group tpyo\n"), "\(several.errors)")
            let one = try await CrawledFleet.matrix(crawlctl, "--api-group", "tpyo", "--cluster", "a")
            #expect(one.errors == "note: a has no group tpyo\n")
            // odd is the only one without it.
            let some = try await CrawledFleet.matrix(crawlctl, "--api-group", "events.k8s.io")
            #expect(!some.errors.contains("group events.k8s.io"))
        }
    }

    @Test func resourcesStandUnderTheirGroupsWhereThatIsNeeded() async throws {
        try await CrawledFleet.with { crawlctl in
            let result = try await CrawledFleet.matrix(crawlctl, width: 60, "--differing")
            #expect(
                result.output.replacing(#/ +\n/#, with: "\n") == Self.setsByName + """
                    RESOURCE                     odd     failed   a +2
                    (core)
                      pods                       v1[2]   v1       v1
                      widgets                    v1      -        -
                    autoscaling
                      horizontalpodautoscalers   v2      v2*,v1   v2*,v1
                    events.k8s.io
                      events                     -       v1       v1

                    * preferred;
                    [2] other content than most have; -o wide says how

                    """)
        }
    }

    @Test func setsAreNamedByLetterWhereColumnsDoNotFit() async throws {
        try await CrawledFleet.with { crawlctl in
            let list = try await CrawledFleet.matrix(crawlctl, width: 50, "--differing")
            #expect(
                list.output.replacing(#/ +\n/#, with: "\n") == Self.setsByLetter + """
                    RESOURCE                     MOST     DEVIATING
                    (core)
                      pods                       v1       A: v1[2]
                      widgets                    -        A: v1
                    autoscaling
                      horizontalpodautoscalers   v2*,v1   A: v2
                    events.k8s.io
                      events                     v1       A: -

                    * preferred;
                    [2] other content than most have; -o wide says how

                    """)
            let narrow = try await CrawledFleet.matrix(crawlctl, width: 20, "--differing", "--api-group", "autoscaling")
            #expect(
                narrow.output.replacing(#/ +\n/#, with: "\n") == """
                    SET   CLUSTERS   GROUPS   RESOURCES   DIFFERS   MEMBERS
                    A     1          1        1           1         odd
                    B     4          1        2           0         a, b, failed, stale

                    RESOURCE                     MOST
                    autoscaling
                      horizontalpodautoscalers   v2*,v1
                                                   A: v2

                    * preferred

                    """)
        }
    }

    @Test func wideSaysHowContentsDiffer() async throws {
        try await CrawledFleet.with { crawlctl in
            let wide = try await CrawledFleet.matrix(crawlctl, width: 20, "--differing", "--api-group=", "-o", "wide")
            #expect(
                wide.output.replacing(#/ +\n/#, with: "\n") == """
                    SET    CLUSTERS   GROUPS   RESOURCES   DIFFERS   MEMBERS
                    odd    1          1        7           2         odd
                    a +3   4          1        6           0         a, b, failed, stale

                    RESOURCE   odd     a +3   NOTES
                    pods       v1[2]   v1     v1[2] -verb patch, -subresource log
                    widgets    v1      -

                    [2] other content than most have

                    """)
        }
    }

    @Test func groupsAndVersionsAreRowsToo() async throws {
        try await CrawledFleet.with { crawlctl in
            let versions = try await CrawledFleet.matrix(crawlctl, "--by", "version", "--api-group", "metrics.k8s.io")
            #expect(
                versions.output == """
                    SET      CLUSTERS   GROUPS   RESOURCES   DIFFERS   MEMBERS
                    failed   1          1        0           0         failed
                    a +3     4          1        2           0         a, b, odd, stale

                    GROUPVERSION             failed   a +3
                    metrics.k8s.io/v1beta1   yes?     yes!

                    ! stale or failed, as last seen; ? never seen

                    """)
            let groups = try await CrawledFleet.matrix(crawlctl, "--by", "group", "--no-headers")
            #expect(
                groups.output == """
                    (core)                  v1[2]      v1         v1
                    apps                    v1         v1         v1
                    authentication.k8s.io   v1         v1         v1
                    autoscaling             v2         v2*,v1     v2*,v1
                    empty.example.com       v1alpha1   v1alpha1   v1alpha1
                    events.k8s.io           -          v1         v1
                    metrics.k8s.io          v1beta1    v1beta1?   v1beta1!

                    """)
        }
    }

    @Test func commonRowsAreThoseOfTheCommonSurface() async throws {
        try await CrawledFleet.with { crawlctl in
            let names = try await CrawledFleet.matrix(crawlctl, "--common", "-o", "name")
            let listed = try await crawlctl.run(
                "resources", "--cluster", "fleet:common", "--all-versions", "-o", "name")
            #expect(names.output == listed.output)
            let differing = try await CrawledFleet.matrix(crawlctl, "--common", "--differing", "--no-headers")
            #expect(
                differing.output == """
                    pods                                   v1    v1[2]   v1       v1
                    horizontalpodautoscalers.autoscaling   v2    v2      v2*,v1   v2*,v1

                    """)
        }
    }

    @Test func clustersThatAreAlikeNeedNoColumnsOfTheirOwn() async throws {
        try await CrawledFleet.with { crawlctl in
            let result = try await CrawledFleet.matrix(crawlctl, "--cluster", "a", "--cluster", "b", "--differing")
            #expect(
                result.output == """
                    SET    CLUSTERS   GROUPS   RESOURCES   DIFFERS   MEMBERS
                    a +1   2          7        13          0         a, b

                    RESOURCE   a +1

                    """)
            #expect(result.errors == "note: 0 of 12 resources differ between 2 clusters\n")
            let one = try await CrawledFleet.matrix(crawlctl, "--cluster", "a", "--api-group", "metrics.k8s.io")
            #expect(
                one.output == """
                    RESOURCE               a
                    nodes.metrics.k8s.io   v1beta1
                    pods.metrics.k8s.io    v1beta1

                    """)
            #expect(one.errors == "")
        }
    }

    @Test func baselinesAndFleetsCanStandBesideClusters() async throws {
        try await CrawledFleet.with { crawlctl in
            let result = try await CrawledFleet.matrix(
                crawlctl, "--by", "version", "--api-group", "autoscaling", "--cluster", "odd", "--cluster",
                "upstream:1.36", "--cluster", "fleet:union", "--no-headers")
            #expect(
                result.output == """
                    autoscaling/v1   -      yes
                    autoscaling/v2   yes*   yes*

                    """)
        }
    }

    @Test(arguments: [
        ["--by", "kind"], ["--cluster", "a", "--all-clusters"], ["extra"], ["-o", "text"], ["--differing=no"],
    ])
    func wrongUsageIsTold(arguments: [String]) async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.run(["matrix"] + arguments)
            #expect(result.status == 64)
            #expect(result.output == "")
            #expect(result.errors.hasPrefix("Error: "))
        }
    }

    @Test func lettersGoOnBehindZ() {
        #expect([0, 25, 26, 51, 52, 701, 702].map(SetLetters.name) == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"])
        let letters = (0..<8).map(SetLetters.name)
        #expect(SetLetters.list([0, 2, 3, 4, 6, 7], letters) == "A, C-E, G, H")
    }

    @Test(arguments: [
        (["one", "two", "three"], 9, ["one, two,", "three"]), (["one", "a b c d"], 4, ["one,", "a b", "c d"]),
        (["toolong", "x"], 3, ["toolong,", "x"]), ([], 10, [""]),
    ])
    func itemsArePackedIntoLines(items: [String], width: Int, lines: [String]) {
        #expect(WrappedText.lines(items, separator: ",", width: width) == lines)
    }
}
