import Crypto
import Foundation
import HTTPTypes
import NIOCore

/// One answer, made once and sent many times.
struct ServedAnswer: Sendable {
    var status: HTTPResponse.Status
    var fields: HTTPFields
    var body: ByteBuffer
    /// The body in gzip, where it is large enough for an API server to compress it.
    private(set) var packedBody: ByteBuffer?

    /// Larger bodies are compressed for clients that take gzip (apiserver's `endpoints/handlers/responsewriters`).
    private static let compressionThreshold = 128 * 1024

    init(status: HTTPResponse.Status = .ok, contentType: String?, body: ByteBuffer) {
        self.status = status
        self.body = body
        fields = [.cacheControl: "no-cache, private", .xContentTypeOptions: "nosniff"]
        fields[.contentType] = contentType
        if body.readableBytes > Self.compressionThreshold { packedBody = Gzip.compress(body) }
    }

    /// A plain text.
    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> ServedAnswer {
        ServedAnswer(status: status, contentType: "text/plain; charset=utf-8", body: ByteBuffer(string: text))
    }

    /// A failure as a `Status` document of meta/v1, as kubectl and every client library show it.
    static func failure(_ status: HTTPResponse.Status, _ message: String) -> ServedAnswer {
        ServedAnswer(
            status: status, contentType: "application/json",
            body: ByteBuffer(bytes: StatusDocument(code: status.code, message: message).json()))
    }

    /// What an aggregator says of a group version whose server does not answer.
    static var serviceUnavailable: ServedAnswer { text("service unavailable\n", status: .serviceUnavailable) }

    /// Makes the answer one that clients may keep, and ask about with its tag.
    mutating func setEntityTag(_ tag: String) {
        fields[.eTag] = tag
        fields[.cacheControl] = "public"
    }

    /// What is sent before the body.
    var head: HTTPResponse {
        var head = HTTPResponse(status: status, headerFields: fields)
        head.headerFields[.date] = HTTPDate.now()
        if status != .notModified { head.headerFields[.contentLength] = String(body.readableBytes) }
        return head
    }

    /// How much memory it holds, in bytes.
    var cost: Int { body.storageCapacity + (packedBody?.storageCapacity ?? 0) + 512 }

    /// The tag that API servers give a document: the SHA-512 of its bytes, in hexadecimal digits and quotes.
    static func entityTag(of document: ByteBuffer) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for byte in SHA512.hash(data: Data(document.readableBytesView)) {
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text + [UInt8(ascii: "\"")], as: UTF8.self)
    }

    /// What is sent to a client with these headers: not modified, compressed, or as it is.
    func negotiated(for request: HTTPFields) -> ServedAnswer {
        var answer = self
        if let tag = fields[.eTag], request[.ifNoneMatch] == tag {
            answer.status = .notModified
            answer.fields[.contentType] = nil
            answer.body = ByteBuffer()
            return answer
        }
        if let packedBody {
            // Whoever keeps it has to know that it depends on this, too.
            answer.fields[values: .vary] = fields[values: .vary] + ["Accept-Encoding"]
            if Gzip.isAccepted(request[.acceptEncoding]) {
                answer.fields[.contentEncoding] = "gzip"
                answer.body = packedBody
            }
        }
        return answer
    }
}

/// `Status` of meta/v1.
struct StatusDocument: Encodable {
    private struct Metadata: Encodable {}

    private let kind = "Status"
    private let apiVersion = "v1"
    private let metadata = Metadata()
    private let status = "Failure"
    private let message: String
    private let reason: String?
    private let code: Int

    init(code: Int, message: String) {
        self.code = code
        self.message = message
        reason =
            switch code {
            case 400: "BadRequest"
            case 401: "Unauthorized"
            case 403: "Forbidden"
            case 404: "NotFound"
            case 405: "MethodNotAllowed"
            case 406: "NotAcceptable"
            case 503: "ServiceUnavailable"
            case 500: "InternalError"
            default: nil
            }
    }

    func json() -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("texts and numbers always encode") }
        return data
    }
}
