import DiscoveryModel
import Foundation
import Testing

@Suite struct FleetSurfaceTests {
    private func fleet(_ rule: FleetSurface.Rule, _ surfaces: APISurface...) -> FleetSurface {
        let resolved = surfaces.enumerated().map { ResolvedSurface(label: "c\($0)", surface: $1) }
        return FleetSurface(rule, of: SurfaceSet.sets(of: resolved))
    }

    private func surface(
        _ versions: [(String, [APIResource]?)], preferred: String? = nil, group: String = "example.com"
    ) throws -> APISurface {
        APISurface(groups: [try Samples.group(group, preferred: preferred, versions)])
    }

    private func resources(_ fleet: FleetSurface, _ version: String = "v1") -> [APIResource]? {
        fleet.surface.groups.first?.versions.first { $0.version == version }?.resources?.resources
    }

    // MARK: - What is looked at by name

    @Test func versionsAndResourcesThatAllHaveAreInCommon() throws {
        let one = try surface([
            ("v2", [Samples.resource("a")]), ("v1", [Samples.resource("a"), Samples.resource("b")]),
        ])
        let other = try surface([
            ("v1", [Samples.resource("b"), Samples.resource("c")]), ("v1beta1", [Samples.resource("c")]),
        ])
        let common = fleet(.common, one, other)
        #expect(common.surface.groupVersions.map(\.description) == ["example.com/v1"])
        #expect(resources(common)?.map(\.name) == ["b"])
        let union = fleet(.union, one, other)
        #expect(union.surface.groupVersions.map(\.version) == ["v2", "v1", "v1beta1"])
        #expect(resources(union)?.map(\.name) == ["a", "b", "c"])
    }

    @Test func verbsShortNamesAndCategoriesAreThoseEverywhereOrAnywhere() throws {
        let one = Samples.resource(
            "a", verbs: ["get", "list"], shortNames: ["x", "y"], categories: ["all"], singularName: "widget")
        let other = Samples.resource("a", verbs: ["watch", "get"], shortNames: ["y"], categories: [])
        let (first, second) = (try surface([("v1", [one])]), try surface([("v1", [other])]))
        let common = try #require(resources(fleet(.common, first, second))?.first)
        #expect(common == Samples.resource("a", verbs: ["get"], shortNames: ["y"], singularName: "widget"))
        let union = try #require(resources(fleet(.union, first, second))?.first)
        #expect(Set(union.verbs) == ["get", "list", "watch"])
        #expect(Set(union.shortNames) == ["x", "y"])
        #expect(union.categories == ["all"])
        #expect(union.singularName == "widget")
    }

    @Test func aGroupWithoutACommonVersionIsNotInCommon() throws {
        let one = try surface([("v1", [])])
        let other = try surface([("v1beta1", [])])
        #expect(fleet(.common, one, other).surface.groups.isEmpty)
        #expect(fleet(.union, one, other).surface.groups.map(\.preferredVersion) == ["v1"])
    }

    @Test func thePreferredVersionIsTheOneThatAllPreferElseTheFirst() throws {
        let both: [(String, [APIResource]?)] = [("v2", []), ("v1", [])]
        let old = try surface([("v1", [])])
        #expect(fleet(.common, try surface(both, preferred: "v1"), old).surface.groups[0].preferredVersion == "v1")
        #expect(fleet(.union, try surface(both, preferred: "v1"), old).surface.groups[0].preferredVersion == "v1")
        #expect(fleet(.union, try surface(both, preferred: "v2"), old).surface.groups[0].preferredVersion == "v2")
        #expect(fleet(.common, try surface(both, preferred: "v2"), old).surface.groups[0].preferredVersion == "v1")
    }

    @Test func groupsKeepTheOrderThatMostClustersHave() throws {
        func surface(_ names: String...) throws -> APISurface {
            APISurface(groups: try names.map { try Samples.group($0, [("v1", [])]) })
        }
        let (one, other) = (try surface("", "b", "a"), try surface("", "x", "a", "z", "b"))
        #expect(fleet(.common, one, one, other).surface.groups.map(\.name) == ["", "b", "a"])
        #expect(fleet(.common, one, other, other).surface.groups.map(\.name) == ["", "a", "b"])
        #expect(fleet(.union, one, one, other).surface.groups.map(\.name) == ["", "x", "b", "a", "z"])
    }

    // MARK: - What is not known

    @Test func whatWasNeverSeenTakesNothingAwayAndAddsNothing() throws {
        let known = try surface([("v1", [Samples.resource("a")])])
        let unknown = try surface([("v1", nil)])
        for rule in FleetSurface.Rule.allCases {
            #expect(resources(fleet(rule, known, unknown))?.map(\.name) == ["a"])
            let never = fleet(rule, unknown, unknown).surface.groups[0].versions[0]
            #expect(never.version == "v1")
            #expect(never.resources == nil)
        }
    }

