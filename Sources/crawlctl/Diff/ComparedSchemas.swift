import DiscoveryModel
import DiscoveryStore

/// In what the schemas of two references differ, and what could not be compared.
struct ComparedSchemas {
    private(set) var differences: [SchemaDifference]
    /// Whether there are more than are told.
    let isCut: Bool
    /// Whether all that both sides serve was compared: whatever its schemas are, or were when last seen.
    let isWhole: Bool
    private let unknown: [GroupVersion]
    private let conditions: [(label: String, [GroupVersionCondition])]
    private let older: [String]
    /// The numbers of the schemas' snapshots, and when they were last seen.
    let from: (snapshot: Int64, asOf: String?)
    let to: (snapshot: Int64, asOf: String?)

    /// Compares the kinds that both sides serve.
    ///
    /// - Parameter references: As ``SurfaceResolver/schemaReferences(_:)`` gives them.
    init(_ references: [SurfaceReference], _ resolver: SurfaceResolver, includes: (String) -> Bool) throws {
        for reference in references where reference.isComputed {
            throw CommandFailure(
                "cannot compare the schemas of \(reference): there are none",
                hint: "schemas are kept of crawled clusters: crawlctl crawl --schemas")
        }
        let sides = try resolver.surfaces(references, parts: [.resources, .details])
        let kinds = Self.kinds(of: sides[1].surface, includes)
        let served = Set(Self.kinds(of: sides[0].surface, includes))
        let both = kinds.filter(served.contains)
        self = try resolver.database().withSchemas(of: references) { readers in
            guard let old = readers[0], let new = readers[1] else {
                throw CommandFailure("cannot compare the schemas: a cluster was forgotten meanwhile")
            }
            return try ComparedSchemas((old, sides[0]), (new, sides[1]), kinds: both)
        }
    }

    private typealias Side = (schemas: SchemaReader, surface: ResolvedSurface)

    private init(_ from: Side, _ to: Side, kinds: [GroupVersionKind]) throws {
        let (old, new) = (from.schemas, to.schemas)
        var comparison = try SchemaComparison(from: old, to: new)
        let found = try comparison.differences(of: kinds)
        differences = found.differences
        isCut = found.isCut
        isWhole = !found.isCut && found.unread.isEmpty
        unknown = found.unknown
        let sides = old.label == new.label ? [new] : [old, new]
        conditions = sides.map { ($0.label, $0.conditions.values.sorted { $0.groupVersion < $1.groupVersion }) }
        older = (old.label == new.label ? [to] : [from, to]).compactMap {
            IncompleteNotes.olderSchemas($0.schemas, than: $0.surface)
        }
        self.from = (old.snapshotID, old.asOf.map(Timestamp.seconds))
        self.to = (new.snapshotID, new.asOf.map(Timestamp.seconds))
    }

    /// The kinds of all resources in all versions, each once.
    private static func kinds(of surface: APISurface, _ includes: (String) -> Bool) -> [GroupVersionKind] {
        var told: Set<GroupVersionKind> = []
        return surface.groups.filter { includes($0.name) }.flatMap { group in
            group.versions.flatMap { version in
                (version.resources?.resources ?? []).filter { $0.subresource == nil }.map {
                    GroupVersionKind(group: group.name, version: version.version, kind: $0.kind)
                }
            }
        }.filter { told.insert($0).inserted }
    }

    /// Leaves out what breaks nobody.
    mutating func keepBreaking() { differences.removeAll { $0.breaks.isEmpty } }

    /// What was not compared, or not as it is now.
    func notes(includes: (String) -> Bool = { _ in true }) -> [String] {
        var notes = older
        for (label, conditions) in conditions {
            for condition in conditions where includes(condition.groupVersion.group) {
                notes += IncompleteNotes.schemaLines([(label, [condition])])
            }
        }
        notes += unknown.filter { includes($0.group) }.map {
            "the schemas of \($0) are known on one side only and are no difference"
        }
        if isCut {
            notes.append("only the first \(SchemaComparison.limit) differences of schemas are told")
        }
        return notes
    }
}

extension DiffCounts {
    /// With the differences of schemas.
    func adding(_ schemas: ComparedSchemas?) -> DiffCounts {
        guard let schemas else { return self }
        let more = DiffCounts(schemas)
        var sum = self
        sum.differences += more.differences
        sum.breaking += more.breaking
        sum.compatible += more.compatible
        return sum
    }

    init(_ schemas: ComparedSchemas) {
        self.init(schemas.differences.map { ($0.event, $0.impact) }, moves: 0)
    }
}
