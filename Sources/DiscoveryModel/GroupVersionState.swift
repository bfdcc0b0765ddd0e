import Foundation

/// How good a server's answer about one group version was.
public enum GroupVersionState: String, Hashable, Sendable, CaseIterable {
    /// The server answered.
    case current
    /// The server said that it could not refresh this group version (`freshness: Stale`).
    case stale
    /// The answer was an error, none at all, or not to be understood.
    case failed
}

/// Why a group version's answer could not be used, and when it last could.
public struct GroupVersionCondition: Hashable, Sendable {
    /// Which one.
    public var groupVersion: GroupVersion
    /// Never ``GroupVersionState/current``.
    public var state: GroupVersionState
    /// What happened.
    public var failure: GroupVersionFailure
    /// When its resources were last seen good on this cluster; `nil` when they never were.
    public var asOf: Date?
    /// Since when it has been in this state.
    public var since: Date?

    /// Makes a condition from its parts.
    public init(
        groupVersion: GroupVersion, state: GroupVersionState, failure: GroupVersionFailure, asOf: Date? = nil,
        since: Date? = nil
    ) {
        self.groupVersion = groupVersion
        self.state = state
        self.failure = failure
        self.asOf = asOf
        self.since = since
    }
}

/// What went wrong with one group version.
public struct GroupVersionFailure: Hashable, Sendable {
    /// The status that the server answered with, when it answered at all.
    public var httpStatus: Int?
    /// One line, without anything that the server wrote.
    public var message: String

    /// Makes a failure from its parts.
    public init(httpStatus: Int? = nil, message: String) {
        self.httpStatus = httpStatus
        self.message = message
    }
}
