import HummingbirdCore
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// The connections of one server: counted, numbered, and closed when it stops.
final class TrackedConnections: Sendable {
    private struct State {
        var numbers: [ObjectIdentifier: Int] = [:]
        var channels: [Int: any Channel] = [:]
        var accepted = 0
        var isClosed = false
    }

    private let state = NIOLockedValueBox(State())
    private let log: RequestLog

    init(log: RequestLog) {
        self.log = log
    }

    func add(_ channel: any Channel) {
        let number: Int? = state.withLockedValue { state in
            guard !state.isClosed else { return nil }
            state.accepted += 1
            state.numbers[ObjectIdentifier(channel)] = state.accepted
            state.channels[state.accepted] = channel
            return state.accepted
        }
        guard let number else {
            channel.close(promise: nil)
            return
        }
        log.connectionOpened()
        let id = ObjectIdentifier(channel)
        channel.closeFuture.whenComplete { [self] _ in
            state.withLockedValue { state in
                state.numbers[id] = nil
                state.channels[number] = nil
            }
            log.connectionClosed()
        }
    }

    /// The connection that a request came over, and whether the request's channel is only one stream of it.
    func connection(of channel: any Channel) -> (number: Int, version: ReceivedRequest.Version) {
        state.withLockedValue { state in
            if let number = state.numbers[ObjectIdentifier(channel)] { return (number, .http1) }
            let number = channel.parent.flatMap { state.numbers[ObjectIdentifier($0)] }
            return (number ?? 0, .http2)
        }
    }

    /// Closes every connection, and from now on each new one at once; returns when they are closed.
    func closeAll() async {
        let channels = state.withLockedValue { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        for channel in channels { AbruptCloser.close(channel) }
        for channel in channels { try? await channel.closeFuture.get() }
    }
}

/// Marks the end of a pipeline at which a connection can be closed without a farewell.
///
/// Closed from the other end, a TLS connection stays open until the client says goodbye too, or for seconds.
private final class AbruptCloser: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private static let name = "AbruptCloser"

    static func add(to channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(AbruptCloser(), name: name, position: .first)
    }

    static func close(_ channel: any Channel) {
        channel.eventLoop.execute {
            // Without the handler the connection is being closed already.
            try? channel.pipeline.syncOperations.context(name: name).close(promise: nil)
        }
    }
}

/// A kind of connection whose connections are tracked.
struct TrackedChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let connections: TrackedConnections

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        do {
            // With it, a client that closes its connection would be noticed only by the next write.
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
            try AbruptCloser.add(to: channel)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        connections.add(channel)
        return base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
