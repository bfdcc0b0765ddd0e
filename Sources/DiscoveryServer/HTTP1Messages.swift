import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// What RFC 9112 wants of a server of HTTP/1 beyond the parsing: which connections end with their answer, what requests say
/// about their host, and words for a request that cannot be read.
final class HTTP1Messages: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The Connection headers of the answers to come.
    private var connectionHeaders = CircularBuffer<String?>()
    private var error: HTTPParserError?

    /// Puts one where messages still have their version.
    static func add(to pipeline: ChannelPipeline.SynchronousOperations) {
        guard let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
        try? pipeline.addHandler(HTTP1Messages(), position: .before(codec))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        let isOld = head.version == .http1_0
        switch head.headers["Host"].count {
        case 0:
            // Such a client need not know of it, and is no browser: what it came to is what it means.
            if isOld, let address = context.localAddress, let host = address.ipAddress, let port = address.port {
                head.headers.add(name: "Host", value: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
            }
        case 1: break
        // None of them is the right one.
        default: head.headers.remove(name: "Host")
        }
        if head.isKeepAlive {
            connectionHeaders.append(isOld ? "keep-alive" : nil)
        } else {
            connectionHeaders.append("close")
            // In the one spelling that ends the connection.
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.error = self.error ?? error as? HTTPParserError
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        if let header = connectionHeaders.popFirst() {
            if let header { head.headers.replaceOrAdd(name: "Connection", value: header) }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        } else {
            // The answer to what could not be read, which is without a body.
            let failure = Self.failure(error)
            context.write(wrapOutboundOut(.head(HTTPResponseHead(failure.head))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(failure.body))), promise: promise)
        }
    }

    private static func failure(_ error: HTTPParserError?) -> (head: HTTPResponse, body: ByteBuffer) {
        let answer: ServedAnswer =
            switch error {
            case .headerOverflow: .failure(.requestHeaderFieldsTooLarge, "the path or the headers are too long")
            default: .failure(.badRequest, "the request is not to be understood")
            }
        var head = answer.head
        head.headerFields[.connection] = "close"
        return (head, answer.body)
    }
}
