import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

@testable import crawlctl

@Suite(.fewAtOnce) struct DiffPageTests {
    /// What `diff` says as data and as a page.
    private func both(_ crawlctl: Binary, _ arguments: [String]) async throws -> (data: [String: Any], page: ReadPage) {
        let json = try await crawlctl.run(["diff"] + arguments + ["-o", "json"])
        let html = try await crawlctl.run(["diff"] + arguments + ["-o", "html"])
        #expect(html.status == json.status)
        #expect(html.errors == json.errors)
        let data = try #require(try JSONSerialization.jsonObject(with: json.data) as? [String: Any])
        return (data, try ReadPage(html.output))
    }

    /// Checks that a page has each difference and each move of the data.
    private func compare(_ data: [String: Any], _ page: ReadPage) throws {
        let differences = try #require(data["differences"] as? [[String: Any]])
        let items = page.root.all("li").filter { $0.isOf("item") }
        #expect(items.count == differences.count)
        let byIdentifier = Dictionary(uniqueKeysWithValues: items.map { ($0.attributes["id"], $0) })
        for (index, difference) in differences.enumerated() {
            let item = try #require(byIdentifier["d\(index + 1)"])
            #expect(item.attributes["data-kind"] == difference["class"] as? String)
            for text in texts(difference) { #expect(item.text.contains(text), "\(index): \(text) in \(item.text)") }
        }
        let moves = try #require(data["moves"] as? [[String: Any]])
        let rows = page.root.all("tr").filter { $0.attributes["data-apart"] == "move" }
        #expect(rows.count == moves.count)
        for (row, move) in zip(rows, moves) {
            let texts = ["from", "to"].compactMap { (move[$0] as? [String: Any])?["groupVersion"] as? String }
            #expect(row.all("code").map(\.text) == [move["kind"] as? String] + texts + [move["resource"] as? String])
        }
        let figures = Dictionary(
            uniqueKeysWithValues: page.root.all(class: "figure").map { ($0.all("dt")[0].text, $0.all("dd")[0].text) })
        let summary = try #require(data["summary"] as? [String: Int])
        for (name, singular) in [("differences", "difference"), ("moves", "move")] {
            #expect(figures[summary[name] == 1 ? singular : name] == summary[name].map(String.init))
        }
        for name in ["breaking", "compatible", "cosmetic"] { #expect(figures[name] == summary[name].map(String.init)) }
    }

    /// What a page has to say of a difference, as it is shown.
    private func texts(_ difference: [String: Any]) -> [String] {
        var texts = ["kind", "class", "reason"].compactMap { difference[$0] as? String }
        texts += ["resource", "subresource"].compactMap { difference[$0] as? String }
            .filter { _ in difference["subject"] as? String != "name" }
        texts += difference["names"] as? [String] ?? []
        let (from, to) = (difference["from"], difference["to"])
        if let group = difference["group"] as? String, let version = difference["version"] as? String {
            texts.append(group.isEmpty ? version : "\(group)/\(version)")
        }
        let field = difference["field"] as? String
        for (side, other) in [(from, to), (to, from)] {
            switch side {
            case let text as String: texts.append(text.isEmpty ? "none" : text)
            case let names as [String] where field == nil: texts += names.filter { !$0.contains("/") }
            case let names as [String] where field != "groups":
                texts += names.filter { (other as? [String])?.contains($0) == false }
            case let object as [String: Any]: texts += described(object)
            default: break
            }
        }
        return texts.map(PrintableText.escaping)
    }

    private func described(_ object: [String: Any]) -> [String] {
        var texts: [String] = []
        for version in object["versions"] as? [[String: Any]] ?? [] {
            texts.append(version["version"] as? String ?? "")
            texts += (version["resources"] as? [String] ?? []).filter { !$0.contains("/") }
        }
        for list in ["verbs", "shortNames", "categories", "subresources"] { texts += object[list] as? [String] ?? [] }
        if let kind = (object["responseKind"] as? [String: Any] ?? object)["kind"] as? String { texts.append(kind) }
        return texts
    }

    @Test(arguments: [
        ["upstream:1.31+all", "upstream:1.36+all"], ["upstream:1.36+all", "upstream:1.31"],
        ["upstream:1.31", "upstream:1.36+all", "--breaking"], ["upstream:1.33+all", "upstream:1.34+all"],
        ["upstream:1.32+all", "upstream:1.31+all", "--ignore-group", "storage.k8s.io"],
    ])
    func everyDifferenceIsOnThePage(arguments: [String]) async throws {
        try await Binary.with { crawlctl in
            let (data, page) = try await both(crawlctl, arguments)
            try compare(data, page)
        }
    }

    @Test func everyDifferenceOfHostileClustersIsOnThePage() async throws {
        try await HostileClusters.with { crawlctl in
            let (data, page) = try await both(crawlctl, HostileClusters.names)
            let fields = Set((data["differences"] as? [[String: Any]] ?? []).compactMap { $0["field"] as? String })
            #expect(fields.isSuperset(of: ["verbs", "shortNames", "categories", "kind", "namespaced", "singularName"]))
            try compare(data, page)
        }
    }

    @Test func differencesStandUnderTheirGroupsAndMovesBeforeThem() async throws {
        try await CrawledFleet.with { crawlctl in
            let (data, page) = try await both(crawlctl, ["a", "odd"])
            try compare(data, page)
            let groups = page.root.all(class: "group")
            #expect(
                groups.map { $0.all("h3")[0].text } == [
                    "(core) 2 breaking, 1 compatible", "autoscaling 1 breaking", "events.k8s.io 1 breaking",
                ])
            #expect(
                groups[1].text.replacing("\n", with: " ")
                    == " autoscaling 1 breaking  4 breaking"
                    + " removed version autoscaling/v1 – clients that use it get 404"
                    + "horizontalpodautoscalers (+1 subresource)moved: autoscaling/v1 HorizontalPodAutoscaler → autoscaling/v2  "
            )
            #expect(page.root.all("h2").map(\.text) == ["What was compared", "Moved", "Differences by group"])
            #expect(try page.only("header").text.contains("4 of 5 differences break what clients of a use."))
        }
    }

