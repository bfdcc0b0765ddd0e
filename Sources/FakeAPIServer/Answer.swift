import Crypto
import Foundation
import HTTPTypes
import NIOCore

/// One answer, ready to be sent.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var fields: HTTPFields
    var body: ByteBuffer
    /// The body in gzip, where it is large enough for a real server to compress it.
    var packedBody: ByteBuffer?

    /// Larger bodies are compressed for clients that take gzip (apiserver's `endpoints/handlers/responsewriters`).
    private static let compressionThreshold = 128 * 1024

    init(status: HTTPResponse.Status = .ok, contentType: String?, body: Data) {
        self.status = status
        self.body = ByteBuffer(bytes: body)
        fields = [.cacheControl: "no-cache, private"]
        fields[.contentType] = contentType
    }

    /// A document that is encoded already.
    init(document: Data, contentType: String) {
        self.init(contentType: contentType, body: document)
        if document.count > Self.compressionThreshold { packedBody = Gzip.compress(body) }
    }

    /// A JSON document.
    static func document(_ document: some Encodable, contentType: String = "application/json") -> Answer {
        Answer(document: document.encodedAsDocument(), contentType: contentType)
    }

    /// A plain text.
    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Answer {
        Answer(status: status, contentType: "text/plain; charset=utf-8", body: Data(text.utf8))
    }

    /// A failure as a `Status` document of meta/v1.
    static func failure(_ status: HTTPResponse.Status, message: String) -> Answer {
        var answer = document(StatusDocument(code: status.code, message: message))
        answer.status = status
        return answer
    }

    /// What an aggregator says of a group version whose server does not answer.
    static var serviceUnavailable: Answer { text("service unavailable\n", status: .serviceUnavailable) }

    /// Makes the answer cacheable under the tag of a document.
    mutating func setEntityTag(of document: Data) {
        let digits = SHA512.hash(data: document).map { String(format: "%02X", $0) }
        fields[.eTag] = "\"\(digits.joined())\""
        fields[.cacheControl] = "public"
    }

    /// What is sent to a client with these headers: not modified, compressed, or as it is.
    func negotiated(for request: HTTPFields) -> Answer {
        var answer = self
        if let tag = fields[.eTag], request[.ifNoneMatch] == tag {
            answer.status = .notModified
            answer.fields[.contentType] = nil
            answer.body = ByteBuffer()
        } else if let packedBody, Self.takesGzip(request[.acceptEncoding]) {
            answer.fields[.contentEncoding] = "gzip"
            answer.body = packedBody
        }
        return answer
    }

    private static func takesGzip(_ header: String?) -> Bool {
        guard let header else { return false }
        return header.lowercased().split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { $0 != " " } }
            return parts.first == "gzip" && !parts.dropFirst().contains("q=0")
        }
    }
}

/// `Status` of meta/v1.
private struct StatusDocument: Encodable {
    struct Metadata: Encodable {}

    let kind = "Status"
    let apiVersion = "v1"
    let metadata = Metadata()
    let status = "Failure"
    let message: String
    let reason: String
    let code: Int

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
            case 429: "TooManyRequests"
            case 500: "InternalError"
            case 503: "ServiceUnavailable"
            case 504: "Timeout"
            default: ""
            }
    }
}
