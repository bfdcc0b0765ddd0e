import Foundation
import TestSupport
import Testing
import UpstreamBaselines

/// The releases that there are recordings of with every API enabled.
private let recordedReleases = Recordings.names.filter { $0.hasPrefix("upstream-") }.map { String($0.dropFirst(9)) }

/// What `diff` finds between releases, beside what the recorded documents say without any code of ours.
@Suite(.fewAtOnce, .enabled(if: Recordings.server != nil && !recordedReleases.isEmpty))
struct RecordingDiffTests {
    @Test func findsBetweenAnyTwoReleasesWhatTheirDocumentsSay() async throws {
        try await withReleases { crawlctl, surfaces in
            for (old, before) in surfaces {
                for (new, after) in surfaces {
                    let expected = before.differences(to: after)
                    let found = try await lines(crawlctl, "upstream-\(old)", "upstream-\(new)")
                    #expect(found == expected, "\(old) to \(new)")
                    guard UpstreamSurfaceSource.releases.contains(old), UpstreamSurfaceSource.releases.contains(new)
                    else {
                        continue
                    }
                    let builtIn = try await lines(crawlctl, "upstream:\(old)+all", "upstream:\(new)+all")
                    #expect(builtIn == expected, "\(old)+all to \(new)+all")
                }
            }
        }
    }

    @Test(arguments: [
        ("1.31", "1.32", "-flowcontrol.apiserver.k8s.io/v1beta3"), ("1.33", "1.34", "+resource.k8s.io/v1"),
        ("1.31", "1.32", "-coordination.k8s.io/v1alpha1"), ("1.31", "1.32", "+coordination.k8s.io/v1alpha2"),
        ("1.32", "1.33", "+networking.k8s.io/v1 servicecidrs"), ("1.32", "1.33", "+networking.k8s.io/v1 ipaddresses"),
    ])
    func findsWhatIsKnownOfTheReleases(old: String, new: String, line: String) async throws {
        try await withReleases([old, new]) { crawlctl, _ in
            let found = try await lines(crawlctl, "upstream-\(old)", "upstream-\(new)")
            #expect(found.contains(line))
        }
    }

    @Test func aReplacedVersionIsAMove() async throws {
        try await withReleases(["1.31", "1.32"]) { crawlctl, _ in
            let result = try await crawlctl.run(
                "diff", "upstream-1.31", "upstream-1.32", "--api-group", "coordination.k8s.io")
            #expect(
                result.output.contains(
                    "    > coordination.k8s.io/v1alpha1 LeaseCandidate -> coordination.k8s.io/v1alpha2\n"))
        }
    }

    private func withReleases(
        _ chosen: [String] = recordedReleases, _ body: (Binary, [(String, RecordedSurface)]) async throws -> Void
    ) async throws {
        try await Binary.with { crawlctl in
            var surfaces: [(String, RecordedSurface)] = []
            for release in chosen {
                try await Recordings.withServer("upstream-\(release)") { url in
                    let crawl = try await crawlctl.run("crawl", "--server", url, "--name", "upstream-\(release)")
                    #expect(crawl.status == 0)
                }
                surfaces.append((release, try RecordedSurface("upstream-\(release)")))
            }
            try await body(crawlctl, surfaces)
        }
    }

    /// The differences that the binary finds, what is folded into a group, version or resource unfolded.
    private func lines(_ crawlctl: Binary, _ old: String, _ new: String) async throws -> Set<String> {
        let result = try await crawlctl.run("diff", old, new, "-o", "json")
        let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let differences = try #require(document?["differences"] as? [[String: Any]])
        #expect(result.status == (differences.isEmpty ? 0 : 1))
        return Set(try differences.flatMap(Self.lines))
    }

    private static func lines(_ difference: [String: Any]) throws -> [String] {
        let kind = try #require(difference["kind"] as? String)
        let group = difference["group"] as? String ?? ""
        let version = difference["version"] as? String ?? ""
        let resource = difference["resource"] as? String ?? ""
        let groupVersion = group.isEmpty ? version : "\(group)/\(version)"
        let name = [resource, difference["subresource"] as? String].compactMap(\.self).joined(separator: "/")
        if kind == "changed" {
            // What names mean follows from the rest.
            guard difference["subject"] as? String != "name" else { return [] }
            let field = difference["field"] as? String == "responseKind" ? "kind" : difference["field"] as? String ?? ""
            let place = version.isEmpty ? group : "\(groupVersion) \(name)"
            return ["~\(place) \(field)"]
        }
        let sign = kind == "added" ? "+" : "-"
        let side = difference[kind == "added" ? "to" : "from"]
        switch difference["subject"] as? String {
        case "group":
            let versions = try #require((side as? [String: Any])?["versions"] as? [[String: Any]])
            return versions.flatMap { entry in
                let version = entry["version"] as? String ?? ""
                let groupVersion = group.isEmpty ? version : "\(group)/\(version)"
                return ["\(sign)\(groupVersion)"]
                    + (entry["resources"] as? [String] ?? []).map { "\(sign)\(groupVersion) \($0)" }
            }
        case "version":
            let names = try #require(side as? [String])
            return ["\(sign)\(groupVersion)"] + names.map { "\(sign)\(groupVersion) \($0)" }
        case "resource":
            let subresources = try #require((side as? [String: Any])?["subresources"] as? [String])
            return (["\(resource)"] + subresources.map { "\(resource)/\($0)" }).map { "\(sign)\(groupVersion) \($0)" }
        default: return ["\(sign)\(groupVersion) \(name)"]
        }
    }
}