    @Test func whatIsNotCurrentIsNamed() async throws {
        try await CrawledFleet.with { crawlctl in
            let (_, page) = try await both(crawlctl, ["failed", "stale"])
            let notes = page.root.all(class: "notes").map { CrawledFleet.untimed($0.text) }
            #expect(notes.count == 2)
            #expect(notes[0].contains("metrics.k8s.io/v1beta1 on failed failed, its resources were never seen"))
            #expect(notes[0].contains("metrics.k8s.io/v1beta1 on stale is stale, compared as of TIME"))
            #expect(notes[1].contains("metrics.k8s.io/v1beta1: never seen on failed; nodes, pods on stale"))
            #expect(try page.only("header").text.contains("There is no difference."))
            #expect(page.root.all("form").isEmpty)
        }
    }

    @Test func whatWasComparedIsDated() async throws {
        try await CrawledFleet.with { crawlctl in
            let (data, page) = try await both(crawlctl, ["a", "upstream:1.36"])
            let from = try #require(data["from"] as? [String: Any])
            let table = try #require(page.root.all(class: "compared").first)
            let rows = table.all("tr").map { $0.children.map(\.text) }
            #expect(rows[1] == ["Surface", "a", "upstream:1.36"])
            #expect(rows[2] == ["Last seen", from["asOf"] as? String, "built in"])
            #expect(rows[3] == ["Snapshot", "1", "-"])
            #expect(rows[4] == ["Group versions", "8", "22"])
        }
    }

    @Test(arguments: [
        (["--breaking"], "(only what is breaking)"), (["--api-group="], "(only group (core))"),
        (["--api-group", "apps", "--api-group", "batch"], "(only groups apps, batch)"),
        (["--breaking", "--ignore-group", "apps"], "(only what is breaking, without group apps)"),
    ])
    func whatWasLeftOutIsSaid(arguments: [String], text: String) async throws {
        try await Binary.with { crawlctl in
            let (_, page) = try await both(crawlctl, ["upstream:1.36+all", "upstream:1.31"] + arguments)
            #expect(try page.only("header").text.contains(text))
        }
    }

    @Test func manyThatAreCosmeticAreFoldedBehindTheRest() async throws {
        var cluster = FakeCluster.small
        let index = try #require(cluster.groups.firstIndex { $0.name.isEmpty })
        let list = try #require(cluster.groups[index].versions[0].resources)
        cluster.groups[index].versions[0].resources = try APIResourceList(
            groupVersion: list.groupVersion,
            resources: list.resources.map { resource in
                var resource = resource
                if resource.subresource == nil { resource.singularName = "" }
                if resource.name == "pods" { resource.verbs.removeAll { $0 == "patch" } }
                return resource
            })
        let changed = cluster
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for (name, cluster) in [("a", FakeCluster.small), ("b", changed)] {
                    server.update(cluster)
                    let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", name)
                    #expect(crawl.status == 0)
                }
            }
            let (data, page) = try await both(crawlctl, ["a", "b"])
            try compare(data, page)
            let folded = try #require(page.root.all("details").first)
            let count = (data["summary"] as? [String: Int])?["cosmetic"] ?? 0
            #expect(count > 3)
            #expect(folded.all("summary")[0].text == "\(count) cosmetic")
            #expect(folded.all(class: "item").count == count)
            #expect(folded.attributes["open"] == nil)
            #expect(page.root.all(class: "item").first?.attributes["data-kind"] == "breaking")
        }
    }
}
