/// A resource that is not served under a group version any more, and is under another one.
public struct ResourceMove: Hashable, Sendable {
    /// The plural name.
    public let resource: String
    /// The kind.
    public let kind: String
    /// Where it was served.
    public let from: GroupVersion
    /// Where it is served; it may have been before.
    public let to: GroupVersion

    /// Makes a move from its parts.
    public init(resource: String, kind: String, from: GroupVersion, to: GroupVersion) {
        self.resource = resource
        self.kind = kind
        self.from = from
        self.to = to
    }
}

extension ResourceMove: CustomStringConvertible {
    /// `policy/v1beta1 PodDisruptionBudget -> policy/v1`.
    public var description: String { "\(from) \(kind) -> \(to)" }
}

/// Finds where what went is served now.
///
/// A resource moved when one with its name, kind and scope is served elsewhere:
/// - under another version of its group: the preferred one where that has it, else the first that does;
/// - else in exactly one other group, if its own group has no resource of that name any more, and either both groups are
///   Kubernetes' own (no dot in the name, or a name that ends in `.k8s.io`), or that group did not have it before and
///   gives it the same singular and short names. Projects often choose the same kind by chance; with the same names and
///   at the same moment, hardly.
struct MoveFinder {
    /// By plural name, of the names that are asked for: where it is served, in discovery order.
    private var served: [String: [(groupVersion: GroupVersion, resource: APIResource)]] = [:]
    private var preferredVersions: [String: String] = [:]
    private let old: APISurface

    static func moves(for differences: [APIDifference], from old: APISurface, to new: APISurface) -> [ResourceMove] {
        let gone = differences.flatMap(\.removedResources)
        guard !gone.isEmpty else { return [] }
        let finder = MoveFinder(Set(gone.map(\.resource.resource)), from: old, to: new)
        return gone.compactMap { finder.move(of: $0.resource, in: $0.groupVersion) }
    }

    private init(_ names: Set<String>, from old: APISurface, to new: APISurface) {
        self.old = old
        for group in new.groups {
            preferredVersions[group.name] = group.preferredVersion
            for version in group.versions {
                for resource in version.resources?.resources ?? []
                where resource.subresource == nil && names.contains(resource.resource) {
                    let groupVersion = GroupVersion(group: group.name, version: version.version)
                    served[resource.resource, default: []].append((groupVersion, resource))
                }
            }
        }
    }

    private func move(of resource: APIResource, in groupVersion: GroupVersion) -> ResourceMove? {
        let all = served[resource.resource] ?? []
        let alike = all.filter { $0.resource.kind == resource.kind && $0.resource.namespaced == resource.namespaced }
        if let same = preferred(alike.filter { $0.groupVersion.group == groupVersion.group }) {
            return ResourceMove(resource: resource.resource, kind: resource.kind, from: groupVersion, to: same)
        }
        guard !all.contains(where: { $0.groupVersion.group == groupVersion.group }) else { return nil }
        let elsewhere = alike.filter { candidate in
            let group = candidate.groupVersion.group
            if Self.isKubernetesOwn(group) && Self.isKubernetesOwn(groupVersion.group) { return true }
            return candidate.resource.singular == resource.singular
                && candidate.resource.shortNames == resource.shortNames
                && !wasServed(resource.resource, in: group)
        }
        guard Set(elsewhere.map(\.groupVersion.group)).count == 1, let other = preferred(elsewhere) else { return nil }
        return ResourceMove(resource: resource.resource, kind: resource.kind, from: groupVersion, to: other)
    }

    private func wasServed(_ name: String, in group: String) -> Bool {
        old.groups.lazy.filter { $0.name == group }.flatMap(\.versions).contains { version in
            version.resources?.resources.contains { $0.resource == name } ?? false
        }
    }

    private func preferred(_ found: [(groupVersion: GroupVersion, resource: APIResource)]) -> GroupVersion? {
        let chosen = found.first { $0.groupVersion.version == preferredVersions[$0.groupVersion.group] }
        return (chosen ?? found.first)?.groupVersion
    }

    private static func isKubernetesOwn(_ group: String) -> Bool { !group.contains(".") || group.hasSuffix(".k8s.io") }
}

extension APIDifference {
    /// The resources that went by this, without subresources, and where each was.
    var removedResources: [(resource: APIResource, groupVersion: GroupVersion)] {
        switch change {
        case .group(.removed, let group, _):
            group.versions.flatMap { version in
                (version.resources?.resources ?? []).filter { $0.subresource == nil }.map {
                    ($0, GroupVersion(group: group.name, version: version.version))
                }
            }
        case .version(.removed, let list, _):
            list.resources.filter { $0.subresource == nil }.map { ($0, list.groupVersion) }
        case .resource(.removed, let resources):
            resources.first.flatMap { first in subject.groupVersion.map { [(first, $0)] } } ?? []
        default: []
        }
    }
}
