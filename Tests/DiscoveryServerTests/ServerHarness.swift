import DiscoveryModel
import DiscoveryStore
import FakeAPIServer
import Foundation
import NIOCore
import NIOPosix
import TestSupport

@testable import DiscoveryServer

/// A server in this process.
struct ServerHarness {
    let port: Int
    /// Tells it to stop; more often than once is as once.
    let stop: @Sendable () -> Void

    /// Serves plain Kubernetes for as long as `body` runs.
    ///
    /// - Parameters:
    ///   - database: A database to serve as well.
    ///   - isSecure: Whether with TLS.
    static func run(
        _ times: ConnectionTimes = ConnectionTimes(), database: String? = nil, isSecure: Bool = false,
        connectionLimit: Int = 100, _ body: (ServerHarness) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        var options = DiscoveryHTTPServerOptions(connectionLimit: connectionLimit)
        options.times = times
        if isSecure {
            let identity = try TestCertificates(in: folder.url).server()
            options.tls = .init(certificateChain: identity.certificate.path, key: identity.key.path)
        }
        let catalog = ServedCatalog(
            path: database ?? folder.path("none.db"),
            scope: .init(references: database == nil ? ["upstream:1.36"] : []))
        let (listening, announced) = AsyncStream.makeStream(of: String.self)
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        let server = DiscoveryHTTPServer(catalog, options)
        let running = Task {
            defer { announced.finish() }
            try await server.run(onListening: { announced.yield($0) }, until: { for await _ in stops {} })
        }
        defer { stop.finish() }
        var urls = listening.makeAsyncIterator()
        if let port = await urls.next().flatMap({ URL(string: $0)?.port }) {
            try await body(ServerHarness(port: port, stop: { stop.finish() }))
        }
        stop.finish()
        try await running.value
    }

    /// A database with one cluster whose `/apis` is some 8 MB: more than systems take off a server that nobody reads from.
    static func largeDatabase(in folder: TemporaryFolder) throws -> String {
        let groupVersion = GroupVersion(group: "large.example.com", version: "v1")
        let list = try APIResourceList(
            groupVersion: groupVersion,
            resources: (0..<400).map { number in
                APIResource(
                    resource: "r\(number)\(String(repeating: "a", count: 20_000))", singularName: "one",
                    responseKind: GroupVersionKind(group: groupVersion.group, version: "v1", kind: "Kind"),
                    namespaced: true, verbs: ["get"], shortNames: [], categories: [])
            })
        let group = ObservedGroup(
            name: groupVersion.group, preferredVersion: "v1",
            versions: [.init(version: "v1", outcome: .current(list))])
        let path = folder.path("large.db")
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        let observation = CrawlObservation(
            server: "https://10.0.0.1:6443", startedAt: now, observedAt: now, duration: 0.01, requests: 3, bytes: 100,
            form: .aggregatedV2, core: .absent, named: .read([group], validator: nil), serverVersion: nil,
            storageVersionHashes: [:])
        _ = try DiscoveryDatabase.openForWriting(path: path, busyTimeout: 1).save(
            observation, asCluster: "large", now: { now })
        return path
    }

    // MARK: - Clients

    /// A connection, as bytes.
    struct Connection {
        var input: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let output: NIOAsyncChannelOutboundWriter<ByteBuffer>

        func send(_ text: String) async throws { try await output.write(ByteBuffer(string: text)) }

        /// What comes next; `nil` at the end, also where the server closed the connection before it had read everything.
        mutating func next() async throws -> String? {
            do {
                return try await input.next().map { String(buffer: $0) }
            } catch let error as IOError where error.errnoCode == ECONNRESET {
                return nil
            }
        }

        /// What comes until the end.
        mutating func rest() async throws -> String {
            var text = ""
            while let part = try await next() { text += part }
            return text
        }

        /// What comes up to a text, and with it.
        mutating func next(until end: String) async throws -> String {
            var text = ""
            while !text.hasSuffix(end), let part = try await next() { text += part }
            return text
        }
    }

    /// Connects without TLS. Little is read ahead of what `body` reads.
    func connect<Value>(_ body: (inout Connection) async throws -> Value) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.socketOption(.so_rcvbuf), value: 4096)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { input, output in
            var connection = Connection(input: input.makeAsyncIterator(), output: output)
            return try await body(&connection)
        }
    }

    /// What a request is answered with; the connection ends with it.
    func answer(to request: String) async throws -> String {
        try await connect { connection in
            try await connection.send(request)
            return try await connection.rest()
        }
    }

    /// Waits until nobody else is connected.
    func untilAlone() async throws {
        let request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        while try await !answer(to: request).contains("\ncrawlctl_serve_connections 1\n") {}
    }

    /// A connection with TLS, by another program. It reads no further than this process reads from it, but for what a pipe
    /// holds.
    struct SecureConnection {
        fileprivate let input: FileHandle
        fileprivate let output: FileHandle

        func send(_ bytes: Data) throws { try input.write(contentsOf: bytes) }

        /// Up to so many bytes of what comes next; `nil` at the end.
        func next(_ count: Int) async throws -> Data? {
            try await Self.waiting { [output] in try output.read(upToCount: count) }
        }

        /// What comes until the end.
        func rest() async throws -> Data { try await Self.waiting { [output] in try output.readToEnd() } ?? Data() }

        /// Waits on a thread of its own: the server needs those of tasks.
        private static func waiting(_ body: @escaping @Sendable () throws -> Data?) async throws -> Data? {
            try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
            }
        }
    }

    /// Connects with TLS for as long as `body` runs; what it sends is not the end of what is sent.
    func connectSecurely(
        protocol name: String, _ body: (SecureConnection) async throws -> Void
    ) async throws {
        let (input, output) = (Pipe(), Pipe())
        let program = try Program(
            ["openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-alpn", name, "-quiet"],
            standardInput: input.fileHandleForReading, standardOutput: output.fileHandleForWriting)
        defer { program.signal(SIGKILL) }
        try await body(
            SecureConnection(input: input.fileHandleForWriting, output: output.fileHandleForReading))
        try input.fileHandleForWriting.close()
    }
}
