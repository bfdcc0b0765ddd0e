import Foundation

/// What a history is asked about.
public enum HistorySubject: Hashable, Sendable {
    /// A group version.
    case groupVersion(GroupVersion)
    /// A resource, with its subresources, or one of them.
    case resource(ResourcePattern)
}

/// What one snapshot had of something.
public struct SurfaceSighting: Sendable {
    /// The snapshot's number.
    public var snapshotID: Int64
    /// When the snapshot was first seen.
    public var firstSeen: Date
    /// When the snapshot before it was last seen; `nil` for the first.
    public var previousLastSeen: Date?
    /// Of one group, the versions in question, each with the resources in question alone.
    public var surface: APISurface

    /// Makes a sighting from its parts.
    public init(snapshotID: Int64, firstSeen: Date, previousLastSeen: Date?, surface: APISurface) {
        self.snapshotID = snapshotID
        self.firstSeen = firstSeen
        self.previousLastSeen = previousLastSeen
        self.surface = surface
    }
}

/// Something that happened to a group version or a resource between two snapshots of a cluster.
public struct SubjectEvent: Sendable {
    /// What happened.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// It was there in the first snapshot; since when, nobody knows.
        case found
        /// It was not there before.
        case came
        /// It was there before, and not the same.
        case changed
        /// It is not there any more.
        case went
        /// What it is was not known before.
        case becameKnown
    }

    /// What happened.
    public var kind: Kind
    /// The snapshot in which it is so.
    public var snapshotID: Int64
    /// When it was first seen to be so.
    public var seenAt: Date
    /// When it was last seen not to be so; it happened between the two.
    public var previousSeenAt: Date?
    /// Where.
    public var groupVersion: GroupVersion
    /// `pods`, or `pods/resize` where the question is about a subresource; `nil` where it is about a group version.
    public var resource: String?
    /// In what it changed.
    public var differences: [DifferenceRecord]
    /// What was found, came, went or became known: all resources of the group version, or the resource and its subresources.
    public var resources: [APIResource]
}

/// When something came, changed and went on one cluster.
public struct SubjectHistory: Sendable {
    /// What happened, oldest first.
    public private(set) var events: [SubjectEvent] = []
    private let subject: HistorySubject

    /// Finds what happened.
    ///
    /// - Parameter sightings: Of one group on one cluster, oldest first; snapshots in which nothing in question changed may
    ///   be left out, but not the first.
    public init(of subject: HistorySubject, in sightings: [SurfaceSighting]) {
        self.subject = subject
        guard let first = sightings.first else { return }
        for (groupVersion, list) in Self.lists(first.surface) { add(.found, list, groupVersion, first) }
        for (old, new) in zip(sightings, sightings.dropFirst()) { addEvents(from: old.surface, to: new) }
    }

    private mutating func addEvents(from old: APISurface, to new: SurfaceSighting) {
        let difference = SurfaceDifference(from: old, to: new.surface)
        for list in difference.becameKnown { add(.becameKnown, list, list.groupVersion, new) }
        var changes: [DifferenceSubject: [DifferenceRecord]] = [:]
        for one in difference.differences {
            switch one.change {
            case .group(let side, let group, _):
                for (groupVersion, list) in Self.lists(APISurface(groups: [group])) {
                    add(side == .added ? .came : .went, list, groupVersion, new)
                }
            case .version(let side, let list, _): add(side == .added ? .came : .went, list, list.groupVersion, new)
            case .resource(let side, let resources) where !isAboutGroupVersion:
                guard let groupVersion = one.subject.groupVersion,
                    let list = try? APIResourceList(
                        groupVersion: groupVersion, resources: resources)
                else { continue }
                add(side == .added ? .came : .went, list, groupVersion, new)
            case .subresource(let side, let resource) where isAboutSubresource:
                guard let groupVersion = one.subject.groupVersion, includes(groupVersion) else { continue }
                append(side == .added ? .came : .went, groupVersion, resource.name, new, resources: [resource])
            case .groupOrder, .versionOrder, .meaning, .preferredVersion: break
            default:
                let name = isAboutSubresource ? one.subject.resourceName : one.subject.resource
                let key = key(one.subject.group ?? "", one.subject.version ?? "", name)
                changes[key, default: []].append(one.record)
            }
        }
        if case .groupVersion(let one) = subject, let record = Self.preference(of: one, from: old, to: new.surface) {
            changes[key(one.group, one.version), default: []].append(record)
        }
        let served = Set(Self.lists(new.surface).map(\.0))
        for (key, records) in changes.sorted(by: { ($0.key.resource ?? "") < ($1.key.resource ?? "") }) {
            guard let groupVersion = key.groupVersion, includes(groupVersion), served.contains(groupVersion) else {
                continue
            }
            append(.changed, groupVersion, key.resource, new, differences: records)
        }
    }

    /// That a group version began or ceased to be the one its group prefers; the other versions are not in question here.
    private static func preference(
        of groupVersion: GroupVersion, from old: APISurface, to new: APISurface
    ) -> DifferenceRecord? {
        guard let was = old.groups.first?.preferredVersion, let isNow = new.groups.first?.preferredVersion,
            was != isNow, was == groupVersion.version || isNow == groupVersion.version
        else { return nil }
        return DifferenceRecord(
            kind: .changed, subject: DifferenceSubject(.group, group: groupVersion.group), field: .preferredVersion,
            from: .text(was), to: .text(isNow), rule: .preferredVersionChanged)
    }

    private var isAboutGroupVersion: Bool {
        if case .groupVersion = subject { return true }
        return false
    }

    private var isAboutSubresource: Bool {
        if case .resource(let pattern) = subject { return pattern.subresource != nil }
        return false
    }

    private func key(_ group: String, _ version: String, _ resource: String? = nil) -> DifferenceSubject {
        DifferenceSubject(
            .version, group: group, version: version, resource: isAboutGroupVersion ? nil : resource)
    }

    private func includes(_ groupVersion: GroupVersion) -> Bool {
        switch subject {
        case .groupVersion(let one): one == groupVersion
        case .resource(let pattern): pattern.includes(groupVersion)
        }
    }

    /// Every group version that is known, in the server's order.
    private static func lists(_ surface: APISurface) -> [(GroupVersion, APIResourceList)] {
        surface.groups.flatMap { group in
            group.versions.compactMap { version in version.resources.map { ($0.groupVersion, $0) } }
        }
    }

    /// One event for a group version, or one for each resource in question that is in it.
    private mutating func add(
        _ kind: SubjectEvent.Kind, _ list: APIResourceList, _ groupVersion: GroupVersion, _ sighting: SurfaceSighting
    ) {
        guard includes(groupVersion) else { return }
        if isAboutGroupVersion {
            append(kind, groupVersion, nil, sighting, resources: list.resources)
            return
        }
        let byName = Dictionary(grouping: list.resources) { isAboutSubresource ? $0.name : $0.resource }
        for (name, resources) in byName.sorted(by: { $0.key.precedes($1.key) }) {
            append(kind, groupVersion, name, sighting, resources: resources)
        }
    }

    private mutating func append(
        _ kind: SubjectEvent.Kind, _ groupVersion: GroupVersion, _ resource: String?, _ sighting: SurfaceSighting,
        differences: [DifferenceRecord] = [], resources: [APIResource] = []
    ) {
        events.append(
            SubjectEvent(
                kind: kind, snapshotID: sighting.snapshotID, seenAt: sighting.firstSeen,
                previousSeenAt: sighting.previousLastSeen, groupVersion: groupVersion, resource: resource,
                differences: differences, resources: resources))
    }
}
