import DiscoveryModel
import DiscoveryWire
import Foundation
import NIOCore
import Synchronization
import Yams

/// One surface as an API server: every document is made when it is first asked for.
final class ServedSurface: Sendable {
    /// How an answer is asked for.
    struct Wish {
        var accept: String?
        /// Whether a person reads it.
        var isPretty = false
    }

    private struct Key: Hashable {
        var endpoint: ServedEndpoint
        var form: DiscoveryForm
    }

    let label: String
    /// Its schemas.
    let openAPI: ServedOpenAPI
    private let surface: APISurface
    /// Served as an aggregator serves what it could not refresh.
    private let stale: Set<GroupVersion>
    private let serverVersion: String?
    /// In which forms `/api` and `/apis` can be had.
    private let forms: Set<DiscoveryForm>
    private let storageVersionHashes: [GroupVersion: [String: String]]
    private let answers = Mutex<[Key: ServedAnswer]>([:])

    /// - Parameters:
    ///   - form: The form in which the server was read. It makes a difference where something is not current: clients drop
    ///     what an aggregated form calls stale, and fail at what the legacy form does not give. So such a surface is served
    ///     in the forms that its server speaks, and any other in every form.
    ///   - servesLastKnown: Whether group versions that are not current are served as they were last seen.
    init(
        _ resolved: ResolvedSurface, serverVersion: String?, form: DiscoveryForm?,
        storageVersionHashes: [GroupVersion: [String: String]], openAPI: ServedOpenAPI, servesLastKnown: Bool
    ) {
        label = resolved.label
        self.openAPI = openAPI
        surface = resolved.surface
        stale = servesLastKnown ? [] : Set(resolved.conditions.keys.filter { !resolved.isReliable($0) })
        self.serverVersion = serverVersion
        switch form {
        case .legacy where !stale.isEmpty: forms = [.legacy]
        case .aggregatedV2 where !stale.isEmpty, .aggregatedV2beta1 where !stale.isEmpty:
            forms = [form ?? .legacy, .legacy]
        default: forms = [.aggregatedV2, .aggregatedV2beta1, .legacy]
        }
        self.storageVersionHashes = storageVersionHashes
    }

    /// How much memory it holds, in bytes, about.
    var cost: Int {
        let counts = surface.counts
        return 600 * (counts.resources + counts.subresources) + openAPI.cost
            + answers.withLock { $0.values.reduce(0) { $0 + $1.cost } }
    }

    /// The answer to a request, before conditions and compression.
    func answer(at endpoint: ServedEndpoint, _ wish: Wish) -> ServedAnswer {
        switch endpoint {
        case .health: return .text("ok")
        case .version:
            guard let serverVersion else { return .failure(.notFound, "the version of \(label) is not known") }
            return document(.version, forms: [.legacy], wish) { _ in (ByteBuffer(string: serverVersion), nil) }
        case .root: return document(.root, forms: [.legacy], wish) { _ in (self.paths(), nil) }
        case .core:
            let groups = surface.groups.filter(\.name.isEmpty)
            guard !groups.isEmpty else { return Self.notFound }
            return aggregated(groups, at: .core, wish) {
                DiscoveryText.coreVersions(groups.flatMap(\.versions).map(\.version))
            }
        case .groups:
            let groups = surface.groups.filter { !$0.name.isEmpty }
            return aggregated(groups, at: .groups, wish) { DiscoveryText.groupList(groups) }
        case .group(let name):
            guard !name.isEmpty, let group = surface.groups.first(where: { $0.name == name }) else {
                return Self.notFound
            }
            return document(endpoint, forms: [.legacy], wish) { _ in
                (ByteBuffer(bytes: DiscoveryText.group(group)), nil)
            }
        case .groupVersion(let groupVersion): return resources(of: groupVersion, wish)
        // Their bodies are read when they are asked for.
        case .openAPI, .openAPIDocument: return Self.notFound
        case .objects(let groupVersion, let resource):
            guard let version = version(groupVersion),
                version.resources?.resources.contains(where: { $0.resource == resource }) ?? true
            else { return Self.notFound }
            // "Not found" would be a cluster that has none: clients take it for an answer.
            var answer = ServedAnswer.failure(.methodNotAllowed, noObjects)
            answer.fields[.allow] = ""
            return answer
        case .object(let groupVersion):
            return version(groupVersion) == nil ? Self.notFound : .failure(.notFound, noObjects)
        }
    }

