/// How much one surface differs from the one before it, counted in resources.
public struct SurfaceChange: Hashable, Sendable {
    /// Resources of a group version that are there now and were not.
    public var added = 0
    /// Resources that were there and are not.
    public var removed = 0
    /// Resources that are there still, and differ in themselves or their subresources; and groups whose versions, their
    /// order or their preferred version changed.
    public var changed = 0
    /// Group versions whose resources are known now and never were before: nothing was added by that.
    public var becameKnown: [GroupVersion] = []

    /// No change.
    public init() {}

    /// Compares two surfaces; costs a look at the resources of those group versions only whose digests differ.
    ///
    /// A version whose resources are unknown on either side makes no difference.
    public init(from old: APISurface, to new: APISurface) {
        let comparison = SurfaceComparison(from: old, to: new)
        self.init(counting: comparison.differences, becameKnown: comparison.becameKnown)
    }

    /// Counts what was found already.
    public init(_ difference: SurfaceDifference) {
        self.init(counting: difference.differences, becameKnown: difference.becameKnown)
    }

    /// Counts what was found and kept.
    public init(_ records: [DifferenceRecord], becameKnown: [GroupVersion]) {
        var counter = Counter()
        for record in records { counter.count(record.kind, record.subject, record.resourceCount) }
        self.init(counter, becameKnown: becameKnown)
    }

    private init(counting differences: [APIDifference], becameKnown: [APIResourceList]) {
        var counter = Counter()
        for difference in differences { counter.count(difference.kind, difference.subject, difference.resourceCount) }
        self.init(counter, becameKnown: becameKnown.map(\.groupVersion))
    }

    private init(_ counter: Counter, becameKnown: [GroupVersion]) {
        (added, removed, changed) = (counter.added, counter.removed, counter.changed.count)
        self.becameKnown = becameKnown
    }

    private struct Counter {
        var added = 0
        var removed = 0
        /// Each resource and group counts once, however much of it changed.
        var changed: Set<DifferenceSubject> = []

        mutating func count(_ kind: DifferenceRecord.Kind, _ subject: DifferenceSubject, _ resources: Int) {
            switch kind {
            case .added: added += resources
            case .removed: removed += resources
            case .changed: break
            }
            switch subject.level {
            case .version,
                .group where kind == .changed:
                changed.insert(DifferenceSubject(.group, group: subject.group))
            case .subresource,
                .resource where kind == .changed:
                changed.insert(
                    DifferenceSubject(
                        .resource, group: subject.group, version: subject.version, resource: subject.resource))
            default: break
            }
        }
    }
}

extension APIDifference {
    /// How many resources came or went by this, without subresources.
    public var resourceCount: Int {
        switch change {
        case .group(_, let group, _):
            group.versions.reduce(0) { $0 + ($1.resources?.resources.count { $0.subresource == nil } ?? 0) }
        case .version(_, let list, _): list.resources.count { $0.subresource == nil }
        case .resource: 1
        default: 0
        }
    }
}
