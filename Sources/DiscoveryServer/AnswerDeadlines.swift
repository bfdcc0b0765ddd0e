import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection of HTTP/1, or a stream of HTTP/2, whose answer is not read, and tells the ``ConnectionDeadlines`` of
/// the connection what is going on.
final class AnswerDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let time: TimeAmount
    private var connection: ConnectionDeadlines?
    private var isStream = false
    /// Those whose answer has not been sent as a whole.
    private var requests = 0
    /// Those whose answer has not been written as a whole.
    private var unanswered = 0
    private var deadline: Scheduled<Void>?

    /// - Parameter time: How long an answer may take.
    init(_ time: TimeAmount) {
        self.time = time
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        connection = try? pipeline.handler(type: ConnectionDeadlines.self)
        isStream = connection == nil
        if isStream {
            connection = try? context.channel.parent?.pipeline.syncOperations.handler(type: ConnectionDeadlines.self)
        } else {
            HTTP1Messages.add(to: pipeline)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) {
            connection?.requestBegan()
            requests += 1
            unanswered += 1
            if requests == 1 { start(context) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // What could not be read is answered too, but is no request.
        guard case .end = unwrapOutboundIn(data), unanswered > 0 else { return context.write(data, promise: promise) }
        unanswered -= 1
        let sent = promise ?? context.eventLoop.makePromise()
        sent.futureResult.assumeIsolated().whenComplete { _ in
            self.requests -= 1
            self.deadline?.cancel()
            if self.requests > 0 { self.start(context) }
            self.connection?.requestEnded()
        }
        context.write(data, promise: sent)
    }

    private func start(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let (channel, connection, isStream) = (context.channel, connection, isStream)
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
            // The connection waits for what was written, which may be for ever.
            if isStream { channel.close(promise: nil) } else { connection?.abort() }
        }
    }

    /// Nothing more is answered.
    private func end() {
        deadline?.cancel()
        for _ in 0..<unanswered { connection?.requestEnded() }
        requests -= unanswered
        unanswered = 0
    }
}
