import DiscoveryModel
import DiscoveryWire
import Foundation

/// What a fake API server serves.
///
/// A value: change a copy and hand it to ``FakeAPIServer/update(_:)``.
public struct FakeCluster: Sendable {
    /// The groups, in discovery order; without the core group (`""`) there is no `/api`, as on aggregated API servers.
    ///
    /// A version without resources (`nil`) is served as if it were in ``stale``.
    public var groups: [APIGroup]
    /// The body of `/version`, JSON.
    public var serverVersion: String
    /// `storageVersionHash` by group version, then resource: given in the legacy form only.
    public var storageVersionHashes: [GroupVersion: [String: String]]
    /// The forms in which `/api` and `/apis` can be had; `mixed` means nothing here.
    ///
    /// The documents of single group versions are always there, as on every real server.
    public var forms: Set<DiscoveryForm>
    /// The forms of `/api`, where they are not those of `/apis`.
    public var coreForms: Set<DiscoveryForm>?
    /// Group versions that the server could not refresh.
    ///
    /// The aggregated forms list them as stale and without resources; asked for one in the legacy form, the server
    /// answers 503 with plain text.
    public var stale: Set<GroupVersion>
    /// What stands behind group versions; of any other the server knows no APIService (404).
    public var apiServices: [GroupVersion: FakeAPIService]
    /// Whom every client is taken for; `nil` on a server that has no `SelfSubjectReview` (404).
    public var user: FakeUser?
    /// The OpenAPI documents, if there are any.
    public var openAPI: OpenAPIService

    /// Makes a cluster from its parts.
    public init(
        groups: [APIGroup], serverVersion: String = FakeCluster.serverVersion(gitVersion: "v1.36.2"),
        storageVersionHashes: [GroupVersion: [String: String]] = [:],
        forms: Set<DiscoveryForm> = [.aggregatedV2, .legacy], coreForms: Set<DiscoveryForm>? = nil,
        stale: Set<GroupVersion> = [], apiServices: [GroupVersion: FakeAPIService] = [:],
        user: FakeUser? = FakeUser(name: "test-user", groups: ["test-group", "system:authenticated"]),
        openAPI: OpenAPIService = OpenAPIService()
    ) {
        self.groups = groups
        self.serverVersion = serverVersion
        self.storageVersionHashes = storageVersionHashes
        self.forms = forms
        self.coreForms = coreForms
        self.stale = stale
        self.apiServices = apiServices
        self.user = user
        self.openAPI = openAPI
    }

    /// A `/version` document with a `gitVersion` such as `v1.36.2` and what follows from it.
    public static func serverVersion(gitVersion: String) -> String {
        let numbers = gitVersion.drop { $0 == "v" }.split(separator: ".")
        let document = [
            "gitVersion": gitVersion, "major": numbers.first.map(String.init) ?? "",
            "minor": numbers.dropFirst().first.map(String.init) ?? "", "gitTreeState": "clean",
            "platform": "linux/amd64",
        ]
        return String(decoding: document.encodedAsDocument(), as: UTF8.self)
    }
}

extension Encodable {
    /// Compact JSON with sorted keys, so that equal documents are equal bytes.
    func encodedAsDocument() -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(self)
        } catch {
            preconditionFailure("texts, lists and true or false always encode: \(error)")
        }
    }
}
