import Foundation
import Synchronization

/// Requests to one server: repeats what is worth repeating, follows redirects that stay there, and counts.
final class HTTPClient: Sendable {
    struct Usage {
        var requests = 0
        var bytes: Int64 = 0
    }

    private let connection: ServerConnection
    private let loop: EventLoop
    private let options: CrawlOptions
    private let retryUntil: ContinuousClock.Instant
    private let used = Mutex(Usage())

    init(_ connection: ServerConnection, transport: CrawlTransport, options: CrawlOptions) {
        self.connection = connection
        self.options = options
        loop = transport.loop
        retryUntil = .now.advanced(by: options.retryDeadline)
    }

    var usage: Usage { used.withLock { $0 } }

    /// Whether the server is spoken to over TLS.
    var isSecure: Bool { connection.address.isSecure }

    /// The URL of a path, for errors.
    func url(_ path: String) -> String { connection.address.description + path }

    /// The path that stands before every other.
    var pathPrefix: String { connection.address.pathPrefix }

    /// Gets a path, repeating the request where the server asks for that or a failure may pass.
    ///
    /// 429 and 5xx with a Retry-After are repeated as often as client-go does (10 times); a 429 without one as often,
    /// ever more slowly; any other 5xx and a broken connection once. Nothing is repeated past the retry deadline. A 401 is
    /// asked again once where there are other credentials by then.
    ///
    /// - Parameters:
    ///   - isWholePath: Whether the path is not below the server's prefix.
    ///   - hasOwnDeadline: Whether the retry deadline counts from now: for one of very many requests.
    /// - Throws: ``TransportError``. A status is no error here.
    func get(
        _ path: String, accept: String, ifNoneMatch: String? = nil, isWholePath: Bool = false,
        hasOwnDeadline: Bool = false
    ) async throws -> HTTPResponse {
        var request = request(path, accept: accept, ifNoneMatch: ifNoneMatch)
        request.isWholePath = isWholePath
        return try await answer(to: request, hasOwnDeadline: hasOwnDeadline)
    }

    /// A request within the limits of the options.
    func request(_ path: String, accept: String, ifNoneMatch: String? = nil) -> HTTPRequest {
        HTTPRequest(
            path: path, accept: accept, ifNoneMatch: ifNoneMatch, timeout: options.requestTimeout,
            bodyLimit: options.bodyLimit)
    }

    /// Sends a request, repeated as ``get(_:accept:ifNoneMatch:isWholePath:hasOwnDeadline:)`` does: it must change nothing
    /// on the server.
    ///
    /// - Throws: ``TransportError``.
    func answer(to request: HTTPRequest, hasOwnDeadline: Bool = false) async throws -> HTTPResponse {
        let retryUntil = hasOwnDeadline ? .now.advanced(by: options.retryDeadline) : retryUntil
        var attempt = 0
        while true {
            attempt += 1
            do {
                let response = try await follow(request)
                guard let pause = RetryPolicy.pause(after: response, attempt: attempt),
                    .now.advanced(by: pause) < retryUntil
                else { return response }
                try await Self.wait(pause)
            } catch let error as TransportError where error.isTransient && attempt == 1 {
                continue
            }
        }
    }

    private static func wait(_ pause: Duration) async throws {
        do {
            try await Task.sleep(for: pause)
        } catch {
            throw TransportError(.cancelled, "cancelled")
        }
    }

    private func follow(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        var redirectedPath: String?
        for _ in 0..<5 {
            var response = try await authenticated(request)
            guard (300...399).contains(response.status), response.status != 304,
                let target = response.redirectURL, let next = pathOnThisServer(target)
            else {
                response.redirectedPath = redirectedPath
                return response
            }
            (request.path, request.isWholePath, redirectedPath) = (next, false, next)
        }
        throw TransportError(.other, "more than 5 redirects")
    }

    private func authenticated(_ request: HTTPRequest) async throws -> HTTPResponse {
        let source = connection.credentials
        let credentials = connection.address.isSecure ? try await source.credentials() : Credentials()
        let response = try await send(request, as: credentials)
        guard response.status == 401, connection.address.isSecure,
            let others = try await source.credentials(insteadOf: credentials)
        else { return response }
        return try await send(request, as: others)
    }

    private func send(_ request: HTTPRequest, as credentials: Credentials) async throws -> HTTPResponse {
        used.withLock { $0.requests += 1 }
        let response = try await loop.send(request, over: connection, as: credentials)
        used.withLock { $0.bytes += response.receivedBytes }
        return response
    }

    /// What to ask for when a redirect stays on this very server and below the same prefix; `nil` when it leads away.
    ///
    /// A server behind a proxy knows nothing of the prefix, and where to it sends us for an OpenAPI document is meant to be
    /// below it.
    private func pathOnThisServer(_ target: String) -> String? {
        let address = connection.address
        guard let there = try? ServerAddress(target), there.isSecure == address.isSecure, there.port == address.port,
            there.host.lowercased() == (connection.tlsServerName ?? address.host).lowercased()
                || there.host.lowercased() == address.host.lowercased(),
            let components = URLComponents(string: target)
        else { return nil }
        var path = components.percentEncodedPath
        if path.hasPrefix(address.pathPrefix) {
            path = String(path.dropFirst(address.pathPrefix.count))
        } else if !path.hasPrefix("/openapi/v3/") {
            return nil
        }
        guard path.hasPrefix("/") else { return nil }
        return components.percentEncodedQuery.map { "\(path)?\($0)" } ?? path
    }
}

/// Whether and when an answer is worth asking for again.
enum RetryPolicy {
    static func pause(after response: HTTPResponse, attempt: Int) -> Duration? {
        let isThrottled = response.status == 429
        guard isThrottled || (500...599).contains(response.status), attempt < 10 else { return nil }
        if let asked = response.retryAfter.flatMap({ retryAfter($0, now: .now) }) { return asked }
        if isThrottled { return .milliseconds(100 << min(attempt, 6)) }
        return attempt == 1 && response.status != 501 ? .milliseconds(100) : nil
    }

    /// Reads a Retry-After header: whole seconds, or an HTTP date (RFC 9110, section 10.2.3).
    static func retryAfter(_ header: String, now: Date) -> Duration? {
        if let seconds = Int(header) { return .seconds(min(max(seconds, 0), 86400)) }
        guard let date = try? Date(header, strategy: httpDate) else { return nil }
        return .seconds(min(max(date.timeIntervalSince(now), 0), 86400))
    }

    private static let httpDate = Date.ParseStrategy(
        format:
            "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT",
        locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt)
}
