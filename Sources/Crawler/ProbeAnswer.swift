import Foundation

/// What one question to a server came to, and what it cost.
public struct ProbeAnswer<Value: Sendable>: Sendable {
    /// What the server said, or why that cannot be used.
    public var outcome: Result<Value, CrawlError>
    /// The status of the last answer; `nil` where none came.
    public var httpStatus: Int?
    /// What it cost.
    public var cost: ProbeCost

    /// What the server said, where that can be used.
    public var value: Value? { try? outcome.get() }

    /// Why what the server said cannot be used.
    public var failure: CrawlError? {
        guard case .failure(let error) = outcome else { return nil }
        return error
    }
}

/// What questions to a server cost.
public struct ProbeCost: Hashable, Sendable {
    /// Requests sent, repeated ones included.
    public var requests = 0
    /// Bytes of bodies received, as they travelled (compressed).
    public var bytes: Int64 = 0
    /// Seconds from request to answer, of the last request where one was repeated, summed where there are several questions.
    public var duration: TimeInterval = 0

    /// Nothing.
    public init() {}

    /// Both.
    public static func + (one: ProbeCost, other: ProbeCost) -> ProbeCost {
        var sum = one
        sum.requests += other.requests
        sum.bytes += other.bytes
        sum.duration += other.duration
        return sum
    }
}
