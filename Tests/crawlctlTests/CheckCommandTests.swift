import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite(.fewAtOnce) struct CheckCommandTests {
    private static let ingress = "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: web}\n"
    private static let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: n}\n"
    private static let podMetrics = "apiVersion: metrics.k8s.io/v1beta1\nkind: PodMetrics\nmetadata: {name: m}\n"

    private func write(_ text: String, to name: String, _ crawlctl: Binary) throws {
        try Data(text.utf8).write(to: crawlctl.home.appending(path: name))
    }

    /// Crawls a cluster named `good` that is whole, one named `stale` whose metrics became stale, and one named
    /// `unknown` whose metrics were never seen.
    private func withClusters(_ body: (Binary) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            let metrics = GroupVersion(group: "metrics.k8s.io", version: "v1beta1")
            var staleCluster = FakeCluster.small
            staleCluster.stale = [metrics]
            try await FakeAPIServer.withServer { server in
                var statuses: [Int32] = []
                for name in ["good", "stale", "stale", "unknown"] {
                    let result = try await crawlctl.run(
                        "crawl", "--server", server.url.absoluteString, "--name", name)
                    statuses.append(result.status)
                    if statuses.count == 2 { server.update(staleCluster) }
                }
                #expect(statuses == [0, 0, 2, 2])
            }
            try write(Self.podMetrics + "---\n" + Self.pod, to: "m.yaml", crawlctl)
            try await body(crawlctl)
        }
    }

    @Test func whatIsNotCurrentIsToldFromWhatIsMissing() async throws {
        try await withClusters { crawlctl in
            let good = try await crawlctl.run("check", "m.yaml", "--on", "good")
            #expect(good.status == 0)
            #expect(good.output == "")
            #expect(good.errors.hasPrefix("2 objects checked on good, as of 2"))
            #expect(good.errors.hasSuffix("Z: all served\n"))

            let stale = try await crawlctl.run("check", "m.yaml", "--on", "stale")
            #expect(stale.status == 0)
            #expect(
                stale.output.hasPrefix(
                    """
                    FILE:LINE   OBJECT         STATUS   MESSAGE
                    m.yaml:1    PodMetrics/m   stale    metrics.k8s.io/v1beta1 is stale, as of 2
                    """))
            #expect(stale.errors.contains("note: metrics.k8s.io/v1beta1 on stale is stale, as of 2"))
            #expect(try await crawlctl.run("check", "m.yaml", "--on", "stale", "--strict").status == 1)

            let unknown = try await crawlctl.run("check", "m.yaml", "--on", "unknown")
            #expect(unknown.status == 2)
            #expect(unknown.output.hasSuffix("unknown   what metrics.k8s.io/v1beta1 serves was never seen\n"))
            #expect(try await crawlctl.run("check", "m.yaml", "--on", "unknown", "--strict").status == 2)
        }
    }

    @Test func eachReferenceHasItsOwnRows() async throws {
        try await withClusters { crawlctl in
            try write(Self.ingress, to: "i.yaml", crawlctl)
            let result = try await crawlctl.run(
                "check", "i.yaml", "m.yaml", "--on", "good", "--on", "upstream:1.36", "--all")
            #expect(
                result.output == """
                    FILE:LINE   OBJECT         REF             STATUS    MESSAGE
                    i.yaml:1    Ingress/web    good            missing   there is no group extensions
                    i.yaml:1    Ingress/web    upstream:1.36   moved     there is no group extensions; networking.k8s.io/v1 serves it
                    m.yaml:1    PodMetrics/m   good            served    \("")
                    m.yaml:1    PodMetrics/m   upstream:1.36   missing   there is no group metrics.k8s.io
                    m.yaml:5    Pod/p (n)      good            served    \("")
                    m.yaml:5    Pod/p (n)      upstream:1.36   served    \("")

                    """)
            #expect(result.errors == "3 objects checked on 2 references: 2 missing, 1 moved\n")
            #expect(result.status == 1)
            let all = try await crawlctl.run("check", "m.yaml", "--all-clusters", "-o", "json", "--all")
            let rows = try #require(try JSONSerialization.jsonObject(with: Data(all.output.utf8)) as? [[String: Any]])
            #expect(
                rows.map { "\($0["ref"] ?? "") \($0["status"] ?? "")" } == [
                    "good served", "stale stale", "unknown unknown", "good served", "stale served", "unknown served",
                ])
            #expect((rows[1]["asOf"] as? String)?.hasSuffix("Z") == true)
            #expect(rows[2]["asOf"] is NSNull)
        }
    }

    @Test func jsonHasTheDocumentedFields() async throws {
        try await Binary.with { crawlctl in
            try write("---\n# Source: a/b.yaml\n\(Self.ingress)", to: "i.yaml", crawlctl)
            let result = try await crawlctl.run("check", "i.yaml", "--on", "upstream:1.36", "-o", "json")
            #expect(
                result.output == """
                    [
                      {
                        "apiVersion" : "extensions/v1beta1",
                        "asOf" : null,
                        "document" : 1,
                        "file" : "i.yaml",
                        "kind" : "Ingress",
                        "level" : "error",
                        "line" : 3,
                        "message" : "there is no group extensions; networking.k8s.io/v1 serves it",
                        "movedTo" : "networking.k8s.io/v1",
                        "name" : "web",
                        "namespace" : null,
                        "path" : null,
                        "preferredVersion" : null,
                        "ref" : "upstream:1.36",
                        "resource" : null,
                        "source" : "a/b.yaml",
                        "status" : "moved",
                        "verbs" : [

                        ]
                      }
                    ]

                    """)
            try write(Self.pod, to: "p.yaml", crawlctl)
            let none = try await crawlctl.run("check", "p.yaml", "--on", "upstream:1.36", "-o", "json")
            #expect(none.output == "[\n\n]\n")
        }
    }

    @Test func annotationsAreEscapedAsGitHubWantsIt() async throws {
        try await Binary.with { crawlctl in
            let name = "a,b:100%.yaml"
            try write(
                "apiVersion: v1\nkind: \"100%\\n::error::x\"\n---\n\(Self.pod)---\na: {\n---\nvalues: 1\n", to: name,
                crawlctl)
            let result = try await crawlctl.run("check", name, "--on", "upstream:1.36", "-o", "github", "--all")
            let lines = result.output.split(separator: "\n").map(String.init)
            try #require(lines.count == 4)
            #expect(
                lines[0] == "::error file=a%2Cb%3A100%25.yaml,line=1,title=missing%3A 100%25\\n%3A%3Aerror%3A%3Ax on "
                    + "upstream%3A1.36::v1 has no 100%25\\n::error::x")
            #expect(
                lines[1]
                    == "::notice file=a%2Cb%3A100%25.yaml,line=4,title=served%3A Pod/p (n) on upstream%3A1.36::served")
            #expect(lines[2].hasPrefix("::error file=a%2Cb%3A100%25.yaml,line=8,title=unreadable::not YAML: "))
            #expect(lines[3].hasSuffix("title=skipped::it has neither apiVersion nor kind"))
            let piped = try await crawlctl.shell("crawlctl check - --on upstream:1.36 -o github < '\(name)'")
            #expect(piped.output.hasPrefix("::error title=missing%3A 100%25"))
            #expect(piped.output.contains("::-:1: v1 has no"))
        }
    }

    @Test func junitIsXMLWhateverTheNames() async throws {
        try await Binary.with { crawlctl in
            try write(
                """
                apiVersion: v1
                kind: "<&'\\"\\e\\uFFFE>"
                ---
                \(Self.pod)---
                a: {
                ---
                values: 1
                ---
                apiVersion: autoscaling/v1
                kind: HorizontalPodAutoscaler
                """, to: "x.yaml", crawlctl)
            let result = try await crawlctl.run(
                "check", "x.yaml", "--on", "upstream:1.36", "--on", "upstream:1.36+all", "-o", "junit")
            let counter = ElementCounter()
            let parser = XMLParser(data: result.data)
            parser.delegate = counter
            #expect(parser.parse(), "\(result.output)")
            #expect(
                counter.counts == [
                    "testsuites": 1, "testsuite": 3, "testcase": 8, "failure": 2, "error": 1, "skipped": 1,
                    "system-out": 2,
                ])
            #expect(result.output.contains("<testsuites tests=\"8\" failures=\"2\" errors=\"1\" skipped=\"1\">"))
            #expect(
                result.output.contains("<testcase name=\"Pod/p (n)\" classname=\"x.yaml\" file=\"x.yaml\" line=\"4\"/>")
            )
        }
    }

    private final class ElementCounter: NSObject, XMLParserDelegate {
        var counts: [String: Int] = [:]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            counts[name, default: 0] += 1
        }
    }

    @Test func whatCannotBeComparedIsStatusTwo() async throws {
        try await Binary.with { crawlctl in
            try write(Self.pod, to: "p.yaml", crawlctl)
            try write("a: {\n", to: "broken.yaml", crawlctl)
            for arguments in [
                ["p.yaml", "--on", "nowhere"], ["p.yaml"], ["p.yaml", "--on", "upstream:9.9"],
                ["nothing.yaml", "--on", "upstream:1.36"], ["broken.yaml", "p.yaml", "--on", "upstream:1.36"],
                [".empty", "--on", "upstream:1.36"], ["-", "--on", "upstream:1.36"],
            ] {
                let empty = crawlctl.home.appending(path: ".empty")
                try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
                let result = try await crawlctl.run(["check"] + arguments)
                #expect(result.status == 2, "\(arguments): \(result.errors)")
            }
            let usage = try await crawlctl.run("check", "--on", "upstream:1.36")
            #expect(usage.status == 64)
            let both = try await crawlctl.run("check", "p.yaml", "--on", "x", "--all-clusters")
            #expect(both.status == 64)
        }
    }

    @Test func aTemplateIsNoManifest() async throws {
        try await Binary.with { crawlctl in
            try write(
                "apiVersion: v1\nkind: Pod\nspec:\n  nodeSelector: {{ .Values.nodeSelector }}\n", to: "t.yaml", crawlctl
            )
            let result = try await crawlctl.run("check", "t.yaml", "--on", "upstream:1.36", "--no-headers")
            #expect(result.output.hasPrefix("t.yaml:4 "))
            #expect(result.output.hasSuffix(": a key is a mapping; is it a template that is not rendered?\n"))
            #expect(result.status == 2)
        }
    }

    @Test func somethingMissingIsStatusOneWhateverElseIsWrong() async throws {
        try await Binary.with { crawlctl in
            try write("a: {\n---\n\(Self.ingress)", to: "x.yaml", crawlctl)
            let result = try await crawlctl.run("check", "x.yaml", "gone", "--on", "upstream:1.36", "--no-headers")
            #expect(result.status == 1)
            #expect(
                result.output.hasSuffix(
                    "gone                     unreadable   cannot be read: there is no such file\n"))
            #expect(result.errors == "1 object checked on upstream:1.36: 1 moved, 2 unreadable\n")
        }
    }

    @Test func standardInputIsReadAsHelmWritesIt() async throws {
        try await Binary.with { crawlctl in
            try write("---\n# Source: shop/templates/i.yaml\n\(Self.ingress)", to: "rendered", crawlctl)
            let result = try await crawlctl.shell("cat rendered | crawlctl check - --on upstream:1.36 --no-headers")
            #expect(
                result.output
                    == "-:3   Ingress/web   moved   there is no group extensions; networking.k8s.io/v1 serves it, from "
                    + "shop/templates/i.yaml\n")
            #expect(result.status == 1)
            let none = try await crawlctl.shell("false | crawlctl check - --on upstream:1.36")
            #expect(
                none.errors == "Error: there is nothing to check\n  hint: is it the output of a command that failed?\n")
            #expect(none.status == 2)
        }
    }

    @Test func whatIsSkippedIsNoted() async throws {
        try await Binary.with { crawlctl in
            try write("a: 1\n", to: "values.yaml", crawlctl)
            try write("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n", to: "k.yaml", crawlctl)
            let result = try await crawlctl.run(
                "check", "values.yaml", "k.yaml", "--on", "upstream:1.36", "--on", "upstream:1.36+all")
            #expect(result.status == 0)
            #expect(result.output == "")
            #expect(
                result.errors == """
                    note: values.yaml:1 is skipped: it has neither apiVersion nor kind
                    note: k.yaml:1 is skipped: kustomize reads it from a file; it is not served
                    1 object checked on 2 references: 3 skipped

                    """)
        }
    }

    @Test func aServedKindThatOnlyLooksClientSideIsServed() async throws {
        try await Binary.with { crawlctl in
            try write(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                spec:
                  group: kind.x-k8s.io
                  names: {plural: clusters, kind: Cluster}
                  versions: [{name: v1, served: true}]
                ---
                apiVersion: kind.x-k8s.io/v1
                kind: Cluster
                """, to: "c.yaml", crawlctl)
            let result = try await crawlctl.run("check", "c.yaml", "--on", "upstream:1.36")
            #expect(result.errors == "2 objects checked on upstream:1.36: all served\n")
        }
    }

    @Test func statesAreColouredWhereThatIsWanted() async throws {
        try await Binary.with { crawlctl in
            try write(Self.ingress, to: "i.yaml", crawlctl)
            let plain = try await crawlctl.run("check", "i.yaml", "--on", "upstream:1.36")
            #expect(!plain.output.contains("\u{1B}"))
            let coloured = try await crawlctl.run("check", "i.yaml", "--on", "upstream:1.36", "--color", "always")
            #expect(coloured.output.contains("\u{1B}[31mmoved\u{1B}[0m    there"))
        }
    }
}