    @Test func whatIsNotCurrentSomewhereIsNotCurrent() throws {
        let groupVersion = GroupVersion(group: "example.com", version: "v1")
        let gone = GroupVersion(group: "gone.example.com", version: "v1")
        func member(_ label: String, _ state: GroupVersionState?, asOf: Double?) throws -> ResolvedSurface {
            let asOf = asOf.map { Date(timeIntervalSince1970: $0) }
            var member = ResolvedSurface(
                label: label, asOf: Date(timeIntervalSince1970: 1000),
                surface: try surface([("v1", [Samples.resource("a")])]))
            guard let state else { return member }
            for groupVersion in [groupVersion, gone] {
                member.conditions[groupVersion] = GroupVersionCondition(
                    groupVersion: groupVersion, state: state, failure: .init(message: "no"), asOf: asOf)
            }
            return member
        }
        let members = [
            try member("b", .stale, asOf: 500), try member("a", nil, asOf: nil), try member("c", .failed, asOf: 700),
        ]
        let common = ResolvedSurface(.common, of: members, label: "fleet:common")
        #expect(common.label == "fleet:common (3 clusters)")
        #expect(common.asOf == Date(timeIntervalSince1970: 1000))
        #expect(common.state(of: groupVersion) == .failed)
        #expect(common.asOf(of: groupVersion) == Date(timeIntervalSince1970: 500))
        #expect(common.conditions.keys.map(\.description) == ["example.com/v1"])
        #expect(common.fleet?.members.map(\.label) == ["a", "b", "c"])
        let never = ResolvedSurface(.union, of: members + [try member("d", .stale, asOf: nil)], label: "")
        #expect(never.asOf(of: groupVersion) == nil)
    }

    @Test func aFleetIsReliedOnWhereItsAnswerIsCurrent() throws {
        let groupVersion = GroupVersion(group: "example.com", version: "v1")
        func member(_ label: String, isCurrent: Bool, wasSeen: Bool = true) throws -> ResolvedSurface {
            var member = ResolvedSurface(
                label: label, surface: try surface([("v1", wasSeen ? [Samples.resource(label)] : nil)]))
            if !isCurrent {
                member.conditions[groupVersion] = GroupVersionCondition(
                    groupVersion: groupVersion, state: .stale, failure: .init(message: "no"),
                    asOf: wasSeen ? Date(timeIntervalSince1970: 0) : nil)
            }
            return member
        }
        let current = try member("a", isCurrent: true)
        let stale = try member("b", isCurrent: false)
        let never = try member("c", isCurrent: false, wasSeen: false)
        for (members, inUnion, inCommon) in [
            ([current, stale], true, false), ([current, never], true, true), ([stale, never], false, false),
            ([current, stale, never], true, false), ([never], false, false), ([current], true, true),
        ] {
            let labels = members.map(\.label)
            #expect(ResolvedSurface(.union, of: members, label: "").isReliable(groupVersion) == inUnion, "\(labels)")
            #expect(ResolvedSurface(.common, of: members, label: "").isReliable(groupVersion) == inCommon, "\(labels)")
        }
        #expect(!stale.isReliable(groupVersion) && current.isReliable(groupVersion))
        let fleet = ResolvedSurface(.union, of: [current, stale], label: "")
        #expect(fleet.clientPreferredVersion(of: fleet.surface.groups[0]) == "v1")
    }

    // MARK: - What is not the same everywhere

    @Test func anotherScopeOrKindIsAnotherResource() throws {
        let namespaced = try surface([
            ("v1", [Samples.resource("a"), Samples.resource("a/scale", kind: "Scale"), Samples.resource("b")])
        ])
        let wide = try surface([
            (
                "v1",
                [
                    Samples.resource("a", namespaced: false),
                    Samples.resource("a/status", namespaced: false), Samples.resource("b", kind: "Gadget"),
                ]
            )
        ])
        let common = fleet(.common, namespaced, namespaced, wide)
        #expect(resources(common)?.isEmpty == true)
        #expect(common.conflicts.map(\.name) == ["a", "b"])
        #expect(common.conflicts[0].meanings.map(\.namespaced) == [true, false])
        #expect(common.conflicts[0].meanings.map(\.clusters) == [["c0", "c1"], ["c2"]])
        #expect(common.conflicts[1].meanings.map(\.responseKind.kind) == ["Widget", "Gadget"])
        let union = fleet(.union, wide, namespaced, namespaced)
        #expect(resources(union)?.map(\.name) == ["a", "a/scale", "b"])
        #expect(resources(union)?.map(\.namespaced) == [true, true, true])
        #expect(union.conflicts.map(\.name) == ["a", "b"])
    }

    @Test func whatNotAllHaveIsNoConflictOfTheCommonSurface() throws {
        let one = try surface([("v1", [Samples.resource("a")])])
        let other = try surface([("v1", [Samples.resource("a", namespaced: false)])])
        let none = try surface([("v1", [])])
        #expect(fleet(.common, one, other, none).conflicts.isEmpty)
        #expect(fleet(.union, one, other, none).conflicts.count == 1)
    }

    @Test func aSubresourceNeedsItsResource() throws {
        let one = try surface([("v1", [Samples.resource("a"), Samples.resource("a/status")])])
        let other = try surface([("v1", [Samples.resource("a/status")])])
        #expect(resources(fleet(.common, one, other))?.isEmpty == true)
        #expect(resources(fleet(.common, other, other))?.map(\.name) == ["a/status"])
    }

