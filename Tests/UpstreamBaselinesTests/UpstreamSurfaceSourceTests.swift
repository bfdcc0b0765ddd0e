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
            "upstream:1.31", "1-23875a9ccb256cf0538da9e8b226d5ec465352b2a616ffeef74adfd1efd07899",
            SurfaceCounts(groups: 20, versions: 22, resources: 61, subresources: 44)
        ),
        (
            "upstream:1.31+all", "1-c17d35bcbcd132a431850bc4f140fed4ed6f1e69d8e479951ef971e2d88b090c",
            SurfaceCounts(groups: 23, versions: 34, resources: 80, subresources: 51)
        ),
        (
            "upstream:1.32", "1-96983bbbaffe1deaa20407876a6c27d85886db8d295d50b4e26a96b3286453e9",
            SurfaceCounts(groups: 20, versions: 21, resources: 59, subresources: 42)
        ),
        (
            "upstream:1.32+all", "1-7fb4f701e7f3f3280f685e2ffcf71a3b49b55773952387a0cf2f2a9b994bca06",
            SurfaceCounts(groups: 23, versions: 33, resources: 80, subresources: 49)
        ),
        (
            "upstream:1.33", "1-e0b34086760fb973fece3b8bc0f703cfa00e3e23539979a0c8c6a8ef3b200b41",
            SurfaceCounts(groups: 20, versions: 21, resources: 61, subresources: 44)
        ),
        (
            "upstream:1.33+all", "1-67659009bde43fa17ed1f7f1cea9080fd18270731cf7d831f0d7045ed03b9d1a",
            SurfaceCounts(groups: 23, versions: 35, resources: 88, subresources: 51)
        ),
        (
            "upstream:1.34", "1-d96d17c3eaa05b25c3d98ea74e0f8f711c962991bd4cfda78104da778f4c4174",
            SurfaceCounts(groups: 21, versions: 22, resources: 66, subresources: 45)
        ),
        (
            "upstream:1.34+all", "1-8e558ff06c95251d4232e33a9fed2cc553308b4486e84b0b3e3cde5addf165c5",
            SurfaceCounts(groups: 23, versions: 36, resources: 90, subresources: 51)
        ),
        (
            "upstream:1.35", "1-d96d17c3eaa05b25c3d98ea74e0f8f711c962991bd4cfda78104da778f4c4174",
            SurfaceCounts(groups: 21, versions: 22, resources: 66, subresources: 45)
        ),
        (
            "upstream:1.35+all", "1-830be9144edd90992b831b0516775a6cf36a3bdf43f86f68903b44c2eea535ce",
            SurfaceCounts(groups: 23, versions: 36, resources: 90, subresources: 52)
        ),
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
    func contentIsPinned(reference: String, digest: String, counts: SurfaceCounts) throws {
        let surface = try surface(reference)
        #expect(surface.digest.text == digest)
        #expect(surface.counts == counts)
    }

    @Test(arguments: ["upstream:1.31", "upstream:1.36", "upstream:1.36+all"])
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

    @Test(arguments: UpstreamSurfaceSource.releases)
    func alphaAndBetaVersionsAreThereOnlyWithEveryAPI(release: String) throws {
        let byDefault = try source.surface(release: release, allAPIs: false).groupVersions
        #expect(
            byDefault.filter { $0.version.contains("alpha") || $0.version.contains("beta") }.map(\.description)
                == (release == "1.31" ? ["flowcontrol.apiserver.k8s.io/v1beta3"] : []))
        let every = try source.surface(release: release, allAPIs: true).groupVersions
        #expect(every.contains(GroupVersion(group: "certificates.k8s.io", version: "v1alpha1")))
    }

    /// A resource, the releases that serve it by default, and those that serve it with every API enabled.
    static let lives: [(String, String, byDefault: ClosedRange<Int>?, every: ClosedRange<Int>)] = [
        ("flowcontrol.apiserver.k8s.io/v1beta3", "flowschemas", 31...31, 31...31),
        ("flowcontrol.apiserver.k8s.io/v1beta3", "prioritylevelconfigurations/status", 31...31, 31...31),
        ("flowcontrol.apiserver.k8s.io/v1", "flowschemas", 31...36, 31...36),
        ("v1", "pods/resize", 33...36, 32...36),
        ("networking.k8s.io/v1", "ipaddresses", 33...36, 33...36),
        ("networking.k8s.io/v1", "servicecidrs/status", 33...36, 33...36),
        ("networking.k8s.io/v1beta1", "servicecidrs", nil, 31...36),
        ("resource.k8s.io/v1", "resourceclaims/status", 34...36, 34...36),
        ("resource.k8s.io/v1beta1", "resourceclaims", nil, 32...36),
        ("resource.k8s.io/v1alpha3", "podschedulingcontexts", nil, 31...31),
        ("storage.k8s.io/v1", "volumeattributesclasses", 34...36, 34...36),
        ("storage.k8s.io/v1beta1", "volumeattributesclasses", nil, 31...36),
        ("coordination.k8s.io/v1alpha1", "leasecandidates", nil, 31...31),
        ("coordination.k8s.io/v1alpha2", "leasecandidates", nil, 32...36),
        ("admissionregistration.k8s.io/v1", "validatingadmissionpolicies", 31...36, 31...36),
        ("admissionregistration.k8s.io/v1", "mutatingadmissionpolicies", 36...36, 36...36),
        ("authentication.k8s.io/v1", "selfsubjectreviews", 31...36, 31...36),
        ("authentication.k8s.io/v1beta1", "selfsubjectreviews", nil, 31...32),
        ("scheduling.k8s.io/v1alpha1", "workloads", nil, 35...35),
    ]

    @Test(arguments: lives)
    func resourceComesAndGoes(
        groupVersion: String, name: String, byDefault: ClosedRange<Int>?, every: ClosedRange<Int>
    ) throws {
        for minor in 31...36 {
            for (allAPIs, served) in [(false, byDefault?.contains(minor) ?? false), (true, every.contains(minor))] {
                let surface = try source.surface(release: "1.\(minor)", allAPIs: allAPIs)
                let lists = surface.groups.flatMap(\.versions).compactMap(\.resources)
                let list = lists.first { $0.groupVersion.description == groupVersion }
                let names = list?.resources.map(\.name) ?? []
                #expect(names.contains(name) == served, "1.\(minor), \(allAPIs ? "every API" : "by default")")
            }
        }
    }

    @Test func everyTableIsBuiltIn() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/UpstreamBaselines/Tables")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix("kubernetes-") }
        #expect(files.sorted() == UpstreamSurfaceSource.tables.map { "kubernetes-\($0.release).txt" })
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
        #expect(
            error.description == """
                no baseline \(text): crawlctl knows upstream:1.31, upstream:1.32, upstream:1.33, upstream:1.34, \
                upstream:1.35, upstream:1.36
                """)
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
