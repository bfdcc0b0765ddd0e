import DiscoveryModel
import Foundation

/// What `/api` or `/apis` answered, in whichever form.
public enum GroupDiscoveryDocument: Sendable {
    /// Everything, resources included.
    case aggregated([ObservedGroup], DiscoveryForm)
    /// Groups and versions only; each group version is a document of its own.
    case legacy([ListedGroup])

    /// A group as the legacy form lists it.
    public struct ListedGroup: Hashable, Sendable {
        /// The group's name; `""` for the core group.
        public var name: String
        /// The version that the server says it prefers, or the first.
        public var preferredVersion: String
        /// In the server's order, each once.
        public var versions: [String]

        /// Makes a group from its parts.
        public init(name: String, preferredVersion: String, versions: [String]) {
            self.name = name
            self.preferredVersion = preferredVersion
            self.versions = versions
        }
    }

    /// Decodes the body of `/api` (`APIVersions`), `/apis` (`APIGroupList`) or either (`APIGroupDiscoveryList`).
    ///
    /// The document's kind decides; only where the Content-Type and the body agree is the form certain, and a proxy
    /// that drops the parameters of a Content-Type must not make an aggregated document look like an empty legacy one.
    ///
    /// - Parameter contentType: The answer's header, `nil` when there is none.
    /// - Throws: ``DiscoveryWireError``.
    public init(decoding body: Data, contentType: String?) throws(DiscoveryWireError) {
        let announced = DiscoveryMediaType.form(ofContentType: contentType)
        if announced.isAggregated {
            let document = try decodeDocument(AggregatedDiscoveryDocument.self, from: body)
            if document.kind == "APIGroupDiscoveryList" {
                self = .aggregated(document.groups(), announced)
                return
            }
        }
        let document = try decodeDocument(LegacyGroupsDocument.self, from: body)
        switch document.kind {
        case "APIVersions", "APIGroupList":
            self = .legacy(document.listedGroups())
        case "APIGroupDiscoveryList":
            let aggregated = try decodeDocument(AggregatedDiscoveryDocument.self, from: body)
            let isBeta = aggregated.apiVersion == "apidiscovery.k8s.io/v2beta1"
            self = .aggregated(aggregated.groups(), isBeta ? .aggregatedV2beta1 : .aggregatedV2)
        default:
            throw DiscoveryWireError(.wrongKind(expected: ["APIGroupDiscoveryList", "APIGroupList", "APIVersions"]))
        }
    }
}

/// `APIVersions` and `APIGroupList` of meta/v1: `/api` and `/apis` in the legacy form.
public struct LegacyGroupsDocument: Decodable, Sendable {
    /// `APIVersions` or `APIGroupList`.
    public var kind: String
    /// `v1` in an `APIGroupList`; an `APIVersions` has none.
    public var apiVersion: String?
    var versions: [String]?
    var groups: [Group]?

    struct Group: Decodable, Sendable {
        var name: String?
        var versions: [Version]?
        var preferredVersion: Version?
    }

    struct Version: Decodable, Sendable {
        var groupVersion: String?
        var version: String?
    }

    func listedGroups() -> [GroupDiscoveryDocument.ListedGroup] {
        var listed: [GroupDiscoveryDocument.ListedGroup] = []
        var positions: [String: Int] = [:]
        var seen: Set<GroupVersion> = []
        let entries =
            kind == "APIVersions"
            ? [("", nil, versions ?? [])]
            : (groups ?? []).map {
                ($0.name ?? "", $0.preferredVersion?.version, ($0.versions ?? []).compactMap(\.version))
            }
        for (name, preferred, versions) in entries {
            let position = positions[name] ?? listed.count
            if position == listed.count {
                positions[name] = position
                listed.append(.init(name: name, preferredVersion: preferred ?? versions.first ?? "", versions: []))
            }
            for version in versions
            where !version.isEmpty && seen.insert(GroupVersion(group: name, version: version)).inserted {
                listed[position].versions.append(version)
            }
        }
        return listed
    }
}
