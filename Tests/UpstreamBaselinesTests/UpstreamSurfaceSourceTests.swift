import DiscoveryModel
import Foundation
import Testing

@testable import UpstreamBaselines

@Suite struct UpstreamSurfaceSourceTests {
    let source = UpstreamSurfaceSource()

    private func resolved(_ text: String) throws -> ResolvedSurface? {
        try source.surface(for: SurfaceReference(text, now: Date(timeIntervalSince1970: 0)), parts: .all)
    }

    private func surface(_ text: String) throws -> APISurface {
        try #require(try resolved(text)).surface
    }

    @Test(arguments: UpstreamSurfaceSource.releases, [false, true])
    func everyTableParses(release: String, allAPIs: Bool) throws {
        let surface = try source.surface(release: release, allAPIs: allAPIs)
        #expect(surface.groups.first?.name == "")
        #expect(surface.counts.resources > 50)
    }

    static let contents: [(String, String, SurfaceCounts)] = [
        (
            "upstream:1.36", "1-dfd2df179e512e31d797f78d5d669716c30675e48017c561e244256c3fd697a1",
            SurfaceCounts(groups: 21, versions: 22, resources: 68, subresources: 45)
        ),
        (
            "upstream:1.36+all", "1-8f6cb42dfb94c06a0990bfa26e20b54d53dab8c287a8b4b7e13bda3808543c45",
            SurfaceCounts(groups: 23, versions: 36, resources: 95, subresources: 55)
        ),
    ]

    @Test(arguments: contents)
    func contentIsThatOfRealServers(reference: String, digest: String, counts: SurfaceCounts) throws {
        let surface = try surface(reference)
        #expect(surface.digest.text == digest)
        #expect(surface.counts == counts)
    }

    @Test(arguments: ["upstream:1.36", "upstream:1.36+all"])
    func labelIsTheReferenceAndNoCrawlSawIt(text: String) throws {
        let resolved = try #require(try resolved(text))
        #expect(resolved.label == text)
        #expect(resolved.snapshotID == nil)
        #expect(resolved.asOf == nil)
        #expect(resolved.conditions.isEmpty)
    }

    @Test(arguments: UpstreamSurfaceSource.releases)
    func enablingEveryAPITakesNothingAway(release: String) throws {
        let byDefault = Set(try source.surface(release: release, allAPIs: false).groupVersions)
        let every = Set(try source.surface(release: release, allAPIs: true).groupVersions)
        #expect(byDefault.isStrictSubset(of: every))
    }

