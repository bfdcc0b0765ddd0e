import DiscoveryModel
import DiscoveryWire
import Foundation
import TestSupport
import Testing

@Suite struct DiscoveryTextTests {
    private let groupVersion = GroupVersion(group: "apps", version: "v1")

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func resource(
        _ name: String, _ subresource: String? = nil, kind: GroupVersionKind? = nil, shortNames: [String] = []
    ) -> APIResource {
        APIResource(
            resource: name, subresource: subresource, singularName: subresource == nil ? "one" : "",
            responseKind: kind ?? GroupVersionKind(group: "apps", version: "v1", kind: "Kind"), namespaced: true,
            verbs: ["get"], shortNames: shortNames)
    }

    private func group(_ resources: [APIResource]) throws -> APIGroup {
        let list = try APIResourceList(groupVersion: groupVersion, resources: resources)
        return APIGroup(name: "apps", preferredVersion: "v1", versions: [.init(version: "v1", resources: list)])
    }

    @Test(arguments: [
        ("plain", "plain"), ("größe ✓ 😀", "größe ✓ 😀"), ("a\"b\\c/d", #"a\"b\\c/d"#), ("<&>", #"\u003c\u0026\u003e"#),
        ("\u{8}\t\n\u{C}\r", #"\b\t\n\f\r"#), ("\u{1}\u{1F}\u{7F}", "\\u0001\\u001f\u{7F}"),
        ("\u{2028}\u{2029}\u{2027}\u{202A}", "\\u2028\\u2029\u{2027}\u{202A}"), ("x\u{128}y", "x\u{128}y"), ("", ""),
    ])
    func textsAreEscapedAsGoDoes(name: String, escaped: String) throws {
        let written = text(DiscoveryText.coreVersions([name]))
        #expect(
            written == #"{"kind":"APIVersions","versions":[""# + escaped + #""],"serverAddressByClientCIDRs":[]}"#
                + "\n")
        let document = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: Any]
        #expect(document?["versions"] as? [String] == [name])
    }

    @Test func aGroupWithoutVersionsIsWrittenAsGoDoes() {
        let group = APIGroup(name: "x", preferredVersion: "", versions: [])
        #expect(
            text(DiscoveryText.groupList([group]))
                == #"{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"x","versions":null,"#
                + #""preferredVersion":{"groupVersion":"","version":""}}]}"# + "\n")
    }

    @Test func onlyTheCacheHasTheCoreGroupsDocumentsVersion() throws {
        let list = try APIResourceList(groupVersion: GroupVersion(group: "", version: "v1"), resources: [])
        #expect(
            text(DiscoveryText.resourceList(list)) == #"{"kind":"APIResourceList","groupVersion":"v1","resources":[]}"#
                + "\n"
        )
        #expect(
            text(DiscoveryText.resourceList(list, isCached: true))
                == #"{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[]}"# + "\n")
    }

    @Test func thePreferredVersionComesFirstWhereNothingElseSaysSo() throws {
        var group = try group([resource("a")])
        group.versions.insert(.init(version: "v2", resources: nil), at: 0)
        let written = text(DiscoveryText.aggregated([group]))
        #expect(written.contains(#""freshness":"Current"},{"version":"v2","freshness":"Stale"}]"#))
        let document = try GroupDiscoveryDocument(decoding: Data(written.utf8), contentType: nil)
        guard case .aggregated(let groups, .aggregatedV2) = document else { throw Unexpected() }
        #expect(groups[0].preferredVersion == "v1")
    }

    @Test func aStaleVersionIsListedWithItsResourcesWhereThatIsAskedFor() throws {
        let group = try group([resource("a")])
        let bare = text(DiscoveryText.aggregated([group], stale: [groupVersion]))
        #expect(bare.contains(#""versions":[{"version":"v1","freshness":"Stale"}]"#))
        let written = DiscoveryText.aggregated([group], stale: [groupVersion], listsStaleResources: true)
        guard case .aggregated(let groups, _) = try GroupDiscoveryDocument(decoding: Data(written), contentType: nil),
            case .stale(let list?) = groups[0].versions[0].outcome
        else { throw Unexpected() }
        #expect(list.digest == group.versions[0].resources?.digest)
    }

    /// Everything that the model can hold comes back from both forms: orphans, empty kinds, other groups' kinds.
    @Test func everyFormBringsEverythingBack() throws {
        let group = try group([
            resource("widgets", shortNames: ["w"]),
            resource("widgets", "scale", kind: GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")),
            resource("widgets", "a/b"), resource("orphans", "status"),
            resource("kindless", kind: GroupVersionKind(group: "apps", version: "v1", kind: "")),
            resource("older", kind: GroupVersionKind(group: "apps", version: "v1beta1", kind: "Older")),
            resource("<&>\u{2028}\""),
        ])
        let original = try #require(group.versions[0].resources)
        for form in [DiscoveryForm.aggregatedV2, .aggregatedV2beta1] {
            let written = Data(DiscoveryText.aggregated([group], form: form))
            guard case .aggregated(let groups, form) = try GroupDiscoveryDocument(decoding: written, contentType: nil),
                case .current(let list) = groups[0].versions[0].outcome
            else { throw Unexpected() }
            #expect(list.digest == original.digest)
        }
        let hashes = ["widgets": "abc="]
        let legacy = try APIResourceListDocument(
            decoding: Data(DiscoveryText.resourceList(original, storageVersionHashes: hashes)))
        #expect(try legacy.list(for: groupVersion).digest == original.digest)
        #expect(legacy.storageVersionHashes == hashes)
    }

    private struct Unexpected: Error {}
}

