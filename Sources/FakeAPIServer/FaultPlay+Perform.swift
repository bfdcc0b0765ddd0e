import HTTPTypes
import HummingbirdCore
import NIOCore

extension FaultPlay {
    /// The connection is to be closed now, as the fault says.
    struct CutOff: Error {}

    /// Answers one request with this fault.
    ///
    /// - Parameters:
    ///   - channel: The request's connection, or its stream over HTTP/2.
    ///   - rightAnswer: What would be sent without the fault.
    /// - Throws: ``CutOff`` when the connection is to be closed; whatever else a client that left causes.
    func perform(
        over channel: any Channel, _ writer: consuming ResponseWriter, isHead: Bool, rightAnswer: () -> Answer
    ) async throws {
        switch fault {
        case .status(let code, let retryAfter):
            var answer =
                code == 503
                ? Answer.serviceUnavailable : .failure(.init(code: code), message: "the server failed as it was told")
            answer.fields[.retryAfter] = retryAfter
            try await writer.send(answer, isHead: isHead)
        case .body(let body):
            try await writer.send(body, isHead: isHead)
        case .truncated(let count):
            let answer = rightAnswer()
            let bytes = answer.body.getSlice(at: answer.body.readerIndex, length: min(count, answer.body.readableBytes))
            var body = try await writer.writeHead(answer.head())
            if let bytes, bytes.readableBytes > 0 { try await body.write(bytes) }
            throw CutOff()
        case .redirect(let location, let code):
            var answer = Answer(status: .init(code: code), contentType: nil, body: .init())
            answer.fields[.location] = location
            try await writer.send(answer, isHead: isHead)
        case .hang:
            try await channel.closeFuture.get()
            throw CancellationError()
        case .trickle(let interval):
            let answer = rightAnswer()
            var body = try await writer.writeHead(answer.head())
            for byte in answer.body.readableBytesView {
                try await Task.sleep(for: interval)
                try await body.write(ByteBuffer(bytes: CollectionOfOne(byte)))
            }
            try await body.finish(nil)
        case .endless(let contentType):
            let head = HTTPResponse(status: .ok, headerFields: [.contentType: contentType])
            var body = try await writer.writeHead(head)
            try await body.write(ByteBuffer(string: #"{"items":["#))
            let more = ByteBuffer(string: String(repeating: #"{"metadata":{}},"#, count: 1024))
            while true {
                try await body.write(more)
                // A write waits only when it is known already that the client does not keep up. Without this, a
                // great many of them would queue in the event loop, and every other connection would wait behind.
                try await channel.eventLoop.submit {}.get()
            }
        case .gzipBomb:
            var answer = Answer(contentType: "application/json", body: .init())
            answer.fields[.contentEncoding] = "gzip"
            answer.body = packed
            try await writer.send(answer, isHead: isHead)
        case .disconnect:
            throw CutOff()
        case .delay(let duration):
            try await Self.pause(duration, over: channel)
            try await writer.send(rightAnswer(), isHead: isHead)
        }
    }

    /// Sleeps until the time is over or the client left.
    private static func pause(_ duration: Duration, over channel: any Channel) async throws {
        let sleep = Task { try await Task.sleep(for: duration) }
        channel.closeFuture.whenComplete { _ in sleep.cancel() }
        try await withTaskCancellationHandler {
            try await sleep.value
        } onCancel: {
            sleep.cancel()
        }
    }
}

extension Answer {
    /// The head with the body's length.
    fileprivate func head() -> HTTPResponse {
        var fields = fields
        fields[.contentLength] = String(body.readableBytes)
        return HTTPResponse(status: status, headerFields: fields)
    }
}

extension ResponseWriter {
    fileprivate consuming func send(_ fixed: FixedBody, isHead: Bool) async throws {
        var fields = HTTPFields()
        fields[.contentType] = fixed.contentType
        fields[.contentLength] = String(fixed.declaredLength ?? fixed.bytes.count)
        let head = HTTPResponse(status: .init(code: fixed.status), headerFields: fields)
        guard !isHead else {
            try await writeResponse(head)
            return
        }
        let isTooShort = (fixed.declaredLength ?? 0) > fixed.bytes.count
        var body = try await writeHead(head)
        if !fixed.bytes.isEmpty { try await body.write(ByteBuffer(bytes: fixed.bytes)) }
        if isTooShort { throw FaultPlay.CutOff() }
        try await body.finish(nil)
    }
}