    private var noObjects: String { "crawlctl serves the API discovery of \(label), not its objects" }

    static var notFound: ServedAnswer { .failure(.notFound, "the server could not find the requested resource") }

    // MARK: - Documents

    private func version(_ groupVersion: GroupVersion) -> APIGroup.Version? {
        surface.groups.first { $0.name == groupVersion.group }?.versions.first { $0.version == groupVersion.version }
    }

    private func resources(of groupVersion: GroupVersion, _ wish: Wish) -> ServedAnswer {
        guard let version = version(groupVersion) else { return Self.notFound }
        guard let list = version.resources, !stale.contains(groupVersion) else { return .serviceUnavailable }
        return document(.groupVersion(groupVersion), forms: [.legacy], wish) { _ in
            let hashes = self.storageVersionHashes[groupVersion] ?? [:]
            return (ByteBuffer(bytes: DiscoveryText.resourceList(list, storageVersionHashes: hashes)), nil)
        }
    }

    /// `/api` or `/apis`: the same groups in every form; the tag is that of the v2 document, whichever is sent.
    private func aggregated(
        _ groups: [APIGroup], at endpoint: ServedEndpoint, _ wish: Wish, legacy: () -> [UInt8]
    ) -> ServedAnswer {
        let document = { (form: DiscoveryForm) in
            ByteBuffer(bytes: DiscoveryText.aggregated(groups, form: form, stale: self.stale))
        }
        var answer = self.document(endpoint, forms: forms, wish) { form in
            switch form {
            case .aggregatedV2:
                let body = document(.aggregatedV2)
                return (body, ServedAnswer.entityTag(of: body))
            case .aggregatedV2beta1: return (document(form), ServedAnswer.entityTag(of: document(.aggregatedV2)))
            default: return (ByteBuffer(bytes: legacy()), nil)
            }
        }
        if answer.status == .ok { answer.fields[.vary] = "Accept" }
        return answer
    }

    /// One document in the form and encoding that a request takes.
    ///
    /// - Parameter make: The document in JSON, and its tag where it has one.
    private func document(
        _ endpoint: ServedEndpoint, forms: Set<DiscoveryForm>, _ wish: Wish,
        make: (DiscoveryForm) -> (ByteBuffer, String?)
    ) -> ServedAnswer {
        guard let (form, encoding) = AcceptHeader(wish.accept).choice(forms: forms, encodings: [.json, .yaml]) else {
            return .failure(
                .notAcceptable, "only the following media types are accepted: application/json, application/yaml")
        }
        let key = Key(endpoint: endpoint, form: form)
        let answer = answers.withLock { $0[key] } ?? makeAnswer(key, make)
        guard encoding == .yaml || wish.isPretty else { return answer }
        // Whoever reads these is a person: they are not kept.
        let type = DiscoveryMediaType.parameters(of: form)
        let isYAML = encoding == .yaml
        var readable = ServedAnswer(
            contentType: (isYAML ? "application/yaml" : "application/json") + type,
            body: isYAML ? DocumentText.yaml(answer.body) : DocumentText.pretty(answer.body))
        if let tag = answer.fields[.eTag] { readable.setEntityTag(tag) }
        return readable
    }

    private func makeAnswer(_ key: Key, _ make: (DiscoveryForm) -> (ByteBuffer, String?)) -> ServedAnswer {
        let (body, tag) = make(key.form)
        var answer = ServedAnswer(
            contentType: "application/json" + DiscoveryMediaType.parameters(of: key.form),
            body: body)
        if let tag { answer.setEntityTag(tag) }
        answers.withLock { $0[key] = answer }
        return answer
    }

    /// `RootPaths` of `/`.
    private func paths() -> ByteBuffer {
        var paths = ["/healthz", "/livez", "/readyz", "/version"]
        for group in surface.groups {
            paths += group.name.isEmpty ? ["/api"] : ["/apis/\(group.name)"]
            paths += group.versions.map { GroupVersion(group: group.name, version: $0.version).path }
        }
        if !openAPI.hashes.isEmpty { paths.append("/openapi/v3") }
        return DocumentText.json(["paths": (paths + ["/apis"]).sorted { $0.precedes($1) }])
    }
}
