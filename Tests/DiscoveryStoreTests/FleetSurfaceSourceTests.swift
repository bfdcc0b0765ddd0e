import DiscoveryModel
import DiscoveryStore
import Foundation
import Testing

@Suite(.fewAtOnce) struct FleetSurfaceSourceTests {
    /// Two clusters at 0 s and 1000 s; the first loses something at 2000 s.
    private func filled() throws -> TestStore {
        let store = try TestStore()
        let shared = try TestStore.group("shared", ["v1": ["x", "x/status"]])
        try store.save(TestStore.read([shared, try TestStore.group("g", ["v1": ["a", "b"]])]), as: "one")
        try store.save(
            TestStore.read([shared, try TestStore.group("g", ["v1": ["b", "c"]])]), as: "two", at: 1000)
        try store.save(TestStore.read([shared, try TestStore.group("g", ["v1": ["a"]])]), as: "one", at: 2000)
        return store
    }

    private func surface(
        _ store: TestStore, _ reference: String, parts: SurfaceParts = .all
    ) throws -> ResolvedSurface? {
        let source = FleetSurfaceSource(try store.reader())
        return try source.surface(
            for: SurfaceReference(reference, now: store.start.addingTimeInterval(3600)), parts: parts)
    }

    private func names(_ surface: ResolvedSurface?) -> [String] {
        (surface?.surface.groups ?? []).flatMap { group in
            group.versions.flatMap { $0.resources?.resources ?? [] }.map { "\($0.name).\(group.name)" }
        }
    }

    @Test func allClustersOrAnyOfThemAreAsked() throws {
        let store = try filled()
        let common = try surface(store, "fleet:common")
        #expect(names(common) == ["x.shared", "x/status.shared"])
        #expect(common?.label == "fleet:common (2 clusters)")
        #expect(common?.asOf == store.start.addingTimeInterval(1000))
        #expect(common?.fleet?.members.map(\.label) == ["one", "two"])
        let union = try surface(store, "fleet:union")
        #expect(names(union) == ["x.shared", "x/status.shared", "a.g", "b.g", "c.g"])
    }

    @Test func aMomentIsThatOfTheClustersKnownThen() throws {
        let store = try filled()
        let early = try surface(store, "fleet:common@-59m")
        #expect(early?.label == "fleet:common@-59m (1 cluster)")
        #expect(early?.fleet?.members.map(\.label) == ["one@-59m"])
        #expect(names(early) == ["x.shared", "x/status.shared", "a.g", "b.g"])
        let later = try surface(store, "fleet:common@-40m")
        #expect(names(later).contains("b.g"))
        #expect(try surface(store, "fleet:common@latest")?.label == "fleet:common (2 clusters)")
    }

    @Test func whichResourcesAreInCommonDoesNotDependOnTheQuestion() throws {
        let store = try filled()
        let resources = try surface(store, "fleet:common", parts: .resources)
        #expect(names(resources) == ["x.shared", "x/status.shared"])
        let groups = try surface(store, "fleet:common", parts: .groups)
        #expect(groups?.surface.groupVersions.map(\.description) == ["shared/v1", "g/v1"])
        #expect(names(groups) == [])
    }

    @Test(arguments: ["fleet:common@previous", "fleet:union@id:1", "fleet:common@2001-01-01"])
    func aMomentThatIsNoneIsAnError(reference: String) throws {
        let store = try filled()
        let error = #expect(throws: DiscoveryStoreError.self) { try surface(store, reference) }
        #expect(error?.code == .noSnapshot)
    }

    @Test(arguments: ["fleet:", "fleet:all", "fleet:Common", "fleet:all@-1d"])
    func otherNamesAreAnErrorThatSaysWhatThereIs(reference: String) throws {
        let store = try filled()
        let error = #expect(throws: DiscoveryStoreError.self) { try surface(store, reference) }
        #expect(error?.description == "cannot find \(reference): there are fleet:common and fleet:union")
        #expect(try surface(store, "one") == nil)
        #expect(try surface(store, "upstream:1.36") == nil)
    }

    @Test func withoutClustersThereIsNone() throws {
        let store = try TestStore()
        _ = try store.writer()
        let error = #expect(throws: DiscoveryStoreError.self) { try surface(store, "fleet:common") }
        #expect(error?.code == .unknownCluster)
    }

    @Test func surfacesThatShareContentAreEachWhole() throws {
        let store = try filled()
        let references = ["one", "two", "one@id:1", "two", "one"].map { SurfaceReference($0, now: store.start) }
        let together = try store.reader().surfaces(for: references, parts: .all).compactMap(\.self)
        let alone = try references.compactMap { try store.reader().surface(for: $0, parts: .all) }
        #expect(together.map(\.surface.digest) == alone.map(\.surface.digest))
        #expect(together.map { names($0) } == alone.map { names($0) })
        #expect(together[0].contentID == together[4].contentID)
    }
}
