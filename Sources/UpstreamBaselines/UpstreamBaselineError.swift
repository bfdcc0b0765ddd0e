/// Why there is no baseline to answer with.
public struct UpstreamBaselineError: Error, Hashable, CustomStringConvertible {
    /// What kind of failure.
    public enum Code: Hashable, Sendable {
        /// There is no table of this release, or the text after `upstream:` is none.
        case unknownBaseline
        /// A moment was asked for, and a release has no history.
        case noHistory
        /// A built-in table has a mistake in this line.
        case brokenTable(line: Int)
    }

    /// What kind of failure.
    public let code: Code
    /// What and where: `no baseline upstream:1.99`.
    public let what: String
    /// The cause, in one line.
    public let cause: String
    /// What the user may do about it.
    public let hint: String?

    init(_ code: Code, what: String, cause: String, hint: String? = nil) {
        self.code = code
        self.what = what
        self.cause = cause
        self.hint = hint
    }

    /// One line, without a final full stop.
    public var description: String { "\(what): \(cause)" }
}

extension UpstreamBaselineError {
    static func unknown(_ reference: String, releases: [String]) -> UpstreamBaselineError {
        let known = releases.map { "upstream:\($0)" }
        return UpstreamBaselineError(
            .unknownBaseline, what: "no baseline \(reference)",
            cause: "crawlctl knows \(known.joined(separator: ", "))",
            hint: known.last.map { "with every API enabled: \($0)+all" })
    }

    static func noHistory(_ reference: String, name: String) -> UpstreamBaselineError {
        UpstreamBaselineError(
            .noHistory, what: "no baseline \(reference)", cause: "a release has no history",
            hint: "leave the moment out: \(name)")
    }
}