/// What the recorded documents in the legacy form say.
private struct RecordedSurface {
    /// In discovery order.
    private var groups: [String] = []
    private var versions: [String: [String]] = [:]
    private var preferred: [String: String] = [:]
    /// By group version and name, by field.
    private var resources: [String: [String: [String: [String]]]] = [:]

    init(_ recording: String) throws {
        let folder = try #require(Recordings.folder).appending(path: "\(recording)/legacy")
        func document(_ path: String) throws -> [String: Any] {
            let data = try Data(contentsOf: folder.appending(path: path))
            return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }
        add("", ["v1"], preferred: "v1")
        for entry in try #require(try document("apis.json")["groups"] as? [[String: Any]]) {
            let versions = (entry["versions"] as? [[String: String]] ?? []).compactMap { $0["version"] }
            let preferred = (entry["preferredVersion"] as? [String: String])?["version"]
            add(try #require(entry["name"] as? String), versions, preferred: preferred ?? "")
        }
        for group in groups {
            for version in versions[group] ?? [] {
                let path = group.isEmpty ? "api/\(version).json" : "apis/\(group)/\(version).json"
                let groupVersion = group.isEmpty ? version : "\(group)/\(version)"
                let entries = try #require(try document(path)["resources"] as? [[String: Any]])
                resources[groupVersion] = Dictionary(
                    uniqueKeysWithValues: try entries.map { entry in
                        (try #require(entry["name"] as? String), Self.fields(entry, group, version))
                    })
            }
        }
    }

    private mutating func add(_ group: String, _ versions: [String], preferred: String) {
        groups.append(group)
        self.versions[group] = versions
        self.preferred[group] = preferred
    }

    private static func fields(_ entry: [String: Any], _ group: String, _ version: String) -> [String: [String]] {
        let isSubresource = (entry["name"] as? String)?.contains("/") ?? false
        let hasOwnKind = (entry["version"] as? String ?? "") != ""
        return [
            "kind": [
                hasOwnKind ? entry["group"] as? String ?? "" : group,
                hasOwnKind ? entry["version"] as? String ?? "" : version, entry["kind"] as? String ?? "",
            ],
            "namespaced": [String(entry["namespaced"] as? Bool ?? false)],
            "verbs": (entry["verbs"] as? [String] ?? []).sorted(),
            "shortNames": entry["shortNames"] as? [String] ?? [],
            "categories": (entry["categories"] as? [String] ?? []).sorted(),
            "singularName": [isSubresource ? "" : entry["singularName"] as? String ?? ""],
        ]
    }

    func differences(to other: RecordedSurface) -> Set<String> {
        var lines: Set<String> = []
        let (before, after) = (Set(resources.keys), Set(other.resources.keys))
        for groupVersion in before.union(after) {
            let (old, new) = (resources[groupVersion], other.resources[groupVersion])
            if old == nil { lines.insert("+\(groupVersion)") }
            if new == nil { lines.insert("-\(groupVersion)") }
            for name in Set((old ?? [:]).keys).union((new ?? [:]).keys) {
                switch (old?[name], new?[name]) {
                case (nil, _): lines.insert("+\(groupVersion) \(name)")
                case (_, nil): lines.insert("-\(groupVersion) \(name)")
                case (let was?, let isNow?):
                    for (field, value) in was where value != isNow[field] {
                        lines.insert("~\(groupVersion) \(name) \(field)")
                    }
                }
            }
        }
        for group in groups where other.groups.contains(group) {
            if preferred[group] != other.preferred[group] { lines.insert("~\(group) preferredVersion") }
            if Self.isReordered(versions[group] ?? [], other.versions[group] ?? []) {
                lines.insert("~\(group) versions")
            }
        }
        if Self.isReordered(groups, other.groups) { lines.insert("~ groups") }
        return lines
    }

    private static func isReordered(_ old: [String], _ new: [String]) -> Bool {
        old.filter(new.contains) != new.filter(old.contains)
    }
}
