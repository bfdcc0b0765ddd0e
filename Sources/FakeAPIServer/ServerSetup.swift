import Foundation
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix

/// A server of Hummingbird's, put together but not started.
///
/// Hummingbird's `Application` would turn every failure into an answer; faults need the connection itself, so this
/// uses its server directly.
struct ServerSetup: Sendable {
    private let channel: any ServerChildChannel
    private let port: Int
    private let connections: TrackedConnections

    init(_ options: FakeAPIServerOptions, handler: RequestHandler) throws {
        port = options.port
        connections = handler.connections
        let responder: HTTPChannelHandler.Responder = { request, writer, channel in
            try await handler.handle(request, writer, channel)
        }
        guard let tls = options.tls else {
            channel = HTTP1Channel(responder: responder)
            return
        }
        var configuration = try Self.configuration(tls)
        do {
            if tls.allowsHTTP2 {
                channel = try HTTP2UpgradeChannel(tlsConfiguration: configuration, responder: responder)
            } else {
                configuration.applicationProtocols = ["http/1.1"]
                channel = try TLSChannel(HTTP1Channel(responder: responder), tlsConfiguration: configuration)
            }
        } catch {
            throw FakeAPIServerError(.unusableTLSFile(path: tls.certificateChain.path), underlying: error)
        }
    }

    /// Listens until the task is cancelled.
    ///
    /// - Parameter onListening: Called with the port once connections are accepted.
    func run(onListening: @escaping @Sendable (Int) -> Void) async throws {
        try await run(channel, onListening: onListening)
    }

    private func run(_ base: some ServerChildChannel, onListening: @escaping @Sendable (Int) -> Void) async throws {
        let server = Server(
            childChannelSetup: TrackedChannel(base: base, connections: connections),
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port), backlog: 1024),
            onServerRunning: { listener in onListening(listener.localAddress?.port ?? port) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "FakeAPIServer") { _ in SwiftLogNoOpLogHandler() })
        try await server.run()
    }

    private static func configuration(_ tls: FakeAPIServerOptions.TLS) throws -> TLSConfiguration {
        let chain = try read(tls.certificateChain) { try NIOSSLCertificate.fromPEMFile($0) }
        let key = try read(tls.key) { try NIOSSLPrivateKey(file: $0, format: .pem) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        if let authority = tls.clientAuthority {
            configuration.trustRoots = .certificates(
                try read(authority) { try NIOSSLCertificate.fromPEMFile($0) })
            configuration.certificateVerification = .noHostnameVerification
        }
        return configuration
    }

    private static func read<Value>(_ file: URL, _ parse: (String) throws -> Value) throws -> Value {
        do {
            return try parse(file.path)
        } catch {
            throw FakeAPIServerError(.unusableTLSFile(path: file.path), underlying: error)
        }
    }
}
