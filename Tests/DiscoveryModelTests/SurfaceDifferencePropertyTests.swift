@testable import DiscoveryModel
import Testing

/// What holds of any two surfaces.
@Suite struct SurfaceDifferencePropertyTests {
    private static let seeds = Array<UInt64>(1...200)

    private func pair(_ seed: UInt64, unknown: Bool = false) throws -> (APISurface, APISurface) {
        var generated = GeneratedSurfaces(seed: seed)
        generated.hasUnknownVersions = unknown
        return (try generated.surface(), try generated.surface())
    }

    @Test(arguments: seeds) func aSurfaceDoesNotDifferFromItself(seed: UInt64) throws {
        let (surface, _) = try pair(seed, unknown: true)
        let difference = SurfaceDifference(from: surface, to: surface)
        #expect(difference.isEmpty)
        #expect(difference.moves.isEmpty && difference.becameKnown.isEmpty && difference.becameUnknown.isEmpty)
    }

    @Test(arguments: seeds) func whatIsAppliedToTheOldSideGivesTheNewOne(seed: UInt64) throws {
        let (old, new) = try pair(seed)
        let made = try old.applying(SurfaceDifference(from: old, to: new))
        #expect(made.digest == new.digest)
        #expect(made.groups.map(\.name) == new.groups.map(\.name))
        #expect(SurfaceDifference(from: made, to: new).isEmpty)
    }

    @Test(arguments: seeds) func whatIsAppliedToTheOldSideDiffersInNothingThatIsKnown(seed: UInt64) throws {
        let (old, new) = try pair(seed, unknown: true)
        let difference = SurfaceDifference(from: old, to: new)
        let made = try old.applying(difference)
        let rest = SurfaceDifference(from: made, to: new)
        #expect(rest.differences == [])
        #expect(rest.becameKnown.isEmpty)
    }

    @Test(arguments: seeds) func theOtherWayRoundItIsMirrored(seed: UInt64) throws {
        let (old, new) = try pair(seed, unknown: true)
        let (there, back) = (SurfaceDifference(from: old, to: new), SurfaceDifference(from: new, to: old))
        #expect(Set(there.differences.map(Mirrored.init)) == Set(back.differences.map { Mirrored($0).mirrored }))
        #expect(there.becameKnown == back.becameUnknown)
        #expect(there.becameUnknown == back.becameKnown)
        #expect(there.differences.count == Set(there.differences.map(Mirrored.init)).count)
    }

    @Test(arguments: seeds) func theOrderOfSetsIsNoDifference(seed: UInt64) throws {
        var generated = GeneratedSurfaces(seed: seed)
        let surface = try generated.surface()
        let other = try generated.reordered(surface)
        #expect(other.digest == surface.digest)
        #expect(SurfaceDifference(from: surface, to: other).isEmpty)
    }

    @Test(arguments: seeds) func surfacesDifferExactlyWhereTheirDigestsOrOrdersDo(seed: UInt64) throws {
        let (old, new) = try pair(seed)
        let isSame = old.digest == new.digest && old.groups.map(\.name) == new.groups.map(\.name)
        #expect(SurfaceDifference(from: old, to: new).isEmpty == isSame)
    }

    @Test(arguments: seeds) func namesMeanWhatKubectlTakesThemFor(seed: UInt64) throws {
        let (surface, _) = try pair(seed)
        let meanings = NameMeanings(surface)
        let resources = surface.groups.flatMap(\.versions).flatMap { $0.resources?.resources ?? [] }
        let names = Set(resources.flatMap { [$0.resource, $0.singularName, $0.kind.lowercased()] + $0.shortNames })
        for name in names.union(["w", "one", "widgets", "Widget", "nothing"]) {
            let winner = NameResolution(name, in: surface).winners.first
            let expected = winner.map { GroupResource(group: $0.groupVersion.group, resource: $0.resource.resource) }
            #expect(meanings.meaning(of: name) == expected, "\(name)")
        }
    }

    @Test(arguments: seeds) func everyNameThatMeansAnotherResourceIsFound(seed: UInt64) throws {
        let (old, new) = try pair(seed)
        let (before, after) = (NameMeanings(old), NameMeanings(new))
        var expected: Set<String> = []
        for resource in [old, new].flatMap(\.groups).flatMap(\.versions).flatMap({ $0.resources?.resources ?? [] })
        where resource.subresource == nil {
            for name in [resource.resource, resource.singular] + resource.shortNames {
                guard let was = before.meaning(of: name), let isNow = after.meaning(of: name), was != isNow else {
                    continue
                }
                expected.insert(name)
            }
        }
        let found = SurfaceDifference(from: old, to: new).differences.flatMap(\.record.names)
        #expect(Set(found) == expected)
        #expect(found.count == expected.count)
    }

    @Test(arguments: seeds) func theCountsAreThoseOfTheDifference(seed: UInt64) throws {
        let (old, new) = try pair(seed, unknown: true)
        let difference = SurfaceDifference(from: old, to: new)
        #expect(SurfaceChange(from: old, to: new) == SurfaceChange(difference))
        let added = difference.differences.map(\.record).filter { $0.kind == .added }
        #expect(SurfaceChange(difference).added == added.reduce(0) { $0 + $1.resourceCount })
    }

    @Test(arguments: seeds) func groupsPartTheDifferences(seed: UInt64) throws {
        let (old, new) = try pair(seed)
        let whole = SurfaceDifference(from: old, to: new)
        let (one, other) = (whole.including { $0 == "apps" }, whole.including { $0 != "apps" })
        let count = whole.differences.count { $0.subject.level != .name && $0.subject.level != .surface }
        let parts = (one.differences + other.differences).count {
            $0.subject.level != .name && $0.subject.level != .surface
        }
        #expect(parts == count)
        #expect(one.moves.count + other.moves.count == whole.moves.count)
    }
}

/// A difference without what depends on its direction: its rule, and whose names it is listed under.
private struct Mirrored: Hashable {
    var subject: DifferenceSubject?
    var change: APIDifference.Change

    init(_ difference: APIDifference) {
        subject = difference.subject.level == .name ? nil : difference.subject
        change = difference.change
    }

    var mirrored: Mirrored {
        var mirrored = self
        mirrored.change =
            switch change {
            case .group(let side, let group, let previous): .group(Self.other(side), group, after: previous)
            case .version(let side, let list, let previous): .version(Self.other(side), list, after: previous)
            case .resource(let side, let resources): .resource(Self.other(side), resources)
            case .subresource(let side, let resource): .subresource(Self.other(side), resource)
            case .groupOrder(let from, let to): .groupOrder(from: to, to: from)
            case .preferredVersion(let from, let to): .preferredVersion(from: to, to: from)
            case .versionOrder(let from, let to): .versionOrder(from: to, to: from)
            case .responseKind(let from, let to): .responseKind(from: to, to: from)
            case .scope(let from, let to): .scope(fromNamespaced: to, toNamespaced: from)
            case .verbs(let from, let to): .verbs(from: to, to: from)
            case .shortNames(let from, let to): .shortNames(from: to, to: from)
            case .categories(let from, let to): .categories(from: to, to: from)
            case .singularName(let from, let to): .singularName(from: to, to: from)
            case .meaning(let names, let from, let to): .meaning(names: names, from: to, to: from)
            }
        return mirrored
    }

    private static func other(_ side: APIDifference.Presence) -> APIDifference.Presence {
        side == .added ? .removed : .added
    }
}
