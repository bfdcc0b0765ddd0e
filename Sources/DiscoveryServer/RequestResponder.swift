import DiscoveryModel
import DiscoveryStore
import Foundation
import HTTPTypes
import NIOCore

/// Says what a request is answered with.
struct RequestResponder: Sendable {
    let catalog: ServedCatalog
    let token: BearerToken?
    let origin: OriginCheck
    let metrics: ServerMetrics

    private static let longestTarget = 8192

    /// The answer, as it is sent but for the body of a HEAD.
    func answer(to head: HTTPRequest) async -> ServedAnswer {
        await answer(head).negotiated(for: head.headerFields)
    }

    private func answer(_ head: HTTPRequest) async -> ServedAnswer {
        let path = head.path ?? "/"
        guard path.utf8.count <= Self.longestTarget else {
            return .failure(.uriTooLong, "the path is longer than \(Self.longestTarget) bytes")
        }
        guard head.authority != nil else {
            return .failure(.badRequest, "a request has one Host header")
        }
        guard origin.allows(authority: head.authority, head.headerFields) else {
            return .failure(.forbidden, "requests of web pages and under names of other machines are not answered")
        }
        guard let target = RequestTarget(path) else { return .failure(.badRequest, "the path is not to be understood") }
        let isHealth = target.segments.count == 1 && ["readyz", "livez", "healthz"].contains(target.segments[0])
        if let token, !isHealth, !token.isCarried(by: head.headerFields[.authorization]) {
            var answer = ServedAnswer.failure(.unauthorized, "Unauthorized")
            answer.fields[.wwwAuthenticate] = "Bearer"
            return answer
        }
        guard head.method == .get || head.method == .head else {
            var answer = ServedAnswer.failure(
                .methodNotAllowed, "crawlctl serves what was stored: only GET and HEAD are allowed")
            answer.fields[.allow] = "GET, HEAD"
            return answer
        }
        do {
            return try await answer(head, target)
        } catch let error as DiscoveryStoreError {
            return .failure(
                [.noSnapshot, .unknownCluster].contains(error.code) ? .notFound : .serviceUnavailable, error.cause)
        } catch {
            return .failure(.internalServerError, "the surface cannot be read")
        }
    }

    private func answer(_ head: HTTPRequest, _ target: RequestTarget) async throws -> ServedAnswer {
        let segments = target.segments
        if segments == ["metrics"] { return metrics.answer() }
        if segments == ["clusters"] { return try await listing(isPretty: isPretty(head, target)) }
        let name = segments.first == "clusters" ? segments[1] : nil
        guard let endpoint = ServedEndpoint(segments.dropFirst(name == nil ? 0 : 2)) else {
            return ServedSurface.notFound
        }
        if endpoint == .health && name == nil { return .text("ok") }
        guard let surface = try await catalog.surface(name) else {
            guard let name else { return .failure(.notFound, "no cluster is served here yet") }
            return .failure(.notFound, "no cluster is served as \(name); all are listed at /clusters")
        }
        let accept = head.headerFields[.accept]
        // Clients take off what they were given, and know it in their own spelling alone.
        let prefix = name == nil ? "" : "/clusters/\(target.spelledSegments[1])"
        switch endpoint {
        case .openAPI:
            return try await surface.openAPI.answer(
                of: nil, hash: nil, below: prefix, accept: accept, from: catalog.schemaLibrary)
        case .openAPIDocument(let groupVersion):
            return try await surface.openAPI.answer(
                of: groupVersion, hash: target.hash, below: prefix, accept: accept, from: catalog.schemaLibrary)
        default:
            return surface.answer(
                at: endpoint, ServedSurface.Wish(accept: accept, isPretty: isPretty(head, target)))
        }
    }

    /// Whether a person asks, as API servers guess it (apiserver's `negotiate.go`).
    private func isPretty(_ head: HTTPRequest, _ target: RequestTarget) -> Bool {
        if let isPretty = target.isPretty { return isPretty }
        guard let agent = head.headerFields[.userAgent] else { return false }
        return agent.hasPrefix("curl") || agent.hasPrefix("Wget") || agent.hasPrefix("Mozilla/5.0")
    }

    private struct Listed: Encodable {
        var name: String
        var path: String
    }

    private func listing(isPretty: Bool) async throws -> ServedAnswer {
        let listed = try await catalog.listing().map { Listed(name: $0.name, path: ServedCatalog.path(of: $0.slug)) }
        let json = DocumentText.json(["clusters": listed])
        return ServedAnswer(contentType: "application/json", body: isPretty ? DocumentText.pretty(json) : json)
    }
}
