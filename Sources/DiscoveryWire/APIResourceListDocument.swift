import DiscoveryModel
import Foundation

/// `APIResourceList` of meta/v1, at `/api/v1` and `/apis/GROUP/VERSION`: the legacy form of one group version.
public struct APIResourceListDocument: Decodable, Sendable {
    /// `APIResourceList`.
    public var kind: String
    /// `v1`.
    public var apiVersion: String?
    /// Whose resources these are, as the server says.
    public var groupVersion: String?
    var resources: [Resource]?

    struct Resource: Decodable, Sendable {
        var name: String?
        var singularName: String?
        var namespaced: Bool?
        var group: String?
        var version: String?
        var kind: String?
        var verbs: [String]?
        var shortNames: [String]?
        var categories: [String]?
        var storageVersionHash: String?
    }

    /// Decodes a body.
    ///
    /// - Throws: ``DiscoveryWireError`` when it is empty, not JSON, or not of this kind.
    public init(decoding body: Data) throws(DiscoveryWireError) {
        let kind = "APIResourceList"
        self = try decodeDocument(Self.self, from: body)
        guard self.kind == kind else { throw DiscoveryWireError(.wrongKind(expected: [kind])) }
    }

    /// The resources, in canonical order.
    ///
    /// A name is split at its first `/`; the resource of a subresource need not be there. A subresource has its
    /// resource's scope where that is there, and no singular name. An entry with neither kind nor verbs stands only
    /// for its subresources and is left out, as is a subresource without a kind: the aggregated form has neither.
    ///
    /// - Parameter asked: The group version that was asked for; a document that does not say whose resources it has is its.
    /// - Throws: ``DiscoveryWireError`` when the document is of another group version, ``DuplicateResourceError`` when two
    ///   entries of one name differ.
    public func list(for asked: GroupVersion) throws -> APIResourceList {
        guard ["", asked.description].contains(groupVersion ?? "") else { throw DiscoveryWireError(.wrongGroupVersion) }
        let entries = resources ?? []
        var scopes: [String: Bool] = [:]
        for entry in entries { if let name = entry.name { scopes[name] = entry.namespaced ?? false } }
        let models = entries.compactMap { entry -> APIResource? in
            guard let name = entry.name, !name.isEmpty else { return nil }
            let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let subresource = parts.count > 1 ? parts[1] : nil
            guard !parts[0].isEmpty, subresource != "" else { return nil }
            let kind = entry.kind ?? ""
            guard !kind.isEmpty || (subresource == nil && entry.verbs?.isEmpty == false) else { return nil }
            return APIResource(
                resource: parts[0], subresource: subresource,
                singularName: subresource == nil ? entry.singularName ?? "" : "",
                responseKind: GroupVersionKind(
                    inheriting: asked, group: entry.group ?? "", version: entry.version ?? "", kind: kind),
                namespaced: scopes[parts[0]] ?? entry.namespaced ?? false, verbs: entry.verbs ?? [],
                shortNames: subresource == nil ? entry.shortNames ?? [] : [],
                categories: subresource == nil ? entry.categories ?? [] : [])
        }
        return try APIResourceList(groupVersion: asked, resources: models)
    }

    /// Each `storageVersionHash` by the name of its resource; opaque, to be compared only.
    public var storageVersionHashes: [String: String] {
        Dictionary(
            (resources ?? []).compactMap { resource in
                guard let name = resource.name, let hash = resource.storageVersionHash, !hash.isEmpty else {
                    return nil
                }
                return (name, hash)
            }, uniquingKeysWith: { first, _ in first })
    }
}
