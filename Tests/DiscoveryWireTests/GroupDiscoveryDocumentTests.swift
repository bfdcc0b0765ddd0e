import DiscoveryModel
import DiscoveryWire
import Foundation
import Testing

@Suite struct GroupDiscoveryDocumentTests {
    private let v2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

    private func groups(_ json: String, contentType: String? = nil) throws -> [ObservedGroup] {
        let document = try GroupDiscoveryDocument(decoding: Data(json.utf8), contentType: contentType ?? v2)
        guard case .aggregated(let groups, _) = document else { throw Unexpected() }
        return groups
    }

    private func list(_ version: ObservedGroup.Version) throws -> APIResourceList {
        guard case .current(let list) = version.outcome else { throw Unexpected() }
        return list
    }

    private struct Unexpected: Error {}

    private func aggregated(_ items: String) -> String {
        #"{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[\#(items)]}"#
    }

    @Test func anEmptyResponseKindGroupAndVersionAreTheEnclosingOnes() throws {
        let json = aggregated(
            #"""
            {"metadata":{"name":"apps"},"versions":[{"version":"v1","resources":[
              {"resource":"deployments","responseKind":{"group":"","version":"","kind":"Deployment"},"scope":"Namespaced",
               "verbs":["get"],"subresources":[
                 {"subresource":"scale","responseKind":{"group":"autoscaling","version":"v1","kind":"Scale"},"verbs":["get"]}]}]}]}
            """#)
        let resources = try list(try groups(json)[0].versions[0]).resources
        #expect(resources[0].responseKind == GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"))
        #expect(resources[1].responseKind == GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale"))
        #expect(resources[1].name == "deployments/scale")
        #expect(resources[1].namespaced)
    }

    @Test(arguments: ["{}", "null", #"{"group":"","version":"","kind":""}"#])
    func aResourceWithoutAKindStandsForItsSubresourcesOnly(kind: String) throws {
        let json = aggregated(
            #"""
            {"metadata":{"name":"x"},"versions":[{"version":"v1","resources":[{"resource":"ghosts","responseKind":\#(kind),
              "scope":"Cluster","verbs":["get"],"subresources":[
                {"subresource":"status","responseKind":{"kind":"Ghost"},"verbs":["get"]},
                {"subresource":"none","responseKind":\#(kind),"verbs":["get"]}]}]}]}
            """#)
        #expect(try list(try groups(json)[0].versions[0]).resources.map(\.name) == ["ghosts/status"])
    }

    @Test func aStaleVersionIsKeptAsStaleAndStaysPreferred() throws {
        let json = aggregated(
            #"""
            {"metadata":{"name":"x"},"versions":[{"version":"v2","freshness":"Stale"},
              {"version":"v1","resources":[],"freshness":"Current"}]}
            """#)
        let group = try groups(json)[0]
        #expect(group.preferredVersion == "v2")
        guard case .stale(nil) = group.versions[0].outcome else { throw Unexpected() }
        #expect(try list(group.versions[1]).resources.isEmpty)
    }

    @Test func unknownFieldsScopesAndVerbsAreNeverFatal() throws {
        let json = aggregated(
            #"""
            {"metadata":{"name":"x","future":1},"later":true,"versions":[{"version":"v1","freshness":"Tepid","resources":[
              {"resource":"widgets","responseKind":{"kind":"Widget"},"scope":"Galactic","verbs":["teleport"],
               "shortNames":null,"categories":null,"subresources":null,"more":{}}]}]}
            """#)
        let resource = try list(try groups(json)[0].versions[0]).resources[0]
        #expect(resource.verbs == ["teleport"])
        #expect(!resource.namespaced)
    }

    @Test func theBodysKindDecidesWhereAProxyDropsTheParameters() throws {
        let json = aggregated(#"{"metadata":{"name":"x"},"versions":[{"version":"v1","resources":[]}]}"#)
        #expect(try groups(json, contentType: "application/json").count == 1)
        let legacy = #"{"kind":"APIGroupList","groups":[{"name":"x","versions":[{"version":"v1"}]}]}"#
        guard case .legacy(let listed) = try GroupDiscoveryDocument(decoding: Data(legacy.utf8), contentType: v2) else {
            throw Unexpected()
        }
        #expect(listed.map(\.name) == ["x"])
    }

    @Test(arguments: [
        (#"{"kind": "APIGroupList", "groups": [{"name": "a\u0000b"}]}"#, true),
        (#"{"kind": "APIGroupList", "groups": [{"name": "a\\\u0000b"}]}"#, true),
        (#"{"kind": "APIGroupList", "groups": [{"name": "a\\u0000b"}]}"#, false),
        (#"{"kind": "APIGroupList", "groups": [{"name": "a\n\u0001b"}]}"#, false),
    ])
    func aNULCharacterIsRefused(body: String, isRefused: Bool) throws {
        let document = Result { try GroupDiscoveryDocument(decoding: Data(body.utf8), contentType: "application/json") }
        guard case .failure(let error) = document else { return #expect(!isRefused) }
        #expect((error as? DiscoveryWireError)?.code == .nulCharacter)
        #expect(isRefused)
    }

    @Test func aGroupListedTwiceBecomesOne() throws {
        let json = aggregated(
            #"""
            {"metadata":{"name":"x"},"versions":[{"version":"v1","resources":[]}]},
            {"metadata":{"name":"x"},"versions":[{"version":"v2","resources":[]},{"version":"v1","resources":[]}]}
            """#)
        let all = try groups(json)
        #expect(all.count == 1)
        #expect(all[0].versions.map(\.version) == ["v1", "v2"])
        #expect(try list(all[0].versions[0]).resources.isEmpty)
    }

    @Test func aVersionListedTwiceDifferentlyHasFailed() throws {
        let json = aggregated(
            #"""
            {"metadata":{"name":"x"},"versions":[{"version":"v1","resources":[]},
              {"version":"v1","resources":[{"resource":"widgets","responseKind":{"kind":"W"},"verbs":["get"]}]}]}
            """#)
        guard case .failed = try groups(json)[0].versions[0].outcome else { throw Unexpected() }
    }

    @Test func aResourceListedTwiceDifferentlyFailsItsGroupVersion() throws {
        let json = aggregated(
            #"""
            {"metadata":{"name":"x"},"versions":[{"version":"v1","resources":[
              {"resource":"widgets","responseKind":{"kind":"W"},"verbs":["get"]},
              {"resource":"widgets","responseKind":{"kind":"W"},"verbs":["list"]}]}]}
            """#)
        guard case .failed(let failure) = try groups(json)[0].versions[0].outcome else { throw Unexpected() }
        #expect(failure.message == "x/v1 lists widgets twice, differently")
    }

    @Test func legacyGroupsKeepTheServersOrderAndPreference() throws {
        let json =
            #"{"kind":"APIGroupList","groups":[{"name":"b","versions":[{"version":"v2"},{"version":"v1"}],"preferredVersion":{"version":"v1"}},{"name":"a","versions":[{"version":"v1"},{"version":"v1"}]}]}"#
        guard case .legacy(let listed) = try GroupDiscoveryDocument(decoding: Data(json.utf8), contentType: nil) else {
            throw Unexpected()
        }
        #expect(listed[0] == .init(name: "b", preferredVersion: "v1", versions: ["v2", "v1"]))
        #expect(listed[1] == .init(name: "a", preferredVersion: "v1", versions: ["v1"]))
    }

    @Test func coreVersionsAreTheCoreGroup() throws {
        let json = #"{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[]}"#
        guard case .legacy(let listed) = try GroupDiscoveryDocument(decoding: Data(json.utf8), contentType: nil) else {
            throw Unexpected()
        }
        #expect(listed == [.init(name: "", preferredVersion: "v1", versions: ["v1"])])
    }

    @Test(arguments: [
        ("", DiscoveryWireError.Code.empty), ("  \n", .empty), ("<!DOCTYPE html><p>Log in", .html),
        (#"{"kind": jobs}"#, .notJSON), (#"{"kind":"APIGroupList","groups":[{"na"#, .notJSON), ("\u{0}\u{1}", .notJSON),
        (#"{"kind":"Status"}"#, .wrongKind(expected: ["APIGroupDiscoveryList", "APIGroupList", "APIVersions"])),
        ("{}", .wrongValue(path: "kind", expected: "there")),
        ("[]", .wrongValue(path: "top level", expected: "an object")),
        (
            #"{"kind":"APIGroupList","groups":[{"name":"x","versions":[{"version":1}]}]}"#,
            .wrongValue(path: "groups[0].versions[0].version", expected: "a string")
        ),
        (#"{"kind":"APIGroupList","groups":{}}"#, .wrongValue(path: "groups", expected: "a list")),
    ])
    func sayWhatIsWrongAndWhere(body: String, code: DiscoveryWireError.Code) {
        #expect(throws: DiscoveryWireError(code)) {
            try GroupDiscoveryDocument(decoding: Data(body.utf8), contentType: "application/json")
        }
    }

    @Test func deepNestingIsAnErrorAndNoCrash() {
        let body = String(repeating: "[", count: 100_000)
        #expect(throws: DiscoveryWireError.self) {
            try GroupDiscoveryDocument(decoding: Data(body.utf8), contentType: nil)
        }
    }

    /// A look through all versions for each of them would take minutes.
    @Test(arguments: [true, false]) func aHundredThousandVersionsOfOneGroupAreRead(isAggregated: Bool) throws {
        let versions = (1...100_000).map { #"{"version":"v\#($0)"}"# }.joined(separator: ",")
        let json =
            isAggregated
            ? aggregated(#"{"metadata":{"name":"x"},"versions":[\#(versions)]}"#)
            : #"{"kind":"APIGroupList","groups":[{"name":"x","versions":[\#(versions)]}]}"#
        switch try GroupDiscoveryDocument(decoding: Data(json.utf8), contentType: nil) {
        case .aggregated(let groups, _): #expect(groups[0].versions.count == 100_000)
        case .legacy(let groups): #expect(groups[0].versions.count == 100_000)
        }
    }
}
