import DiscoveryModel
import Foundation

/// `APIGroupDiscoveryList` of apidiscovery.k8s.io, at `/api` and `/apis`; v2 and v2beta1 have one shape.
public struct AggregatedDiscoveryDocument: Decodable, Sendable {
    /// `APIGroupDiscoveryList`.
    public var kind: String
    /// `apidiscovery.k8s.io/v2` or `apidiscovery.k8s.io/v2beta1`.
    public var apiVersion: String?
    var metadata: Metadata?
    var items: [Group]?

    struct Metadata: Decodable, Sendable {
        var name: String?
    }

    struct Group: Decodable, Sendable {
        var metadata: Metadata?
        var versions: [Version]?
    }

    struct Version: Decodable, Sendable {
        var version: String?
        var resources: [Resource]?
        var freshness: String?
    }

    struct Resource: Decodable, Sendable {
        var resource: String?
        var responseKind: ResponseKind?
        var scope: String?
        var singularResource: String?
        var verbs: [String]?
        var shortNames: [String]?
        var categories: [String]?
        var subresources: [Subresource]?
    }

    struct Subresource: Decodable, Sendable {
        var subresource: String?
        var responseKind: ResponseKind?
        var verbs: [String]?
    }

    struct ResponseKind: Decodable, Sendable {
        var group: String?
        var version: String?
        var kind: String?
    }
}

extension AggregatedDiscoveryDocument {
    /// The groups in the server's order, each version with its outcome.
    ///
    /// The preferred version is the first listed, stale or not: this form has no field for it. A group or version
    /// listed twice becomes one (see ``ObservedGroup/unique(_:)``).
    public func groups() -> [ObservedGroup] {
        let groups = (items ?? []).map { group in
            let name = group.metadata?.name ?? ""
            let versions = (group.versions ?? []).compactMap { version -> ObservedGroup.Version? in
                guard let versionName = version.version, !versionName.isEmpty else { return nil }
                let groupVersion = GroupVersion(group: name, version: versionName)
                return .init(version: versionName, outcome: version.outcome(in: groupVersion))
            }
            return ObservedGroup(name: name, preferredVersion: versions.first?.version ?? "", versions: versions)
        }
        return ObservedGroup.unique(groups)
    }
}

extension AggregatedDiscoveryDocument.Version {
    fileprivate func outcome(in groupVersion: GroupVersion) -> ObservedGroup.Outcome {
        do throws(DuplicateResourceError) {
            let list = try APIResourceList(
                groupVersion: groupVersion, resources: (resources ?? []).flatMap { $0.model(in: groupVersion) })
            guard freshness == "Stale" else { return .current(list) }
            return .stale(list.resources.isEmpty ? nil : list)
        } catch {
            return .failed(GroupVersionFailure(message: error.description))
        }
    }
}

extension AggregatedDiscoveryDocument.Resource {
    /// A resource without a kind is not emitted, its subresources are; a subresource without a kind is not.
    fileprivate func model(in groupVersion: GroupVersion) -> [APIResource] {
        guard let resource, !resource.isEmpty else { return [] }
        let namespaced = scope == "Namespaced"
        var models: [APIResource] = []
        models.reserveCapacity(1 + (subresources?.count ?? 0))
        if let responseKind = responseKind?.model(in: groupVersion) {
            models.append(
                APIResource(
                    resource: resource, singularName: singularResource ?? "", responseKind: responseKind,
                    namespaced: namespaced, verbs: verbs ?? [], shortNames: shortNames ?? [],
                    categories: categories ?? []))
        }
        for entry in subresources ?? [] {
            guard let subresource = entry.subresource, !subresource.isEmpty,
                let responseKind = entry.responseKind?.model(in: groupVersion)
            else { continue }
            models.append(
                APIResource(
                    resource: resource, subresource: subresource, responseKind: responseKind, namespaced: namespaced,
                    verbs: entry.verbs ?? []))
        }
        return models
    }
}

extension AggregatedDiscoveryDocument.ResponseKind {
    /// `nil` when all three are empty; an empty group or version is the enclosing one's.
    fileprivate func model(in groupVersion: GroupVersion) -> GroupVersionKind? {
        let (group, version, kind) = (group ?? "", version ?? "", kind ?? "")
        guard !(group.isEmpty && version.isEmpty && kind.isEmpty) else { return nil }
        return GroupVersionKind(inheriting: groupVersion, group: group, version: version, kind: kind)
    }
}

extension GroupVersionKind {
    init(inheriting groupVersion: GroupVersion, group: String, version: String, kind: String) {
        self.init(
            group: group.isEmpty ? groupVersion.group : group,
            version: version.isEmpty ? groupVersion.version : version, kind: kind)
    }
}
