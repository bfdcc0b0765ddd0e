import Foundation

/// An answer that does not depend on what was asked.
public struct FixedBody: Hashable, Sendable {
    /// The status code.
    public var status: Int
    /// The Content-Type header; `nil` for none.
    public var contentType: String?
    /// The body.
    public var bytes: Data
    /// A Content-Length other than the body's; when it is too large, the connection is closed behind the body.
    public var declaredLength: Int?

    /// Makes an answer from its parts.
    public init(status: Int = 200, contentType: String?, bytes: Data, declaredLength: Int? = nil) {
        self.status = status
        self.contentType = contentType
        self.bytes = bytes
        self.declaredLength = declaredLength
    }

    /// Makes an answer whose body is a text.
    public init(status: Int = 200, contentType: String?, text: String, declaredLength: Int? = nil) {
        self.init(status: status, contentType: contentType, bytes: Data(text.utf8), declaredLength: declaredLength)
    }
}

extension FixedBody {
    /// The login page of a proxy that stands before the API server: HTML with status 200.
    public static let loginPage = FixedBody(
        contentType: "text/html; charset=utf-8",
        text: "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>")

    /// JSON cut short, with a Content-Length that promises more, and then the connection closed.
    public static let truncatedJSON = FixedBody(
        contentType: "application/json", text: #"{"kind":"APIGroupList","apiVersion":"v1","gro"#,
        declaredLength: 100_000)

    /// Called JSON, with a word in it that is none.
    public static let bareWord = FixedBody(
        contentType: "application/json", text: #"{"kind":"APIGroupList","apiVersion":"v1","groups":nothing}"#)

    /// Status 200 and no body.
    public static let empty = FixedBody(contentType: "application/json", bytes: Data())
}
