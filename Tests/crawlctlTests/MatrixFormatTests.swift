import FakeAPIServer
import Testing

@Suite(.fewAtOnce) struct MatrixFormatTests {
    @Test func forMachinesClustersThatHaveTheSameAreTogether() async throws {
        try await CrawledFleet.with { crawlctl in
            let json = try await CrawledFleet.matrix(
                crawlctl, "--by", "version", "--api-group", "metrics.k8s.io", "-o", "json")
            #expect(
                CrawledFleet.untimed(json.output) == """
                    [
                      {
                        "cells" : [
                          {
                            "clusters" : [
                              "failed"
                            ],
                            "deviates" : false,
                            "versions" : [
                              {
                                "preferred" : true,
                                "variant" : null,
                                "version" : "v1beta1"
                              }
                            ]
                          },
                          {
                            "clusters" : [
                              "a",
                              "b",
                              "odd",
                              "stale"
                            ],
                            "deviates" : false,
                            "versions" : [
                              {
                                "preferred" : true,
                                "variant" : 1,
                                "version" : "v1beta1"
                              }
                            ]
                          }
                        ],
                        "common" : [
                          "v1beta1"
                        ],
                        "differs" : false,
                        "group" : "metrics.k8s.io",
                        "groupVersion" : "metrics.k8s.io/v1beta1",
                        "incomplete" : [
                          {
                            "asOf" : null,
                            "cluster" : "failed",
                            "groupVersion" : "metrics.k8s.io/v1beta1",
                            "state" : "failed"
                          },
                          {
                            "asOf" : "TIME",
                            "cluster" : "stale",
                            "groupVersion" : "metrics.k8s.io/v1beta1",
                            "state" : "stale"
                          }
                        ],
                        "name" : null,
                        "variants" : [

                        ],
                        "version" : "v1beta1"
                      }
                    ]

                    """)
            let yaml = try await CrawledFleet.matrix(
                crawlctl, "--api-group", "", "--differing", "--common", "-o", "yaml")
            #expect(
                yaml.output == """
                    - cells:
                      - clusters:
                        - odd
                        deviates: true
                        versions:
                        - preferred: true
                          variant: 2
                          version: v1
                      - clusters:
                        - a
                        - b
                        - failed
                        - stale
                        deviates: false
                        versions:
                        - preferred: true
                          variant: 1
                          version: v1
                      common:
                      - v1
                      differs: true
                      group: ""
                      groupVersion: null
                      incomplete: []
                      name: pods
                      variants:
                      - changes:
                        - "-verb patch"
                        - "-subresource log"
                        variant: 2
                        version: v1
                      version: null

                    """)
        }
    }

    @Test func forSpreadsheetsEachClusterIsAColumn() async throws {
        try await CrawledFleet.with { crawlctl in
            let csv = try await CrawledFleet.matrix(crawlctl, "--differing", "-o", "csv")
            #expect(
                csv.output == """
                    name,differs,common,a,b,failed,odd,stale
                    pods,true,v1,v1,v1,v1,v1[2],v1
                    widgets,true,,,,,v1,
                    horizontalpodautoscalers.autoscaling,true,v2,"v2*,v1","v2*,v1","v2*,v1",v2,"v2*,v1"
                    events.events.k8s.io,true,,v1,v1,v1,,v1

                    """)
            let none = try await CrawledFleet.matrix(crawlctl, "--api-group", "nope", "-o", "tsv")
            #expect(none.output == "name\tdiffers\tcommon\ta\tb\tfailed\todd\tstale\n")
        }
    }

    @Test func namesOfClustersAreEscaped() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for name in ["a|b", "c\u{202E}d"] {
                    _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", name)
                    server.update(try CrawledFleet.odd())
                }
            }
            let markdown = try await CrawledFleet.matrix(
                crawlctl, "--by", "group", "--api-group", "autoscaling", "-o", "markdown")
            #expect(
                markdown.output == #"""
                    | GROUP | c\\u\{202e\}d | a\|b | NOTES |
                    | --- | --- | --- | --- |
                    | autoscaling | v2 | v2\*,v1 |  |

                    \* preferred

                    """#)
            let csv = try await CrawledFleet.matrix(crawlctl, "--api-group", "nope", "-o", "csv")
            #expect(csv.output == "name,differs,common,a|b,c\\u{202e}d\n")
        }
    }

    @Test func forPullRequestsSetsAndRowsAreTables() async throws {
        try await CrawledFleet.with { crawlctl in
            let markdown = try await CrawledFleet.matrix(crawlctl, "--differing", "-o", "markdown", "--by", "version")
            #expect(
                markdown.output == #"""
                    | SET | CLUSTERS | GROUPS | RESOURCES | DIFFERS | MEMBERS |
                    | --- | --- | --- | --- | --- | --- |
                    | odd | 1 | 6 | 12 | 3 | odd |
                    | failed | 1 | 7 | 11 | 0 | failed |
                    | a +2 | 3 | 7 | 13 | 0 | a, b, stale |

                    | GROUPVERSION | odd | failed | a +2 | NOTES |
                    | --- | --- | --- | --- | --- |
                    | v1 | yes\[2\] | yes | yes | \[2\] +widgets, pods changed |
                    | autoscaling/v1 | - | yes | yes |  |
                    | events.k8s.io/v1 | - | yes | yes |  |

                    \[2\] other content than most have

                    """#)
        }
    }
}
