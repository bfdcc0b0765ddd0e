import DiscoveryModel
import Foundation

/// The list of a server's OpenAPI documents, at `/openapi/v3` (kube-openapi's `handler3.OpenAPIV3Discovery`).
public struct OpenAPIPathsDocument: Codable, Sendable {
    struct Entry: Codable, Sendable {
        var serverRelativeURL: String?
    }

    var paths: [String: Entry]

    /// Makes a list of documents and their hashes, as an API server does.
    ///
    /// - Parameters:
    ///   - hashes: `nil` for a document whose state is not known.
    ///   - prefix: Where the server's paths begin, when it is not the only one at its address. Clients know the prefix
    ///     that they were given, and older ones take the URLs as they are.
    public init(hashes: [GroupVersion: String?], below prefix: String = "") {
        paths = Dictionary(
            hashes.map { groupVersion, hash in
                let url = Self.url(of: groupVersion, hash: hash, below: prefix)
                return (String(groupVersion.path.dropFirst()), Entry(serverRelativeURL: url))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Where a document is: `/openapi/v3/apis/apps/v1?hash=…`, without the hash where there is none.
    public static func url(of groupVersion: GroupVersion, hash: String?, below prefix: String = "") -> String {
        "\(prefix)/openapi/v3\(groupVersion.path)\(hash.map { "?hash=\($0)" } ?? "")"
    }

    /// The document, keys sorted.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("texts always encode") }
        return Array(data)
    }

    /// Decodes a body; servers send it as `text/plain` too.
    ///
    /// - Throws: ``DiscoveryWireError``.
    public init(decoding body: Data) throws(DiscoveryWireError) {
        self = try decodeDocument(Self.self, from: body)
    }

    /// The documents of group versions with the URLs where they are, by group version. What is listed of anything else
    /// (`api`, `apis/apps`, `version`, …) is not part of it.
    public var documents: [(groupVersion: GroupVersion, serverRelativeURL: String)] {
        paths.compactMap { key, entry in
            Self.groupVersion(key).map { (groupVersion: $0, serverRelativeURL: entry.serverRelativeURL ?? "") }
        }.sorted { $0.groupVersion < $1.groupVersion }
    }

    /// The hash that a URL of the list names; `nil` where it names none.
    public static func hash(inURL url: String) -> String? {
        guard let query = url.split(separator: "?", maxSplits: 1).dropFirst().first else { return nil }
        return query.split(separator: "&").first { $0.hasPrefix("hash=") }.map { String($0.dropFirst("hash=".count)) }
    }

    /// Reads `api/v1` or `apis/apps/v1`.
    private static func groupVersion(_ key: String) -> GroupVersion? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard !parts.contains("") else { return nil }
        if parts.count == 2, parts[0] == "api" { return GroupVersion(group: "", version: parts[1]) }
        if parts.count == 3, parts[0] == "apis" { return GroupVersion(group: parts[1], version: parts[2]) }
        return nil
    }
}
