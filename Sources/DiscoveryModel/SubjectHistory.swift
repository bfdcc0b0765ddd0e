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
    /// The resource's plural name; `nil` where the question is about a group version.
    public var resource: String?
    /// In what it changed; its resources where a group version came or went.
    public var differences: [DifferenceRecord]
    /// The resources that a group version had when it was found, came, went or became known, without subresources.
    public var resources: [String]
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
            case .preferredVersion(let from, let to) where isAboutGroupVersion:
                for version in [from, to] {
                    changes[key(one.subject.group ?? "", version), default: []].append(one.record)
                }
            case .groupOrder, .versionOrder, .meaning, .preferredVersion: break
            default:
                let key = key(one.subject.group ?? "", one.subject.version ?? "", one.subject.resource)
                changes[key, default: []].append(one.record)
            }
        }
        let served = Set(Self.lists(new.surface).map(\.0))
        for (key, records) in changes.sorted(by: { ($0.key.resource ?? "") < ($1.key.resource ?? "") }) {
            guard let groupVersion = key.groupVersion, includes(groupVersion), served.contains(groupVersion) else {
                continue
            }
            append(.changed, groupVersion, key.resource, new, differences: records)
        }
    }

    private var isAboutGroupVersion: Bool {
        if case .groupVersion = subject { return true }
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
        let names = list.resources.filter { $0.subresource == nil }.map(\.resource)
        if isAboutGroupVersion {
            append(kind, groupVersion, nil, sighting, resources: names)
        } else {
            for name in Set(list.resources.map(\.resource)).sorted(by: { $0.precedes($1) }) {
                append(kind, groupVersion, name, sighting)
            }
        }
    }

    private mutating func append(
        _ kind: SubjectEvent.Kind, _ groupVersion: GroupVersion, _ resource: String?, _ sighting: SurfaceSighting,
        differences: [DifferenceRecord] = [], resources: [String] = []
    ) {
        events.append(
            SubjectEvent(
                kind: kind, snapshotID: sighting.snapshotID, seenAt: sighting.firstSeen,
                previousSeenAt: sighting.previousLastSeen, groupVersion: groupVersion, resource: resource,
                differences: differences, resources: resources))
    }
}
