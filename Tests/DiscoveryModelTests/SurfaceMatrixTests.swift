import DiscoveryModel
import Testing

@Suite struct SurfaceMatrixTests {
    private func cluster(
        _ label: String, _ versions: [(String, [APIResource]?)], preferred: String? = nil
    ) throws -> ResolvedSurface {
        ResolvedSurface(
            label: label, surface: APISurface(groups: [try Samples.group("g", preferred: preferred, versions)]))
    }

    private func row(_ name: String, _ matrix: SurfaceMatrix) throws -> MatrixRow {
        try #require(matrix.rows.first { $0.name == name })
    }

    /// `v1*`, `v1#2`, `v1?`, as each set has it.
    private func cells(_ name: String, _ matrix: SurfaceMatrix) throws -> [String] {
        try row(name, matrix).cells.map { cell in
            cell.versions.map { version in
                let variant = version.variant.map { $0 > 1 ? "#\($0)" : "" } ?? "?"
                return "\(version.version)\(variant)\(version.preferred ? "*" : "")"
            }.joined(separator: ",")
        }
    }

    @Test func clustersThatServeTheSameAreOneSet() throws {
        let (one, other) = (Samples.resource("a"), Samples.resource("b", verbs: ["get", "list"]))
        let same = Samples.resource("b", verbs: ["list", "get"])
        let matrix = SurfaceMatrix(
            of: [
                try cluster("z", [("v1", [one, other])]), try cluster("a", [("v1", [same, one])]),
                try cluster("m", [("v1", [one])]),
            ], by: .resource)
        #expect(matrix.sets.map(\.name) == ["m", "a +1"])
        #expect(matrix.sets[1].members.map(\.label) == ["a", "z"])
        #expect(matrix.sets.map(\.counts.resources) == [1, 2])
        #expect(try cells("b.g", matrix) == ["", "v1*"])
        #expect(try row("b.g", matrix).deviating == [0])
        #expect(matrix.differingRows.map(\.name) == ["b.g"])
        #expect(matrix.clusterCount == 3)
    }

    @Test func oneLabelCountsOnce() throws {
        let one = try cluster("a", [("v1", [])])
        #expect(SurfaceMatrix(of: [one, one], by: .group).clusterCount == 1)
    }

    @Test func cellsHaveTheVersionsAndWhichIsTaken() throws {
        let matrix = SurfaceMatrix(
            of: [
                try cluster(
                    "x", [("v2", [Samples.resource("a")]), ("v1", [Samples.resource("a"), Samples.resource("b")])])
            ], by: .resource)
        #expect(try cells("a.g", matrix) == ["v2*,v1"])
        #expect(try cells("b.g", matrix) == ["v1*"])
        let versions = SurfaceMatrix(of: [try cluster("x", [("v2", []), ("v1", [])])], by: .version)
        #expect(versions.rows.map(\.name) == ["g/v1", "g/v2"])
        #expect(try cells("g/v1", versions) == ["v1"])
        #expect(try cells("g/v2", versions) == ["v2*"])
        let groups = SurfaceMatrix(of: [try cluster("x", [("v2", []), ("v1", [])], preferred: "v1")], by: .group)
        #expect(try cells("g", groups) == ["v2,v1*"])
    }

    @Test func anotherPreferredVersionIsADifference() throws {
        let versions: [(String, [APIResource]?)] = [("v2", [Samples.resource("a")]), ("v1", [Samples.resource("a")])]
        for axis in SurfaceMatrix.Axis.allCases {
            let matrix = SurfaceMatrix(
                of: [try cluster("x", versions), try cluster("y", versions, preferred: "v1")], by: axis)
            #expect(matrix.rows.filter { !$0.differs }.map(\.name) == [])
        }
    }

