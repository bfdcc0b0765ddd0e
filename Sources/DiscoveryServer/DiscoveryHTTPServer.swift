import Foundation
import HTTPTypes
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// How the server listens and whom it lets in.
public struct DiscoveryHTTPServerOptions: Sendable {
    /// The files that HTTPS needs.
    public struct TLS: Sendable {
        /// The server's certificate, PEM, and those that lead from it to its authority.
        public var certificateChain: String
        /// The certificate's key, PEM.
        public var key: String

        /// Takes the files to use.
        public init(certificateChain: String, key: String) {
            self.certificateChain = certificateChain
            self.key = key
        }
    }

    /// The address or name to listen on.
    public var host: String
    /// The port; 0 for a free one.
    public var port: Int
    /// HTTPS with HTTP/2; `nil` for plain HTTP/1.1.
    public var tls: TLS?
    /// What requests must carry; `nil` for nothing.
    public var token: BearerToken?
    /// Whether each request gets a line on standard error.
    public var logsAccess: Bool
    /// How many connections there may be; further ones wait until one is closed.
    public var connectionLimit: Int
    /// How long connections may take.
    var times = ConnectionTimes()

    /// Makes options; without arguments those of an open server on this machine, on a free port.
    public init(
        host: String = "127.0.0.1", port: Int = 0, tls: TLS? = nil, token: BearerToken? = nil, logsAccess: Bool = false,
        connectionLimit: Int = 4096
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.token = token
        self.logsAccess = logsAccess
        self.connectionLimit = connectionLimit
    }
}

/// Why the server cannot serve.
public struct DiscoveryHTTPServerError: Error, CustomStringConvertible {
    /// One line, without a final full stop.
    public let description: String
}

/// Serves a catalog over HTTP as API servers do.
///
/// Every cluster at `/clusters/SLUG`, one also at the root; `/metrics` and `/clusters` besides. Read-only: nothing but GET
/// and HEAD is answered, no path is looked up in a file system, and requests, connections and times are bounded.
public struct DiscoveryHTTPServer: Sendable {
    private let options: DiscoveryHTTPServerOptions
    private let responder: RequestResponder
    private let log: AccessLog?

    /// Makes a server; nothing is listened on yet.
    public init(_ catalog: ServedCatalog, _ options: DiscoveryHTTPServerOptions) {
        self.options = options
        log = options.logsAccess ? AccessLog() : nil
        responder = RequestResponder(
            catalog: catalog, token: options.token,
            origin: OriginCheck(isLoopback: OriginCheck.isLoopbackName(options.host)), metrics: ServerMetrics())
    }

    /// Serves until it is told to stop. Answers that are on their way then get ten more seconds; all other connections are
    /// closed at once.
    ///
    /// - Parameters:
    ///   - onListening: Called with the URL once connections are accepted.
    ///   - stopped: Returns when it is time to stop.
    /// - Throws: ``DiscoveryHTTPServerError`` when it cannot listen.
    public func run(
        onListening: @escaping @Sendable (String) -> Void, until stopped: @escaping @Sendable () async -> Void
    ) async throws {
        try Self.raiseFileLimit(to: options.connectionLimit + 256)
        if let tls = options.tls {
            let configuration = try Self.configuration(tls)
            let channel: HTTP2UpgradeChannel
            do {
                channel = try HTTP2UpgradeChannel(
                    tlsConfiguration: configuration,
                    configuration: .init(
                        // A client that listens is told (GOAWAY) before the connection is closed.
                        idleTimeout: .nanoseconds(options.times.request.nanoseconds * 5 / 6),
                        streamConfiguration: http1), responder: respond)
            } catch {
                throw Self.unusable(tls)
            }
            try await run(channel, scheme: "https", onListening, stopped)
        } else {
            try await run(
                HTTP1Channel(responder: respond, configuration: http1), scheme: "http", onListening, stopped)
        }
    }

    private var http1: HTTP1Channel.Configuration {
        let times = options.times
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [AnswerDeadlines(times.answer)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))
    }

    private func run(
        _ base: some ServerChildChannel, scheme: String, _ onListening: @escaping @Sendable (String) -> Void,
        _ stopped: @escaping @Sendable () async -> Void
    ) async throws {
        let options = options
        let server = Server(
            childChannelSetup: BoundedChannel(base: base, metrics: responder.metrics, options: options),
            configuration: ServerConfiguration(
                address: .hostname(options.host, port: options.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(options.connectionLimit)),
            onServerRunning: { listener in
                let host = options.host.contains(":") ? "[\(options.host)]" : options.host
                onListening("\(scheme)://\(host):\(listener.localAddress?.port ?? options.port)")
            }, eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "crawlctl-serve") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await server.run() }
        let stopping = Task {
            await stopped()
            if !Task.isCancelled { try? await server.shutdownGracefully() }
        }
        do {
            try await running.value
            stopping.cancel()
            log?.flush()
        } catch {
            stopping.cancel()
            throw DiscoveryHTTPServerError(
                description: (error as? IOError).map { String(cString: strerror($0.errnoCode)).lowercased() }
                    ?? "\(error)")
        }
    }

    private func respond(
        _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        let start = ContinuousClock.now
        let answer = await responder.answer(to: request.head)
        let duration = ContinuousClock.now - start
        let hasBody = request.method != .head && answer.status != .notModified && answer.body.readableBytes > 0
        let bytes = hasBody ? answer.body.readableBytes : 0
        responder.metrics.add(status: answer.status.code, bytes: bytes, duration: duration)
        log?.add(
            request.head, from: channel.remoteAddress?.ipAddress ?? "", status: answer.status.code, bytes: bytes,
            duration: duration)
        if hasBody {
            try await writer.write(response: answer.head, body: ResponseBody(byteBuffer: answer.body))
        } else {
            try await writer.writeResponse(answer.head)
        }
    }

    private static func configuration(_ tls: DiscoveryHTTPServerOptions.TLS) throws -> TLSConfiguration {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tls.certificateChain)
            let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            return configuration
        } catch {
            throw unusable(tls)
        }
    }

    private static func unusable(_ tls: DiscoveryHTTPServerOptions.TLS) -> DiscoveryHTTPServerError {
        DiscoveryHTTPServerError(
            description: "the certificate \(tls.certificateChain) and the key \(tls.key) cannot be used together")
    }

    /// Lets this process have so many open files, as far as the system does.
    private static func raiseFileLimit(to count: Int) throws {
        var limit = rlimit()
        #if os(Linux)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(count) else { return }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(count))
        setrlimit(resource, &limit)
    }
}

/// A kind of connection whose connections are counted and take no longer than they may.
private struct BoundedChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let metrics: ServerMetrics
    let options: DiscoveryHTTPServerOptions

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        metrics.connectionOpened()
        channel.closeFuture.whenComplete { [metrics] _ in metrics.connectionClosed() }
        do {
            try channel.pipeline.syncOperations.addHandler(
                ConnectionDeadlines(options.times, isSecure: options.tls != nil) { [metrics, options] in
                    metrics.openConnections > options.connectionLimit / 2
                })
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
