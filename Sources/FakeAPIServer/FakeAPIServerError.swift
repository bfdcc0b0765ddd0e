/// A fake API server that cannot start, or a test certificate that cannot be made.
public struct FakeAPIServerError: Error, CustomStringConvertible {
    /// What is wrong.
    public enum Code: Hashable, Sendable {
        /// The port cannot be listened on.
        case cannotListen(port: Int)
        /// The certificate, key or client authority in this file cannot be used.
        case unusableTLSFile(path: String)
        /// Host, port and prefix make no URL.
        case invalidURL(host: String, pathPrefix: String)
        /// `openssl` cannot be run, or this command of it failed.
        case opensslFailed(command: String, status: Int32?)
    }

    /// What is wrong.
    public let code: Code
    /// What caused it, where something did.
    public let underlying: (any Error)?

    init(_ code: Code, underlying: (any Error)? = nil) {
        self.code = code
        self.underlying = underlying
    }

    /// One line, without a final full stop.
    public var description: String {
        let text =
            switch code {
            case .cannotListen(let port): "cannot listen on 127.0.0.1:\(port)"
            case .unusableTLSFile(let path): "cannot use \(path)"
            case .invalidURL(let host, let pathPrefix): "no URL has the host \(host) and the path \(pathPrefix)"
            case .opensslFailed(let command, nil): "cannot run openssl \(command)"
            case .opensslFailed(let command, let status?): "openssl \(command) failed with exit code \(status)"
            }
        return underlying.map { "\(text): \($0)" } ?? text
    }
}
