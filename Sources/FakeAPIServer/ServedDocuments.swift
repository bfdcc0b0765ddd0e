import DiscoveryModel
import DiscoveryWire
import HTTPTypes

/// Every document of a cluster, encoded once.
struct ServedDocuments: Sendable {
    /// What one path answers.
    private enum Endpoint: Sendable {
        /// Whatever the Accept header says.
        case fixed(Answer)
        /// The form that the Accept header asks for first.
        case negotiated([DiscoveryForm: Answer], offered: Set<DiscoveryForm>)
    }

    private var endpoints: [String: Endpoint] = [:]
    private let openAPI: ServedOpenAPI

    init(_ cluster: FakeCluster) {
        openAPI = ServedOpenAPI(cluster.openAPI)
        let core = cluster.groups.filter(\.name.isEmpty)
        let named = cluster.groups.filter { !$0.name.isEmpty }
        if !core.isEmpty {
            let versions = core.flatMap(\.versions).map(\.version)
            add(
                core, at: "/api", in: cluster.coreForms ?? cluster.forms, stale: cluster.stale,
                legacy: LegacyGroupsDocument(coreVersions: versions))
        }
        add(named, at: "/apis", in: cluster.forms, stale: cluster.stale, legacy: LegacyGroupsDocument(groups: named))
        for group in cluster.groups {
            if !group.name.isEmpty { addLegacy(.document(APIGroupDocument(group)), at: "/apis/\(group.name)") }
            for version in group.versions { add(version, of: group.name, in: cluster) }
        }
        addFixed(Answer(contentType: "application/json", body: .init(cluster.serverVersion.utf8)), at: "/version")
        addFixed(.text("ok"), at: "/readyz")
        addFixed(.text("ok"), at: "/livez")
    }

    /// The answer to a request, before conditions and compression.
    ///
    /// - Parameters:
    ///   - path: Without the server's prefix and without a query.
    ///   - query: What stands behind the `?`.
    func answer(at path: String, query: String? = nil, accept: String?) -> Answer {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if path.hasPrefix("/openapi/"), let answer = openAPI.answer(at: path, query: query) { return answer }
        guard let endpoint = endpoints[path] ?? endpoints[path.removingPercentEncoding ?? path] else {
            return .failure(.notFound, message: "the server could not find the requested resource")
        }
        switch endpoint {
        case .fixed(let answer): return answer
        case .negotiated(let answers, let offered):
            guard let form = AcceptHeader(accept).form(among: offered), let answer = answers[form] else {
                let message = "only the following media types are accepted: application/json"
                return .failure(.notAcceptable, message: message)
            }
            return answer
        }
    }

    private mutating func add(
        _ groups: [APIGroup], at path: String, in forms: Set<DiscoveryForm>, stale: Set<GroupVersion>,
        legacy: LegacyGroupsDocument
    ) {
        var answers: [DiscoveryForm: Answer] = [:]
        if forms.contains(.legacy) { answers[.legacy] = .document(legacy) }
        if !forms.isDisjoint(with: [.aggregatedV2, .aggregatedV2beta1]) {
            let body = AggregatedDiscoveryDocument(groups: groups, form: .aggregatedV2, stale: stale)
                .encodedAsDocument()
            var answer = Answer(document: body, contentType: DiscoveryMediaType.aggregatedV2)
            answer.setEntityTag(of: body)
            if forms.contains(.aggregatedV2) { answers[.aggregatedV2] = answer }
            if forms.contains(.aggregatedV2beta1) {
                let beta = AggregatedDiscoveryDocument(groups: groups, form: .aggregatedV2beta1, stale: stale)
                var betaAnswer = Answer.document(beta, contentType: DiscoveryMediaType.aggregatedV2beta1)
                // The tag is that of the v2 document in whichever form it is sent.
                betaAnswer.setEntityTag(of: body)
                answers[.aggregatedV2beta1] = betaAnswer
            }
        }
        for form in answers.keys { answers[form]?.fields[.vary] = "Accept" }
        endpoints[path] = .negotiated(answers, offered: Set(answers.keys))
    }

    private mutating func add(_ version: APIGroup.Version, of group: String, in cluster: FakeCluster) {
        let groupVersion = GroupVersion(group: group, version: version.version)
        let path = group.isEmpty ? "/api/\(version.version)" : "/apis/\(group)/\(version.version)"
        guard let list = version.resources, !cluster.stale.contains(groupVersion) else {
            addFixed(.serviceUnavailable, at: path)
            return
        }
        let hashes = cluster.storageVersionHashes[groupVersion] ?? [:]
        addLegacy(.document(APIResourceListDocument(list, storageVersionHashes: hashes)), at: path)
    }

    private mutating func addLegacy(_ answer: Answer, at path: String) {
        endpoints[path] = .negotiated([.legacy: answer], offered: [.legacy])
    }

    private mutating func addFixed(_ answer: Answer, at path: String) {
        endpoints[path] = .fixed(answer)
    }
}

/// `APIGroup` of meta/v1, at `/apis/GROUP`.
private struct APIGroupDocument: Encodable {
    struct Version: Encodable {
        let groupVersion: String
        let version: String

        init(_ group: String, _ version: String) {
            groupVersion = GroupVersion(group: group, version: version).description
            self.version = version
        }
    }

    let kind = "APIGroup"
    let apiVersion = "v1"
    let name: String
    let versions: [Version]
    let preferredVersion: Version

    init(_ group: APIGroup) {
        name = group.name
        versions = group.versions.map { Version(group.name, $0.version) }
        preferredVersion = Version(group.name, group.preferredVersion)
    }
}
