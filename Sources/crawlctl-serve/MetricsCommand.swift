import ArgumentParser
import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Serves the metrics of crawls that go on, for as long as standard input is open.
struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "Serve /metrics for crawlctl crawl --every --metrics-listen.",
        discussion: """
            Prints "listening on URL", and then a line "scrape" whenever the metrics are asked for; whoever started it \
            answers on standard input with their length in bytes, a line feed, and the metrics. Ends with standard input.
            """)

    @Option(help: "The address or name to listen on.") var host: String
    @Option(help: "The port; 0 for a free one.") var port: Int

    func run() async throws {
        // Whoever started it decides when it ends.
        for number in [SIGINT, SIGHUP, SIGQUIT, SIGPIPE] { signal(number, SIG_IGN) }
        let source = MetricsSource()
        let channel = HTTP1Channel(
            responder: { request, writer, _ in
                try await Self.answer(request, source).write(to: writer, isHead: request.method == .head)
            },
            configuration: .init(
                idleTimeout: .seconds(60), httpDecoderConfiguration: .init(maxHeaderListSize: 16 << 10)))
        let host = host
        let server = Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { listener in
                let shown = host.contains(":") ? "[\(host)]" : host
                print("listening on http://\(shown):\(listener.localAddress?.port ?? 0)/metrics")
                fflush(nil)
                source.start()
            }, eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "crawlctl-serve") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await server.run()
        } catch {
            let cause = (error as? IOError).map { String(cString: strerror($0.errnoCode)).lowercased() }
            FileHandle.standardError.write(Data("\(cause ?? "\(error)")\n".utf8))
            throw ExitCode.failure
        }
    }

    private static func answer(_ request: Request, _ source: MetricsSource) async -> MetricsAnswer {
        guard request.method == .get || request.method == .head else {
            var answer = MetricsAnswer(.methodNotAllowed, "only GET and HEAD are allowed\n")
            answer.fields[.allow] = "GET, HEAD"
            return answer
        }
        switch request.uri.path {
        case "/metrics":
            return MetricsAnswer(.ok, await source.text(), type: "text/plain; version=0.0.4; charset=utf-8")
        case "/healthz", "/livez", "/readyz": return MetricsAnswer(.ok, "ok")
        default: return MetricsAnswer(.notFound, "there is only /metrics here\n")
        }
    }
}

/// An answer with a text.
private struct MetricsAnswer {
    let status: HTTPResponse.Status
    let body: ByteBuffer
    var fields: HTTPFields

    init(_ status: HTTPResponse.Status, _ body: ByteBuffer, type: String) {
        self.status = status
        self.body = body
        fields = [.contentType: type, .contentLength: String(body.readableBytes)]
        fields[.xContentTypeOptions] = "nosniff"
    }

    init(_ status: HTTPResponse.Status, _ text: String) {
        self.init(status, ByteBuffer(string: text), type: "text/plain; charset=utf-8")
    }

    func write(to writer: consuming ResponseWriter, isHead: Bool) async throws {
        let head = HTTPResponse(status: status, headerFields: fields)
        if isHead {
            try await writer.writeResponse(head)
        } else {
            try await writer.write(response: head, body: ResponseBody(byteBuffer: body))
        }
    }
}
