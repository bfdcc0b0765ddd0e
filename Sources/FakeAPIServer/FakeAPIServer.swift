import Foundation

/// A Kubernetes API server for tests, benchmarks and demonstrations that serves discovery from a ``FakeCluster``.
///
/// It answers `/api`, `/apis` and everything below down to the documents of group versions, `/version`, `/readyz`,
/// `/livez`, APIServices and `SelfSubjectReview`s as a real server does: negotiation of forms, entity tags, compression, `Status` documents for failures.
/// It is told to misbehave path by path (``setFault(_:at:times:)``), and remembers what it was asked
/// (``requests``). It listens on 127.0.0.1 only.
///
/// ```swift
/// try await FakeAPIServer.withServer(.small) { server in
///     server.setFault(.status(503, retryAfter: "1"), at: "/apis", times: 2)
///     // ... let a client read server.url ...
///     #expect(server.requests.count { $0.path == "/apis" } == 3)
/// }
/// ```
public final class FakeAPIServer: Sendable {
    /// The path that stands for every path without a fault of its own.
    public static let everyPath = "*"

    /// Where it is, prefix included.
    public let url: URL
    /// The port it listens on.
    public let port: Int

    private let handler: RequestHandler
    private let running: Task<Void, Never>

    private init(url: URL, port: Int, handler: RequestHandler, running: Task<Void, Never>) {
        self.url = url
        self.port = port
        self.handler = handler
        self.running = running
    }

    /// Starts a server and returns when it accepts connections; it runs until ``stop()``.
    ///
    /// - Throws: ``FakeAPIServerError`` when the port is taken or a certificate cannot be used.
    public static func start(
        _ cluster: FakeCluster = .small, _ options: FakeAPIServerOptions = FakeAPIServerOptions()
    ) async throws -> FakeAPIServer {
        let prefix = normalized(options.pathPrefix)
        let handler = RequestHandler(
            documents: ServedDocuments(cluster), prefix: prefix, isFleet: options.isFleet,
            bearerToken: options.bearerToken)
        let (listeners, started) = AsyncThrowingStream<Int, any Error>.makeStream()
        let service = try ServerSetup(options, handler: handler)
        let running = Task {
            do {
                try await service.run { started.yield($0) }
                started.finish()
            } catch {
                started.finish(throwing: error)
            }
        }
        do {
            for try await port in listeners {
                var components = URLComponents()
                components.scheme = options.tls == nil ? "http" : "https"
                components.host = options.host
                components.port = port
                components.path = prefix
                guard let url = components.url else {
                    throw FakeAPIServerError(.invalidURL(host: options.host, pathPrefix: options.pathPrefix))
                }
                return FakeAPIServer(url: url, port: port, handler: handler, running: running)
            }
            throw FakeAPIServerError(.cannotListen(port: options.port))
        } catch {
            running.cancel()
            throw error as? FakeAPIServerError
                ?? FakeAPIServerError(.cannotListen(port: options.port), underlying: error)
        }
    }

    /// Runs a server for as long as a closure takes, and stops it whatever happens there.
    ///
    /// - Throws: ``FakeAPIServerError`` when it cannot start, and what the closure throws.
    @discardableResult
    public static func withServer<Result: Sendable>(
        _ cluster: FakeCluster = .small, _ options: FakeAPIServerOptions = FakeAPIServerOptions(),
        isolation: isolated (any Actor)? = #isolation,
        _ body: (FakeAPIServer) async throws -> Result
    ) async throws -> Result {
        let server = try await start(cluster, options)
        do {
            let result = try await body(server)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Stops listening, closes every connection, and returns when all is over; open requests are abandoned.
    ///
    /// May be called more than once.
    public func stop() async {
        // In this order: a handler that is cancelled first may end its answer as if it were complete.
        await handler.connections.closeAll()
        running.cancel()
        await running.value
    }

    private static func normalized(_ prefix: String) -> String {
        let path = prefix.split(separator: "/").joined(separator: "/")
        return path.isEmpty ? "" : "/\(path)"
    }
}

// MARK: - What it does

extension FakeAPIServer {
    /// Serves another cluster from the next answer on.
    ///
    /// Encodes all of its documents before it returns.
    public func update(_ cluster: FakeCluster) {
        let documents = ServedDocuments(cluster)
        handler.documents.withLockedValue { $0 = documents }
    }

    /// Demands another token from the next request on; `nil` to demand none.
    public func setBearerToken(_ token: String?) {
        handler.bearerToken.withLockedValue { $0 = token }
    }

    /// Makes answers at one path go wrong, in place of the fault that was set there before.
    ///
    /// A fault comes before everything else, the demand for a token too.
    ///
    /// - Parameters:
    ///   - fault: `nil` to take the path's fault away.
    ///   - path: Without the server's prefix and without a query, as clients write it: `/apis/apps/v1`; or
    ///     ``everyPath``; or, of a fleet, the prefix of one of its clusters: `/clusters/c1`.
    ///   - times: How many answers go wrong before all is well again; `nil` for all of them.
    public func setFault(_ fault: Fault?, at path: String, times: Int? = nil) {
        handler.faults.set(fault, at: path, times: times)
    }

    /// Takes all faults away; what they hold up already stays held up.
    public func removeFaults() {
        handler.faults.removeAll()
    }
}

// MARK: - What it saw

extension FakeAPIServer {
    /// What it received, oldest first; of very many only the newest, at least 50,000.
    public var requests: [ReceivedRequest] { handler.log.contents.requests }

    /// How many requests it has received, forgotten ones included.
    public var requestCount: Int { handler.log.contents.received }

    /// How many requests have no complete answer yet.
    public var openRequests: Int { handler.log.contents.openRequests }

    /// How many connections it has accepted.
    public var connectionsAccepted: Int { handler.log.contents.connectionsAccepted }

    /// How many connections are open.
    public var openConnections: Int { handler.log.contents.openConnections }

    /// Empties ``requests``; the counts stay.
    public func forgetRequests() {
        handler.log.forgetRequests()
    }

    /// Returns once ``requests`` has at least so many, answered or not.
    ///
    /// - Parameter path: Count only those at this path, without prefix and query; `nil` for all.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func waitForRequests(_ count: Int, at path: String? = nil) async throws {
        try await handler.log.wait { contents in
            guard let path else { return contents.requests.count >= count }
            return contents.requests.count { $0.path == path } >= count
        }
    }

    /// Returns once no request is without an answer: each is answered, cut off or abandoned.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func waitUntilIdle() async throws {
        try await handler.log.wait { $0.openRequests == 0 }
    }

    /// Returns once every connection is closed.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func waitUntilDisconnected() async throws {
        try await handler.log.wait { $0.openConnections == 0 }
    }
}
