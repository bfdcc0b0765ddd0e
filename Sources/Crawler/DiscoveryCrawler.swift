import DiscoveryModel
import DiscoveryWire
import Foundation

/// Reads everything that one API server says about its own API.
///
/// Three requests for a server that speaks the aggregated form (`/api`, `/apis`, `/version`), whatever its size; one
/// more for each group version where it speaks the legacy form only. Follows client-go's `discovery` package and
/// KEP-3352, and keeps what client-go drops.
public struct DiscoveryCrawler: Sendable {
    private let connection: ServerConnection
    private let transport: CrawlTransport
    private let options: CrawlOptions
    private let now: @Sendable () -> Date

    /// Makes a crawler; nothing is sent yet.
    public init(
        _ connection: ServerConnection, transport: CrawlTransport, options: CrawlOptions = CrawlOptions(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.connection = connection
        self.transport = transport
        self.options = options
        self.now = now
    }

    /// Crawls once.
    ///
    /// A group version that the server calls stale, or that fails in the legacy form, is part of the observation; so
    /// is `/api` when it fails and `/apis` does not. A `/version` that cannot be read is only not known.
    ///
    /// - Parameter validators: What is remembered of the last answers; ignored where only the legacy form is asked for.
    /// - Throws: ``CrawlError`` when the server cannot be reached, refuses our credentials (401), or `/apis` fails,
    ///   lists nothing or is not to be understood.
    public func crawl(validators: [Validator] = []) async throws(CrawlError) -> CrawlObservation {
        do {
            return try await observe(validators: options.legacyOnly ? [] : validators)
        } catch let error as CrawlError {
            throw error
        } catch {
            throw CrawlError(.cancelled, what: "cannot read \(connection.address)", cause: "cancelled")
        }
    }

    private func observe(validators: [Validator]) async throws -> CrawlObservation {
        let (startedAt, start) = (now(), ContinuousClock.now)
        let client = HTTPClient(connection, transport: transport, options: options)
        let reader = DiscoveryReader(client: client, legacyOnly: options.legacyOnly)

        async let version = reader.serverVersion()
        async let coreAnswer = reader.groups(at: "/api", validators: validators)
        let named = try await reader.groups(at: "/apis", validators: validators).accepted(path: "/apis")
        let core = try await coreAnswer.accepted(path: "/api")
        var observedAt = now()

        let walk = LegacyWalk(reader: reader, requestsInFlight: options.requestsInFlight)
        let walked = try await walk.resources(of: core.listedGroupVersions + named.listedGroupVersions)
        if !walked.isEmpty { observedAt = now() }
        let serverVersion = await version
        try Task.checkCancellation()

        let usage = client.usage
        return CrawlObservation(
            server: connection.address.description,
            certificateAuthorityDigest: connection.trust.digest, startedAt: startedAt, observedAt: observedAt,
            duration: (.now - start) / .seconds(1), requests: usage.requests, bytes: usage.bytes,
            form: form(core, named), core: core.half(walked, includes: { $0.isEmpty }),
            named: named.half(walked, includes: { !$0.isEmpty }), serverVersion: serverVersion,
            storageVersionHashes: walked.compactMapValues(\.storageVersionHashes).filter { !$0.value.isEmpty })
    }

    private func form(_ core: GroupsAnswer, _ named: GroupsAnswer) -> DiscoveryForm {
        guard let one = core.form, let other = named.form else { return core.form ?? named.form ?? .legacy }
        return one == other ? one : .mixed
    }
}

/// What `/api` or `/apis` answered.
enum GroupsAnswer: Sendable {
    case read(GroupDiscoveryDocument, EntityTag?)
    case unchanged(Validator)
    case absent
    case failed(CrawlError, status: Int?)

    /// The answer, unless it means that there is nothing to record.
    ///
    /// - Throws: ``CrawlError``.
    func accepted(path: String) throws(CrawlError) -> GroupsAnswer {
        guard case .failed(let error, _) = self else { return self }
        switch error.code {
        case .status(401), .cancelled: throw error
        default: if path == "/apis" { throw error }
        }
        return self
    }

    var form: DiscoveryForm? {
        switch self {
        case .read(.aggregated(_, let form), _): form
        case .read(.legacy, _): .legacy
        case .unchanged(let validator): validator.tag.form
        case .absent, .failed: nil
        }
    }

    /// The group versions whose resources are in documents of their own.
    var listedGroupVersions: [GroupVersion] {
        guard case .read(.legacy(let groups), _) = self else { return [] }
        return groups.flatMap { group in group.versions.map { GroupVersion(group: group.name, version: $0) } }
    }

    /// Puts what was listed and what was walked together.
    ///
    /// - Parameter includes: Which group names belong to this path; what else it lists is not its to say.
    func half(
        _ walked: [GroupVersion: LegacyWalk.Answer], includes: (String) -> Bool
    ) -> CrawlObservation.Half {
        switch self {
        case .absent: return .absent
        case .unchanged(let validator): return .unchanged(validator)
        case .failed(let error, let status):
            return .failed(GroupVersionFailure(httpStatus: status, message: error.cause))
        case .read(.aggregated(let groups, _), let tag):
            return .read(groups.filter { includes($0.name) }, validator: tag)
        case .read(.legacy(let groups), _):
            let observed = groups.filter { includes($0.name) }.map { group in
                ObservedGroup(
                    name: group.name, preferredVersion: group.preferredVersion,
                    versions: group.versions.map { version in
                        let answer = walked[GroupVersion(group: group.name, version: version)]
                        return .init(
                            version: version,
                            outcome: answer?.outcome ?? .failed(GroupVersionFailure(message: "it was not asked for")))
                    })
            }
            return .read(observed, validator: nil)
        }
    }
}
