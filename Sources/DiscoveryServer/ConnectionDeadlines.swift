import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes connections that take too long: idle ones, those whose request comes a byte at a time, and those whose answer
/// is not read.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long an answer may take to be read.
    static let response = TimeAmount.seconds(120)

    /// How long a connection may be without the whole head of a request: asked anew each time.
    private let request: @Sendable () -> TimeAmount
    private var deadline: Scheduled<Void>?

    init(request: @escaping @Sendable () -> TimeAmount) {
        self.request = request
    }

    func handlerAdded(context: ChannelHandlerContext) { start(request(), context) }

    func channelActive(context: ChannelHandlerContext) {
        start(request(), context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { start(Self.response, context) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.whenSuccess {
            let (deadlines, context) = bound.value
            deadlines.start(deadlines.request(), context)
        }
        context.write(data, promise: written)
    }

    private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        guard channel.isActive else { return }
        deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}
