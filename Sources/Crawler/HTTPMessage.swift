import Foundation

/// One request: a GET, or the POST of a JSON document.
struct HTTPRequest: Sendable {
    /// The path below the server's prefix, percent-encoded.
    var path: String
    /// Whether the path is not below the server's prefix but is all of it.
    var isWholePath = false
    var accept: String
    var ifNoneMatch: String?
    /// How long the whole exchange may take; `nil` for no limit.
    var timeout: Duration?
    /// How large the body may be, unpacked.
    var bodyLimit: Int
    /// The JSON document to post; `nil` for a GET.
    var document: String?
    /// What is wanted beside the answer; an ordinary crawl wants nothing.
    var watch: TransferWatch?
}

/// The whole answer to a request.
struct HTTPResponse: Sendable {
    var status: Int
    var contentType: String?
    var entityTag: String?
    var retryAfter: String?
    /// Where a redirect leads, made absolute.
    var redirectURL: String?
    /// What was asked for in the end, where the server sent us on.
    var redirectedPath: String?
    var body: Data
    /// The size of the body as it travelled.
    var receivedBytes: Int64
    /// Seconds from the request's start to the last byte.
    var duration: TimeInterval

    /// Such as `403 Forbidden`.
    var statusText: String { HTTPStatus.text(status) }
}

/// The names of HTTP statuses (RFC 9110).
public enum HTTPStatus {
    /// Such as `403 Forbidden`.
    public static func text(_ status: Int) -> String {
        names[status].map { "\(status) \($0)" } ?? "status \(status)"
    }

    private static let names = [
        201: "Created", 204: "No Content", 301: "Moved Permanently", 302: "Found", 303: "See Other",
        304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
        402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
        407: "Proxy Authentication Required",
        408: "Request Timeout", 410: "Gone", 415: "Unsupported Media Type", 429: "Too Many Requests",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout",
    ]
}
