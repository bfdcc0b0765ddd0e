import Foundation

/// Who we are to a server. Descriptions and reflections show nothing of it.
public struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// A PEM file's path or a PEM text.
    public enum PEM: Hashable, Sendable {
        /// The path of a file.
        case file(String)
        /// The text itself.
        case data(Data)
    }

    /// The value of the Authorization header, such as `Bearer …`.
    public var authorization: String?
    /// A client certificate.
    public var clientCertificate: PEM?
    /// The key of the client certificate.
    public var clientKey: PEM?
    /// Tells apart what a source gave at different times, even where it is the same.
    public var revision = 0

    /// No credentials, unless given.
    public init(authorization: String? = nil, clientCertificate: PEM? = nil, clientKey: PEM? = nil) {
        self.authorization = authorization
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }

    /// Whether there are none.
    public var isEmpty: Bool { authorization == nil && clientCertificate == nil }

    /// Nothing of the secret.
    public var description: String { isEmpty ? "none" : "<redacted>" }

    /// Nothing of the secret.
    public var debugDescription: String { description }

    /// Nothing of the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Credentials: CredentialSource {
    /// Itself.
    public func credentials() async throws(CrawlError) -> Credentials { self }

    /// There are no others.
    public func credentials(insteadOf refused: Credentials) async throws(CrawlError) -> Credentials? { nil }
}

/// Whoever knows who we are to a server, now and when the server no longer believes it.
public protocol CredentialSource: Sendable {
    /// The credentials to send now. Asked before each request, so an answer that is at hand must cost little.
    ///
    /// - Throws: ``CrawlError`` where there are none to be had.
    func credentials() async throws(CrawlError) -> Credentials

    /// New credentials after a server answered 401; `nil` where there are no others.
    ///
    /// - Parameter refused: What was sent. Where newer ones have been given since, those are the answer.
    /// - Throws: ``CrawlError`` where none are to be had.
    func credentials(insteadOf refused: Credentials) async throws(CrawlError) -> Credentials?
}

/// As whom to act: Kubernetes' impersonation headers (client-go's `transport.ImpersonationConfig`).
public struct Impersonation: Hashable, Sendable {
    /// The user's name.
    public var user: String
    /// The user's unique number or text.
    public var uid: String?
    /// The user's groups.
    public var groups: [String]
    /// What else is said of the user, by key.
    public var extra: [String: [String]]

    /// Makes an impersonation.
    public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    /// The headers, in a steady order.
    var headers: [(name: String, value: String)] {
        var headers = [("Impersonate-User", user)]
        if let uid { headers.append(("Impersonate-Uid", uid)) }
        headers += groups.map { ("Impersonate-Group", $0) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            headers += values.map { ("Impersonate-Extra-\(Self.escaped(key))", $0) }
        }
        return headers
    }

    /// A key as a part of a header's name: what such a name cannot have, and `%`, in percent signs.
    private static func escaped(_ key: String) -> String {
        let allowed = Set("!#$&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        return key.utf8.map { byte in
            if allowed.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 2 ? digits : "0" + digits)
        }.joined()
    }
}
