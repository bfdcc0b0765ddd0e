import DiscoveryModel
import DiscoveryWire
import Foundation
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
    /// What a POST at a path answers.
    private var reviews: [String: Answer] = [:]
    private let openAPI: ServedOpenAPI

    init(_ cluster: FakeCluster) {
        openAPI = ServedOpenAPI(cluster.openAPI)
        let core = cluster.groups.filter(\.name.isEmpty)
        let named = cluster.groups.filter { !$0.name.isEmpty }
        if !core.isEmpty {
            let versions = core.flatMap(\.versions).map(\.version)
            add(
                core, at: "/api", in: cluster.coreForms ?? cluster.forms, stale: cluster.stale,
                legacy: DiscoveryText.coreVersions(versions))
        }
        add(named, at: "/apis", in: cluster.forms, stale: cluster.stale, legacy: DiscoveryText.groupList(named))
        for group in cluster.groups {
            if !group.name.isEmpty { addLegacy(DiscoveryText.group(group), at: "/apis/\(group.name)") }
            for version in group.versions { add(version, of: group.name, in: cluster) }
        }
        addFixed(Answer(contentType: "application/json", body: .init(cluster.serverVersion.utf8)), at: "/version")
        addFixed(.text("ok"), at: "/readyz")
        addFixed(.text("ok"), at: "/livez")
        for (groupVersion, service) in cluster.apiServices {
            addLegacy(
                Array(APIServiceDocument(service, groupVersion).encodedAsDocument()),
                at: "/apis/apiregistration.k8s.io/v1/apiservices/\(groupVersion.version).\(groupVersion.group)")
        }
        if let user = cluster.user {
            var answer = Answer.document(SelfSubjectReviewDocument(user))
            answer.status = .created
            reviews["/apis/authentication.k8s.io/v1/selfsubjectreviews"] = answer
        }
    }

    /// The answer to a POST; `nil` where none is allowed.
    func answer(toPostAt path: String) -> Answer? { reviews[path] }

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
        legacy: [UInt8]
    ) {
        var answers: [DiscoveryForm: Answer] = [:]
        if forms.contains(.legacy) { answers[.legacy] = Self.legacyAnswer(legacy) }
        if !forms.isDisjoint(with: [.aggregatedV2, .aggregatedV2beta1]) {
            let body = Data(DiscoveryText.aggregated(groups, form: .aggregatedV2, stale: stale))
            var answer = Answer(document: body, contentType: DiscoveryMediaType.aggregatedV2)
            answer.setEntityTag(of: body)
            if forms.contains(.aggregatedV2) { answers[.aggregatedV2] = answer }
            if forms.contains(.aggregatedV2beta1) {
                let beta = Data(DiscoveryText.aggregated(groups, form: .aggregatedV2beta1, stale: stale))
                var betaAnswer = Answer(document: beta, contentType: DiscoveryMediaType.aggregatedV2beta1)
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
        addLegacy(DiscoveryText.resourceList(list, storageVersionHashes: hashes), at: path)
    }

    private mutating func addLegacy(_ document: [UInt8], at path: String) {
        endpoints[path] = .negotiated([.legacy: Self.legacyAnswer(document)], offered: [.legacy])
    }

    private static func legacyAnswer(_ document: [UInt8]) -> Answer {
        Answer(document: Data(document), contentType: DiscoveryMediaType.legacy)
    }

    private mutating func addFixed(_ answer: Answer, at path: String) {
        endpoints[path] = .fixed(answer)
    }
}