    @Test func groupsStandInDiscoveryOrder() throws {
        let byDefault = try surface("upstream:1.36").groups.map(\.name)
        #expect(
            byDefault.prefix(5) == ["", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io"])
        let every = try surface("upstream:1.36+all").groups.map(\.name)
        #expect(every == byDefault + ["internal.apiserver.k8s.io", "storagemigration.k8s.io"])
    }

    @Test func versionsStandInTheServersOrder() throws {
        let byDefault = try #require(try surface("upstream:1.36").groups.first { $0.name == "autoscaling" })
        #expect(byDefault.versions.map(\.version) == ["v2", "v1"])
        #expect(byDefault.preferredVersion == "v2")
        let every = try #require(try surface("upstream:1.36+all").groups.first { $0.name == "resource.k8s.io" })
        #expect(every.versions.map(\.version) == ["v1", "v1beta2", "v1beta1", "v1alpha3"])
        #expect(every.preferredVersion == "v1")
    }

    static let standardVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

    static let facts: [(GroupVersion, APIResource)] = [
        (
            GroupVersion(group: "", version: "v1"),
            APIResource(
                resource: "pods", singularName: "pod",
                responseKind: GroupVersionKind(group: "", version: "v1", kind: "Pod"), namespaced: true,
                verbs: standardVerbs, shortNames: ["po"], categories: ["all"])
        ),
        (
            GroupVersion(group: "", version: "v1"),
            APIResource(
                resource: "pods", subresource: "eviction",
                responseKind: GroupVersionKind(group: "policy", version: "v1", kind: "Eviction"), namespaced: true,
                verbs: ["create"])
        ),
        (
            GroupVersion(group: "", version: "v1"),
            APIResource(
                resource: "namespaces", singularName: "namespace",
                responseKind: GroupVersionKind(group: "", version: "v1", kind: "Namespace"), namespaced: false,
                verbs: standardVerbs.filter { $0 != "deletecollection" }, shortNames: ["ns"])
        ),
        (
            GroupVersion(group: "", version: "v1"),
            APIResource(
                resource: "nodes", subresource: "status",
                responseKind: GroupVersionKind(group: "", version: "v1", kind: "Node"), namespaced: false,
                verbs: ["get", "patch", "update"])
        ),
        (
            GroupVersion(group: "apps", version: "v1"),
            APIResource(
                resource: "deployments", subresource: "scale",
                responseKind: GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale"), namespaced: true,
                verbs: ["get", "patch", "update"])
        ),
        (
            GroupVersion(group: "apiextensions.k8s.io", version: "v1"),
            APIResource(
                resource: "customresourcedefinitions", singularName: "customresourcedefinition",
                responseKind: GroupVersionKind(
                    group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition"),
                namespaced: false, verbs: standardVerbs, shortNames: ["crd", "crds"], categories: ["api-extensions"])
        ),
    ]

    @Test(arguments: facts)
    func resourceIsAsServersListIt(groupVersion: GroupVersion, expected: APIResource) throws {
        let surface = try surface("upstream:1.36")
        let version = surface.groups.first { $0.name == groupVersion.group }?.versions
            .first { $0.version == groupVersion.version }
        let resource = version?.resources?.resources.first { $0.name == expected.name }
        #expect(resource == expected)
    }

    @Test func alphaAndBetaVersionsAreThereOnlyWithEveryAPI() throws {
        let byDefault = try surface("upstream:1.36").groupVersions
        #expect(!byDefault.contains { $0.version.contains("alpha") || $0.version.contains("beta") })
        let every = try surface("upstream:1.36+all").groupVersions
        #expect(every.contains(GroupVersion(group: "certificates.k8s.io", version: "v1alpha1")))
    }

    @Test(arguments: ["prod", "1.36", "Upstream:1.36", "prod@upstream:1.36", ""])
    func otherTextsAreNoBaselines(text: String) throws {
        #expect(try resolved(text) == nil)
    }

    @Test(arguments: [
        "upstream:1.99", "upstream:1.99+all", "upstream:", "upstream:1.36.2", "upstream:v1.36", "upstream:1.36+ALL",
        "upstream:1.36+all+all", "upstream:1.36@yesterday", "upstream:1.99@latest", "upstream:+all",
    ])
    func unknownBaselineNamesTheKnownOnes(text: String) throws {
        let error = try #require(throws: UpstreamBaselineError.self) { try resolved(text) }
        #expect(error.code == .unknownBaseline)
        #expect(error.description == "no baseline \(text): crawlctl knows upstream:1.36")
        #expect(error.hint == "with every API enabled: upstream:1.36+all")
    }

    @Test(arguments: ["upstream:1.36", "upstream:1.36+all"], ["-7d", "latest", "previous", "2026-11-02", "id:3"])
    func releaseHasNoHistory(name: String, moment: String) throws {
        let error = try #require(throws: UpstreamBaselineError.self) { try resolved("\(name)@\(moment)") }
        #expect(error.code == .noHistory)
        #expect(error.description == "no baseline \(name)@\(moment): a release has no history")
        #expect(error.hint == "leave the moment out: \(name)")
    }

    @Test func releaseWithoutTableHasNeitherSurfaceNorVersion() {
        #expect(throws: UpstreamBaselineError.self) { try source.surface(release: "1.99", allAPIs: false) }
        #expect(throws: UpstreamBaselineError.self) { try source.serverVersion(release: "1.99") }
    }

    @Test(arguments: UpstreamSurfaceSource.releases)
    func serverVersionIsCompactJSONOfTheRelease(release: String) throws {
        let text = try source.serverVersion(release: release)
        let object = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(object["gitVersion"] == "v\(release).0")
        #expect("\(object["major"] ?? "").\(object["minor"] ?? "")" == release)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(try encoder.encode(object) == Data(text.utf8))
    }
}
