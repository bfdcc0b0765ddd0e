import DiscoveryModel
import DiscoveryWire
import Foundation
import TestSupport
import Testing
import UpstreamBaselines

extension Recordings {
    fileprivate static func document(_ path: String) throws -> Data {
        try Data(contentsOf: #require(folder).appendingPathComponent(path))
    }

    /// The surface that a recorded server gave, from the documents in one of its folders: `v2` or `legacy`.
    fileprivate static func surface(_ name: String, _ form: String) throws -> APISurface {
        let folder = "\(name)/\(form)"
        let halves = try ["api", "apis"].map { half in
            try GroupDiscoveryDocument(decoding: document("\(folder)/\(half).json"), contentType: nil)
        }
        return APISurface(
            groups: try halves.flatMap { half in
                switch half {
                case .aggregated(let groups, _): groups.map(group)
                case .legacy(let groups): try groups.map { try group($0, in: folder) }
                }
            })
    }

    private static func group(_ observed: ObservedGroup) -> APIGroup {
        APIGroup(
            name: observed.name, preferredVersion: observed.preferredVersion,
            versions: observed.versions.map { version in
                guard case .current(let list) = version.outcome else {
                    return APIGroup.Version(version: version.version, resources: nil)
                }
                return APIGroup.Version(version: version.version, resources: list)
            })
    }

    private static func group(_ listed: GroupDiscoveryDocument.ListedGroup, in folder: String) throws -> APIGroup {
        APIGroup(
            name: listed.name, preferredVersion: listed.preferredVersion,
            versions: try listed.versions.map { version in
                let groupVersion = GroupVersion(group: listed.name, version: version)
                let body = try document("\(folder)\(groupVersion.path).json")
                // A group version that failed was answered in plain text: nothing is known of it.
                let list = try (try? APIResourceListDocument(decoding: body))?.list(for: groupVersion)
                return APIGroup.Version(version: version, resources: list)
            })
    }
}

@Suite(.enabled(if: Recordings.folder != nil))
struct RecordedServerTests {
    let source = UpstreamSurfaceSource()

    @Test(arguments: [("1.36", "plain-1.36")])
    func defaultSurfaceIsThatOfARealServerInEitherForm(release: String, recording: String) throws {
        let surface = try source.surface(release: release, allAPIs: false)
        let aggregated = try Recordings.surface(recording, "v2")
        #expect(surface.digest == aggregated.digest)
        #expect(surface.digest == (try Recordings.surface(recording, "legacy")).digest)
        #expect(surface.groups.map(\.name) == aggregated.groups.map(\.name))
    }

    @Test(arguments: UpstreamSurfaceSource.releases)
    func surfaceWithEveryAPIIsThatOfTheRelease(release: String) throws {
        let surface = try source.surface(release: release, allAPIs: true)
        let recorded = try Recordings.surface("upstream-\(release)", "legacy")
        #expect(surface.digest == recorded.digest)
        #expect(surface.groups.map(\.name) == recorded.groups.map(\.name))
    }

    @Test(
        arguments: UpstreamSurfaceSource.releases.map { ($0, true, "upstream-\($0)") } + [("1.36", false, "plain-1.36")]
    )
    func listsAreInTheServersOrderToo(release: String, allAPIs: Bool, recording: String) throws {
        let surface = try source.surface(release: release, allAPIs: allAPIs)
        let recorded = try Recordings.surface(recording, "legacy")
        for (ours, theirs) in zip(surface.groups.flatMap(\.versions), recorded.groups.flatMap(\.versions)) {
            #expect(ours.resources?.resources == theirs.resources?.resources)
        }
    }

    /// The defaults of the releases between are derived: they must follow from the real servers before and after.
    @Test(arguments: [
        (
            "plain-1.29", "1.31",
            ["validatingadmissionpolicies", "validatingadmissionpolicies/status", "validatingadmissionpolicybindings"]
        ),
        ("upstream:1.35", "1.36", ["mutatingadmissionpolicies", "mutatingadmissionpolicybindings"]),
    ])
    func derivedDefaultsMeetThoseOfRealServers(earlier: String, later: String, added: [String]) throws {
        let upstream = earlier.hasPrefix("upstream:")
        let before =
            try upstream
            ? source.surface(release: String(earlier.dropFirst("upstream:".count)), allAPIs: false)
            : Recordings.surface(earlier, "legacy")
        let after = try source.surface(release: later, allAPIs: false)
        #expect(names(before).subtracting(names(after)).isEmpty)
        #expect(
            names(after).subtracting(names(before)).sorted() == added.map { "admissionregistration.k8s.io/v1 \($0)" })
    }

    /// `apps/v1 deployments/scale`, of all that is known.
    private func names(_ surface: APISurface) -> Set<String> {
        var names: Set<String> = []
        for group in surface.groups {
            for version in group.versions {
                let groupVersion = GroupVersion(group: group.name, version: version.version)
                names.formUnion((version.resources?.resources ?? []).map { "\(groupVersion) \($0.name)" })
            }
        }
        return names
    }
}
