import NIOCore

/// How long a connection may take.
struct ConnectionTimes: Sendable {
    /// To come to a whole head of a request: the TLS handshake, being idle, and headers that come a byte at a time.
    var request = TimeAmount.seconds(30)
    /// The same where more than half of the connections that there may be are open: they make room sooner.
    var requestOfMany = TimeAmount.seconds(3)
    /// To read an answer.
    var answer = TimeAmount.seconds(120)
    /// To read the answers that are on their way when the server stops.
    var stop = TimeAmount.seconds(10)
}

/// Closes a connection that takes too long, whatever is spoken over it. It stands before TLS.
final class ConnectionDeadlines: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let times: ConnectionTimes
    private let isSecure: Bool
    private let areMany: () -> Bool
    /// Those whose answer has not been sent as a whole.
    private var requests = 0
    private var isStopping = false
    /// Whether the client sends no more.
    private var isInputClosed = false
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    /// - Parameters:
    ///   - isSecure: Whether TLS is spoken.
    ///   - areMany: Whether more than half of the connections that there may be are open.
    init(_ times: ConnectionTimes, isSecure: Bool, areMany: @escaping () -> Bool) {
        self.times = times
        self.isSecure = isSecure
        self.areMany = areMany
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        awaitRequest()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        context.fireUserInboundEventTriggered(event)
        switch event {
        case is ChannelShouldQuiesceEvent:
            isStopping = true
            if requests == 0 { abort() } else { start(times.stop) }
        case ChannelEvent.inputClosed:
            isInputClosed = true
            // TLS would wait for a goodbye that cannot come any more.
            if isSecure && requests == 0 { abort() }
        default: break
        }
    }

    /// Waits until what was written is sent: the channel would drop it.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode != .input else { return context.close(mode: mode, promise: promise) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
            context.close(mode: mode, promise: promise)
        }
    }

    /// A request has come; ``requestEnded()`` follows.
    func requestBegan() {
        requests += 1
        if !isStopping { deadline?.cancel() }
    }

    /// An answer has been sent, or never will be.
    func requestEnded() {
        requests -= 1
        guard requests == 0 else { return }
        if isSecure && isInputClosed {
            abort()
        } else if isStopping {
            context?.channel.close(promise: nil)
        } else {
            awaitRequest()
        }
    }

    /// Closes the connection now. TLS says goodbye, but does not wait for the other's.
    func abort() {
        context?.channel.close(promise: nil)
        context?.close(promise: nil)
    }

    private func awaitRequest() { start(areMany() ? times.requestOfMany : times.request) }

    private func start(_ time: TimeAmount) {
        deadline?.cancel()
        guard let context, context.channel.isActive else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { self.abort() }
    }
}