    @Test func contentsAreToldApartAndSaidHow() throws {
        let most = [Samples.resource("a", verbs: ["get", "list"]), Samples.resource("a/status")]
        let other = [
            Samples.resource("a", kind: "Gadget", namespaced: false, verbs: ["get"], shortNames: ["x"]),
            Samples.resource("a/scale"),
        ]
        let clusters = [
            try cluster("x", [("v1", other)]), try cluster("y", [("v1", most)]), try cluster("z", [("v1", most)]),
        ]
        let matrix = SurfaceMatrix(of: clusters, by: .resource)
        #expect(try cells("a.g", matrix) == ["v1#2*", "v1*"])
        let difference = try #require(matrix.differences(in: try row("a.g", matrix)).first)
        #expect(difference.version == "v1")
        #expect(difference.variant == 2)
        #expect(
            difference.changes == [
                "cluster-scoped", "kind Gadget", "-verb list", "+short name x", "singular name \"gadget\"",
                "+subresource scale", "-subresource status",
            ])
        #expect(try row("a.g", matrix).commonVersions == [])
        let versions = SurfaceMatrix(of: clusters + [try cluster("w", [("v1", [])])], by: .version)
        let row = try row("g/v1", versions)
        #expect(row.commonVersions == ["v1"])
        #expect(versions.differences(in: row).map(\.changes) == [["a changed"], ["-a"]])
    }

    @Test func aSingularNameThatIsNotGivenIsNoDifference() throws {
        let matrix = SurfaceMatrix(
            of: [
                try cluster("old", [("v1", [Samples.resource("a", kind: "Widget")])]),
                try cluster("new", [("v1", [Samples.resource("a", kind: "Widget", singularName: "widget")])]),
            ], by: .resource)
        #expect(matrix.sets.count == 2)
        #expect(matrix.differingRows.isEmpty)
    }

    // MARK: - What is not known

    @Test func whatWasNeverSeenIsNoDifference() throws {
        let clusters = [
            try cluster("known", [("v1", [Samples.resource("a")])]), try cluster("unknown", [("v1", nil)]),
        ]
        for axis in SurfaceMatrix.Axis.allCases {
            let matrix = SurfaceMatrix(of: clusters, by: axis)
            #expect(matrix.rows.count == 1)
            #expect(matrix.differingRows.isEmpty)
            #expect(matrix.rows[0].commonVersions == ["v1"])
            #expect(matrix.rows[0].commonest.versions.map(\.variant) == [1])
            #expect(Set(try cells(matrix.rows[0].name, matrix)) == ["v1*", "v1?*"])
        }
    }

    @Test func thatAVersionIsNotListedIsKnown() throws {
        let clusters = [
            try cluster("both", [("v2", [Samples.resource("a")]), ("v1", [Samples.resource("a")])]),
            try cluster("unknown", [("v1", nil)]),
        ]
        let matrix = SurfaceMatrix(of: clusters, by: .resource)
        #expect(try row("a.g", matrix).differs)
        #expect(try row("a.g", matrix).commonVersions == ["v1"])
    }

    @Test func aResourceIsNotSuspectedInAVersionInWhichNobodyHasIt() throws {
        let clusters = [
            try cluster("some", [("v2", [Samples.resource("b")]), ("v1", [Samples.resource("a")])]),
            try cluster("half", [("v2", nil), ("v1", [Samples.resource("a")])]),
            try cluster("none", [("v2", nil)]),
        ]
        let matrix = SurfaceMatrix(of: clusters, by: .resource)
        let places = Dictionary(uniqueKeysWithValues: matrix.sets.enumerated().map { ($1.name, $0) })
        let a = try cells("a.g", matrix)
        #expect(a[try #require(places["half"])] == "v1*")
        #expect(a[try #require(places["none"])] == "v2?*")
        #expect(try cells("b.g", matrix)[try #require(places["half"])] == "v2?*")
    }

    @Test func whatIsStaleIsAsItWasLastSeen() throws {
        let known = try cluster("known", [("v1", [Samples.resource("a")])])
        var stale = known
        stale.label = "stale"
        let groupVersion = GroupVersion(group: "g", version: "v1")
        stale.conditions[groupVersion] = GroupVersionCondition(
            groupVersion: groupVersion, state: .stale, failure: .init(message: ""))
        let matrix = SurfaceMatrix(of: [known, stale], by: .resource)
        #expect(matrix.sets.map(\.name) == ["known +1"])
        #expect(matrix.sets[0].members.map { $0.conditions.count } == [0, 1])
    }

    // MARK: - What comes first

    @Test func theMostUnusualSetComesFirst() throws {
        let usual = ["a", "b", "c", "d"].map { Samples.resource($0) }
        let clusters =
            try (0..<10).map { try cluster("usual-\($0)", [("v1", usual)]) } + [
                try cluster("one-less", [("v1", Array(usual.dropLast()))]),
                try cluster("two-less-1", [("v1", Array(usual.dropLast(2)))]),
                try cluster("two-less-2", [("v1", Array(usual.dropLast(2)))]),
                try cluster("one-more", [("v1", usual + [Samples.resource("e")])]),
            ]
        let matrix = SurfaceMatrix(of: clusters, by: .resource)
        #expect(matrix.sets.map(\.name) == ["two-less-1 +1", "one-more", "one-less", "usual-0 +9"])
        #expect(matrix.rows.map(\.name) == ["a.g", "b.g", "c.g", "d.g", "e.g"])
        #expect(matrix.differingRows.map(\.name) == ["e.g", "c.g", "d.g"])
        #expect(matrix.differingRows.map(\.deviating) == [[1], [0], [0, 2]])
    }

    @Test func withOneGroupOnlyClustersThatAreAlikeThereAreOneSet() throws {
        func surface(_ label: String, _ other: String) throws -> ResolvedSurface {
            ResolvedSurface(
                label: label,
                surface: APISurface(groups: [
                    try Samples.group("", [("v1", [Samples.resource("a")])]), try Samples.group(other, [("v1", [])]),
                ]))
        }
        let clusters = [try surface("x", "g"), try surface("y", "h")]
        #expect(SurfaceMatrix(of: clusters, by: .resource).sets.count == 2)
        let core = SurfaceMatrix(of: clusters, by: .group, apiGroup: "")
        #expect(core.sets.map(\.name) == ["x +1"])
        #expect(core.rows.map(\.name) == ["(core)"])
        #expect(SurfaceMatrix(of: clusters, by: .resource, apiGroup: "nope").rows.isEmpty)
        #expect(SurfaceMatrix(of: [], by: .resource).rows.isEmpty)
    }

    // MARK: - Whatever there is

    @Test(arguments: FleetSurfaceTests.seeds) func rowsSayWhatTheSurfacesSay(seed: UInt64) throws {
        var made = MadeUpSurfaces(seed: seed)
        let clusters = try made.clusters(8, kinds: 4)
        let matrix = SurfaceMatrix(of: clusters, by: .resource)
        #expect(matrix.sets.flatMap { $0.members.map(\.label) }.sorted() == clusters.map(\.label).sorted())
        #expect(Set(matrix.sets.map(\.digest)).count == matrix.sets.count)
        for row in matrix.rows {
            for (set, cell) in zip(matrix.sets, row.cells) {
                let group = set.surface.groups.first { $0.name == row.group }
                let served = group?.versions.filter { version in
                    version.resources?.resources.contains { $0.resource == row.resource } ?? false
                }
                let known = cell.versions.filter { $0.variant != nil }.map(\.version)
                #expect(known == served?.map(\.version) ?? [])
                #expect(cell.versions.count { $0.preferred } == (cell.versions.isEmpty ? 0 : 1))
            }
        }
        let reversed = SurfaceMatrix(of: clusters.reversed(), by: .resource)
        #expect(reversed.sets.map(\.name) == matrix.sets.map(\.name))
        #expect(reversed.rows.map(\.cells) == matrix.rows.map(\.cells))
        #expect(reversed.differingRows.map(\.name) == matrix.differingRows.map(\.name))
    }

    @Test(arguments: FleetSurfaceTests.seeds.prefix(20)) func aRowDiffersWhereTwoClustersDo(seed: UInt64) throws {
        var made = MadeUpSurfaces(seed: seed)
        let clusters = try made.clusters(6, kinds: 3)
        for axis in SurfaceMatrix.Axis.allCases {
            let matrix = SurfaceMatrix(of: clusters, by: axis)
            for row in matrix.rows {
                let pairs = matrix.sets.indices.flatMap { one in matrix.sets.indices.map { (one, $0) } }
                let differs = pairs.contains { one, other in
                    let two = [matrix.sets[one], matrix.sets[other]].map { set in
                        ResolvedSurface(label: set.name, surface: set.surface)
                    }
                    let small = SurfaceMatrix(of: two, by: axis)
                    return small.rows.first { $0.name == row.name }?.differs ?? false
                }
                #expect(row.differs == differs, "\(row.name)")
            }
        }
    }

    @Test(arguments: FleetSurfaceTests.seeds) func whatIsInCommonIsTheCommonSurface(seed: UInt64) throws {
        var made = MadeUpSurfaces(seed: seed)
        let clusters = try made.clusters(6, kinds: 3)
        let common = FleetSurface(.common, of: SurfaceSet.sets(of: clusters)).surface
        let versions = SurfaceMatrix(of: clusters, by: .version).rows.filter { !$0.commonVersions.isEmpty }
        #expect(versions.map(\.name) == common.groupVersions.sorted().map(\.description))
        let groups = SurfaceMatrix(of: clusters, by: .group).rows.filter { !$0.commonVersions.isEmpty }
        for row in groups {
            let group = try #require(common.groups.first { $0.name == row.group })
            #expect(group.versions.map(\.version) == row.commonVersions)
        }
        let resources = SurfaceMatrix(of: clusters, by: .resource).rows.flatMap { row in
            row.commonVersions.map { "\($0) \(row.name)" }
        }
        let expected = common.groups.flatMap { group in
            group.versions.flatMap { version in
                (version.resources?.resources ?? []).filter { $0.subresource == nil }.map { resource in
                    "\(version.version) \(resource.resource)\(group.name.isEmpty ? "" : ".\(group.name)")"
                }
            }
        }
        #expect(Set(resources) == Set(expected))
    }

    @Test func aFleetOfFewSurfacesHasFewColumns() throws {
        var made = MadeUpSurfaces(seed: 7)
        let matrix = SurfaceMatrix(of: try made.clusters(300, kinds: 20), by: .resource)
        #expect(matrix.clusterCount == 300)
        #expect(matrix.sets.count <= 20)
        #expect(matrix.rows.allSatisfy { $0.cells.count == matrix.sets.count })
    }
}
