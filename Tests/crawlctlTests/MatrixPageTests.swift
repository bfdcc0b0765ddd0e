import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

@testable import crawlctl

@Suite(.fewAtOnce) struct MatrixPageTests {
    private func both(
        _ crawlctl: Binary, _ arguments: [String]
    ) async throws -> (rows: [[String: Any]], page: ReadPage) {
        let json = try await crawlctl.run(["matrix"] + arguments + ["-o", "json"])
        let html = try await crawlctl.run(["matrix"] + arguments + ["-o", "html"])
        #expect(html.status == 0)
        #expect(html.errors == json.errors)
        let rows = try #require(try JSONSerialization.jsonObject(with: json.data) as? [[String: Any]])
        return (rows, try ReadPage(html.output))
    }

    private func name(_ row: [String: Any]) -> String {
        let group = row["group"] as? String ?? ""
        if let name = row["name"] as? String { return group.isEmpty ? name : "\(name).\(group)" }
        return row["groupVersion"] as? String ?? (group.isEmpty ? "(core)" : group)
    }

    @Test(arguments: [
        [], ["--differing"], ["--common"], ["--by", "group"], ["--by", "version", "--differing"],
        ["--api-group", "autoscaling"], ["--cluster", "a", "--cluster", "upstream:1.36+all"], ["--cluster", "a"],
    ])
    func everyRowIsOnThePage(arguments: [String]) async throws {
        try await CrawledFleet.with { crawlctl in
            let (rows, page) = try await both(crawlctl, arguments)
            let lines = page.root.all("tr").filter { $0.isOf("item") }
            let byName = Dictionary(uniqueKeysWithValues: lines.map { ($0.all("th")[0].text, $0) })
            #expect(Set(byName.keys) == Set(rows.map(name)))
            for row in rows {
                let line = try #require(byName[name(row)])
                let differs = try #require(row["differs"] as? Bool)
                #expect(line.attributes["data-kind"] == (differs ? "differing" : "alike"))
                #expect(line.all(class: "d").isEmpty == !differs)
                for cell in try #require(row["cells"] as? [[String: Any]]) {
                    for version in try #require(cell["versions"] as? [[String: Any]]) {
                        let text = row["groupVersion"] is String ? "yes" : version["version"] as? String ?? ""
                        #expect(line.all("td").contains { $0.text.contains(text) })
                    }
                }
                for variant in try #require(row["variants"] as? [[String: Any]]) {
                    for change in try #require(variant["changes"] as? [String]) {
                        #expect(line.all(class: "change").contains { $0.text == change })
                    }
                }
            }
        }
    }

    @Test func rowsThatDifferStandBesideEachOther() async throws {
        try await CrawledFleet.with { crawlctl in
            let (_, page) = try await both(crawlctl, [])
            let tables = page.root.all("table").map { $0.all("tr").map { $0.children.map(\.text) } }
            #expect(tables.count == 3)
            #expect(
                tables[0].map { $0.map(CrawledFleet.untimed) } == [
                    ["Set", "Members", "Clusters", "Groups", "Resources", "Differs", "Last seen"],
                    ["A", "odd", "1", "6", "12", "4", "TIME"], ["B", "failed", "1", "7", "11", "0", "TIME"],
                    [
                        "C", "a, b, stale", "3", "7", "13", "0",
                        tables[0][3][6].contains(" to ") ? "TIME to TIME" : "TIME",
                    ],
                ])
            #expect(
                tables[1] == [
                    ["Resource", "Aodd", "Bfailed", "Ca +2", "Notes"],
                    ["pods", "v1[2]", "v1", "v1", "v1[2] -verb patch, -subresource log"],
                    ["widgets", "v1", "-", "-", ""],
                    ["horizontalpodautoscalers.autoscaling", "v2", "v2*, v1", "v2*, v1", ""],
                    ["events.events.k8s.io", "-", "v1", "v1", ""],
                    ["nodes.metrics.k8s.io", "v1beta1", "v1beta1?", "v1beta1!", ""],
                    ["pods.metrics.k8s.io", "v1beta1", "v1beta1?", "v1beta1!", ""],
                ])
            #expect(
                page.root.all("td").filter { $0.isOf("d") }.map(\.text) == ["v1[2]", "v1", "v2", "-"])
            #expect(tables[2].first == ["Resource", "Versions"])
            #expect(tables[2].count == 8)
            #expect(try page.only("details").attributes["open"] == nil)
            #expect(try page.only("summary").text == "Alike everywhere: 7 resources")
            #expect(
                page.root.all(class: "legend").map(\.text) == [
                    "A column is a set of clusters; bold cells are not what most clusters have; * preferred; "
                        + "! stale or failed, as last seen; ? never seen; [2] other content than most have."
                ])
        }
    }

    @Test func whatIsNotCurrentIsNamed() async throws {
        try await CrawledFleet.with { crawlctl in
            let (_, page) = try await both(crawlctl, ["--differing"])
            let notes = try #require(page.root.all(class: "notes").first)
            #expect(
                notes.all("li").map { CrawledFleet.untimed($0.text) } == [
                    "metrics.k8s.io/v1beta1 on failed failed, its resources were never seen",
                    "metrics.k8s.io/v1beta1 on stale is stale, as of TIME",
                ])
            #expect(
                try page.only("header").text.contains("What they serve, by resource, only where they differ; last seen")
            )
            #expect(
                page.root.all(class: "figure").map(\.text).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                    == [
                        "clusters5", "different surfaces3", "resources13", "differ4", "group version not current1",
                    ])
        }
    }

    @Test func whereAllIsAlikeNothingIsFolded() async throws {
        try await CrawledFleet.with { crawlctl in
            let (_, page) = try await both(crawlctl, ["--cluster", "a", "--cluster", "b"])
            #expect(try page.only("details").attributes["open"] == "open")
            #expect(page.root.all("input").map { $0.attributes["type"] } == ["search"])
            let (rows, none) = try await both(crawlctl, ["--cluster", "a", "--cluster", "b", "--differing"])
            #expect(rows.isEmpty)
            #expect(try none.only("main").text.contains("No row is such."))
        }
    }

    @Test func manySetsAreSpokenOfByLetter() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                // Each lacks another resource of a group, the first one none.
                let names = (0...12).map { "c\($0)" }
                for (number, name) in names.enumerated() {
                    server.update(try Self.cluster(without: number))
                    let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", name)
                    #expect(crawl.status == 0)
                }
            }
            let (_, few) = try await both(crawlctl, (0...11).flatMap { ["--cluster", "c\($0)"] })
            #expect(few.root.all(class: "many").isEmpty)
            let (_, page) = try await both(crawlctl, [])
            let table = try #require(page.root.all(class: "many").first)
            let rows = table.all("tr").map { $0.children.map(\.text) }
            let letters = (0..<13).map(SetLetters.name)
            #expect(rows[0] == ["Resource", "Most have", "Deviating", "Notes"] + letters)
            let members = page.root.all("table")[0].all("tr").map { $0.children.map(\.text) }
            let letter = try #require(members.first { $0[1] == "c1" })[0]
            let cells = letters.map { $0 == letter ? "-" : "v1" }
            #expect(rows[1] == ["things1.many.example.com", "v1", "\(letter): -", ""] + cells)
            #expect(rows.count == 13)
        }
    }

    private static func cluster(without missing: Int) throws -> FakeCluster {
        let groupVersion = GroupVersion(group: "many.example.com", version: "v1")
        let resources = (1...12).filter { $0 != missing }.map { number in
            APIResource(
                resource: "things\(number)",
                responseKind: GroupVersionKind(group: "many.example.com", version: "v1", kind: "Thing"),
                namespaced: true, verbs: ["get"])
        }
        let list = try APIResourceList(groupVersion: groupVersion, resources: resources)
        return FakeCluster(groups: [
            APIGroup(
                name: "many.example.com", preferredVersion: "v1", versions: [.init(version: "v1", resources: list)])
        ])
    }
}