/// What real API servers sent, written again: the same bytes.
@Suite(.enabled(if: Recordings.folder != nil))
struct DiscoveryTextRecordingTests {
    /// The recorded bodies below a folder of a recording, other than those that were kept in another layout or failed.
    private func bodies(_ name: String, _ folder: String) throws -> [Data] {
        let url = try #require(Recordings.folder).appending(path: "\(name)/\(folder)")
        let files = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
        return try files.sorted().filter { $0.hasSuffix(".json") }.map { try Data(contentsOf: url.appending(path: $0)) }
            .filter { $0.starts(with: Data(#"{"kind":"#.utf8)) }
    }

    private static let servers = Recordings.names.filter { !$0.hasPrefix("upstream-") }

    @Test(arguments: servers) func legacyDocumentsAreTheSameBytes(name: String) throws {
        var same = 0
        for body in try bodies(name, "legacy") {
            let document = try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
            let written: [UInt8]
            switch document["kind"] as? String {
            case "APIVersions":
                let address = (document["serverAddressByClientCIDRs"] as? [[String: String]])?.first?["serverAddress"]
                written = DiscoveryText.coreVersions(document["versions"] as? [String] ?? [], serverAddress: address)
            case "APIGroupList":
                guard case .legacy(let groups) = try GroupDiscoveryDocument(decoding: body, contentType: nil) else {
                    throw Unexpected()
                }
                written = DiscoveryText.groupList(groups.map(\.group))
            case "APIGroup":
                let name = try #require(document["name"] as? String)
                let versions = try #require(document["versions"] as? [[String: String]])
                let preferred = try #require(document["preferredVersion"] as? [String: String])
                written = DiscoveryText.group(
                    APIGroup(
                        name: name, preferredVersion: preferred["version"] ?? "",
                        versions: versions.map { .init(version: $0["version"] ?? "", resources: nil) }))
            default:
                let name = try #require(document["groupVersion"] as? String)
                let decoded = try APIResourceListDocument(decoding: body)
                let list = try decoded.list(for: try #require(GroupVersion(name)))
                let order = (document["resources"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
                // The model keeps no order of resources.
                guard order == list.resources.map(\.name) else { continue }
                written = DiscoveryText.resourceList(list, storageVersionHashes: decoded.storageVersionHashes)
            }
            #expect(Data(written) == body)
            same += 1
        }
        #expect(same > 40)
    }

    /// Built-in groups alone: a custom resource's kind says its own group, which the model need not.
    private static let builtIn = [("plain-1.36", DiscoveryForm.aggregatedV2), ("plain-1.29", .aggregatedV2beta1)]
        .filter { Recordings.names.contains($0.0) }

    @Test(arguments: builtIn)
    func aggregatedDocumentsAreTheSameBytes(name: String, form: DiscoveryForm) throws {
        let bodies = try bodies(name, form.rawValue)
        #expect(bodies.count == 2)
        for body in bodies {
            guard case .aggregated(let groups, form) = try GroupDiscoveryDocument(decoding: body, contentType: nil)
            else {
                throw Unexpected()
            }
            #expect(Data(DiscoveryText.aggregated(groups.map(\.group), form: form)) == body)
        }
    }

    @Test(.enabled(if: servers.contains("mid-1.36"))) func customResourcesComeBackTheSame() throws {
        for body in try bodies("mid-1.36", "v2") {
            let groups = try groups(body)
            let again = try self.groups(Data(DiscoveryText.aggregated(groups)))
            #expect(APISurface(groups: again).digest == APISurface(groups: groups).digest)
            #expect(again.map(\.name) == groups.map(\.name))
        }
    }

    private func groups(_ body: Data) throws -> [APIGroup] {
        guard case .aggregated(let groups, _) = try GroupDiscoveryDocument(decoding: body, contentType: nil) else {
            throw Unexpected()
        }
        return groups.map(\.group)
    }

    private struct Unexpected: Error {}
}

extension ObservedGroup {
    /// The group, versions that are not current without resources.
    fileprivate var group: APIGroup {
        APIGroup(
            name: name, preferredVersion: preferredVersion,
            versions: versions.map { version in
                guard case .current(let list) = version.outcome else {
                    return .init(version: version.version, resources: nil)
                }
                return .init(version: version.version, resources: list)
            })
    }
}

extension GroupDiscoveryDocument.ListedGroup {
    fileprivate var group: APIGroup {
        APIGroup(
            name: name, preferredVersion: preferredVersion,
            versions: versions.map { .init(version: $0, resources: nil) })
    }
}
