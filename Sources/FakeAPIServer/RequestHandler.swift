import Foundation
import HTTPTypes
import HummingbirdCore
import NIOConcurrencyHelpers
import NIOCore

/// Answers requests, as the documents say or as a fault demands.
final class RequestHandler: Sendable {
    let documents: NIOLockedValueBox<ServedDocuments>
    let faults = FaultScript()
    let log = RequestLog()
    let connections: TrackedConnections
    private let prefix: String
    private let isFleet: Bool
    let bearerToken: NIOLockedValueBox<String?>

    init(documents: ServedDocuments, prefix: String, isFleet: Bool, bearerToken: String?) {
        self.documents = NIOLockedValueBox(documents)
        self.prefix = prefix
        self.isFleet = isFleet
        self.bearerToken = NIOLockedValueBox(bearerToken)
        connections = TrackedConnections(log: log)
    }

    /// Answers one request; throwing closes its connection, or its stream over HTTP/2.
    func handle(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        let (connection, version) = connections.connection(of: channel)
        let target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let sentPath = parts.first.map(String.init) ?? ""
        let (path, cluster) = pathWithoutPrefixes(sentPath)
        let received = log.arrived { number in
            ReceivedRequest(
                number: number, connection: connection, version: version, method: request.method.rawValue,
                target: target, path: path ?? sentPath, query: parts.count > 1 ? String(parts[1]) : nil,
                authority: request.head.authority, fields: request.headers)
        }
        do {
            let answer = { [self] in
                path.map { self.answer(to: request, at: $0, query: received.query) } ?? Self.notFound
            }
            if let play = faults.next(at: received.path, of: cluster) {
                try await play.perform(over: channel, writer, isHead: request.method == .head, rightAnswer: answer)
            } else {
                try await writer.send(answer(), isHead: request.method == .head)
            }
            log.finished(received.number, .answered)
        } catch is FaultPlay.CutOff {
            log.finished(received.number, .cutOff)
            let isStream = version == .http2
            (isStream ? channel.parent : channel)?.close(promise: nil)
            throw CancellationError()
        } catch {
            log.finished(received.number, .abandoned)
            throw error
        }
    }

    private static var notFound: Answer {
        .failure(.notFound, message: "the server could not find the requested resource")
    }

    /// The path below the server's prefix and, where it is a fleet, below that of one of its clusters; no path for one that
    /// is not there.
    private func pathWithoutPrefixes(_ path: String) -> (path: String?, cluster: String?) {
        guard isFleet else { return (pathWithoutPrefix(path, prefix), nil) }
        let parts = pathWithoutPrefix(path, prefix)?.split(
            separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard let parts, parts.count >= 3, parts[1] == "clusters", !parts[2].isEmpty else { return (nil, nil) }
        return (parts.count == 4 ? "/\(parts[3])" : "/", "/clusters/\(parts[2])")
    }

    private func pathWithoutPrefix(_ path: String, _ prefix: String) -> String? {
        guard !prefix.isEmpty else { return path }
        guard path.hasPrefix(prefix) else { return nil }
        let rest = path.dropFirst(prefix.count)
        return rest.isEmpty ? "/" : rest.hasPrefix("/") ? String(rest) : nil
    }

    private func answer(to request: Request, at path: String, query: String?) -> Answer {
        let isHealthCheck = path == "/readyz" || path == "/livez"
        if let bearerToken = bearerToken.withLockedValue({ $0 }), !isHealthCheck,
            request.headers[.authorization] != "Bearer \(bearerToken)"
        {
            return .failure(.unauthorized, message: "Unauthorized")
        }
        let documents = documents.withLockedValue { $0 }
        if request.method == .post, let answer = documents.answer(toPostAt: path) { return answer }
        guard request.method == .get || request.method == .head else {
            var answer = Answer.failure(
                .methodNotAllowed, message: "the server does not allow this method on the requested resource")
            answer.fields[.allow] = "GET, HEAD"
            return answer
        }
        return documents.answer(at: path, query: query, accept: request.headers[.accept]).negotiated(
            for: request.headers)
    }
}

extension ResponseWriter {
    /// Sends an answer whole; to a HEAD request without its body.
    consuming func send(_ answer: Answer, isHead: Bool) async throws {
        var fields = answer.fields
        if answer.status != .notModified { fields[.contentLength] = String(answer.body.readableBytes) }
        let head = HTTPResponse(status: answer.status, headerFields: fields)
        if isHead || answer.body.readableBytes == 0 {
            try await writeResponse(head)
        } else {
            try await write(response: head, body: ResponseBody(byteBuffer: answer.body))
        }
    }
}