    // MARK: - Whatever there is

    static let seeds = Array(UInt64(1)...60)

    @Test(arguments: seeds) func whatIsAlikeIsInCommonAndIsTheUnion(seed: UInt64) throws {
        var made = MadeUpSurfaces(seed: seed)
        let surface = try made.surface()
        for rule in FleetSurface.Rule.allCases {
            #expect(fleet(rule, surface).surface.digest == surface.digest)
            #expect(fleet(rule, surface, surface).surface.digest == surface.digest)
        }
    }

    @Test(arguments: seeds) func theOrderOfClustersDoesNotMatter(seed: UInt64) throws {
        var made = MadeUpSurfaces(seed: seed)
        let clusters = try made.clusters(7, kinds: 4)
        for rule in FleetSurface.Rule.allCases {
            let fleets = [clusters, clusters.reversed(), clusters.sorted { $0.label < $1.label }].map {
                FleetSurface(rule, of: SurfaceSet.sets(of: $0))
            }
            #expect(Set(fleets.map(\.surface.digest)).count == 1)
            #expect(Set(fleets.map { $0.surface.groups.map(\.name) }).count == 1)
            #expect(Set(fleets.map(\.conflicts)).count == 1)
        }
    }

    @Test(arguments: seeds) func whatIsInCommonIsExactlyWhatEveryClusterHas(seed: UInt64) throws {
        var made = MadeUpSurfaces(seed: seed)
        let clusters = try made.clusters(5, kinds: 3)
        let common = FleetSurface(.common, of: SurfaceSet.sets(of: clusters)).surface
        let parts = clusters.map { Parts($0.surface) }
        let found = Parts(common)
        let all = parts.dropFirst().reduce(Set(parts[0].versions.keys)) { $0.intersection($1.versions.keys) }
        #expect(Set(found.versions.keys) == all)
        for groupVersion in all {
            let known = parts.compactMap { $0.versions[groupVersion] ?? nil }
            guard let first = known.first else {
                #expect(found.versions[groupVersion] == .some(nil))
                continue
            }
            let names = known.dropFirst().reduce(Set(first.keys)) { $0.intersection($1.keys) }.filter { name in
                let (parent, whole) = (name.prefix { $0 != "/" }, Set(known.map { $0[name]?.identity }))
                return whole.count == 1 && Set(known.map { $0[String(parent)]?.identity }).count == 1
            }
            let resources = try #require(found.versions[groupVersion] ?? nil)
            #expect(Set(resources.keys) == names)
            for (name, resource) in resources {
                let members = known.compactMap { $0[name] }
                let verbs = members.dropFirst().reduce(Set(first[name]?.verbs ?? [])) { $0.intersection($1.verbs) }
                #expect(Set(resource.verbs) == verbs)
                #expect(members.allSatisfy { Set($0.shortNames).isSuperset(of: resource.shortNames) })
                #expect(members.allSatisfy { Set($0.categories).isSuperset(of: resource.categories) })
            }
        }
    }

    @Test(arguments: seeds) func theUnionHasWhatAnyClusterHas(seed: UInt64) throws {
        var made = MadeUpSurfaces(seed: seed)
        let clusters = try made.clusters(5, kinds: 3)
        let fleet = FleetSurface(.union, of: SurfaceSet.sets(of: clusters))
        let union = Parts(fleet.surface)
        let conflicts = Set(fleet.conflicts.map { "\($0.groupVersion) \($0.name)" })
        for (groupVersion, resources) in clusters.flatMap({ Parts($0.surface).versions }) {
            let found = try #require(union.versions[groupVersion])
            for (name, resource) in resources ?? [:] {
                let parent = String(name.prefix { $0 != "/" })
                if conflicts.contains("\(groupVersion) \(parent)") || conflicts.contains("\(groupVersion) \(name)") {
                    #expect(found?[parent] != nil)
                    continue
                }
                let same = try #require(found?[name])
                #expect(same.identity == resource.identity)
                #expect(Set(same.verbs).isSuperset(of: resource.verbs))
                #expect(Set(same.shortNames).isSuperset(of: resource.shortNames))
                #expect(Set(same.categories).isSuperset(of: resource.categories))
            }
        }
        let names = clusters.map { Set(Parts($0.surface).versions.keys) }
        #expect(names.reduce([]) { $0.union($1) } == Set(union.versions.keys))
    }

    /// A surface as plain sets.
    private struct Parts {
        var versions: [GroupVersion: [String: APIResource]?] = [:]

        init(_ surface: APISurface) {
            for group in surface.groups {
                for version in group.versions {
                    let resources = version.resources?.resources.map { ($0.name, $0) }
                    versions[GroupVersion(group: group.name, version: version.version)] = .some(
                        resources.map { Dictionary($0, uniquingKeysWith: { first, _ in first }) })
                }
            }
        }
    }
}

extension APIResource {
    /// What makes it another resource.
    fileprivate var identity: String { "\(namespaced) \(responseKind)" }
}
