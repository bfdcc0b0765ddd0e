import DiscoveryModel
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

/// What `/api` and `/apis` list when they are asked for one form.
public struct ProbedDiscovery: Sendable {
    /// The form of the answers, which is the legacy one where the server does not speak the one that was asked for.
    public var form: DiscoveryForm
    /// Every group version, in the server's order, the core group's first.
    public var groupVersions: [GroupVersion]
    /// Those that the server says it could not refresh.
    public var stale: Set<GroupVersion>
    /// Why `/api` cannot be used; `nil` also where there is none, as on aggregated API servers.
    public var coreFailure: CrawlError?
}

/// Who a server takes us for: `UserInfo` of `authentication.k8s.io/v1`.
public struct ProbedIdentity: Sendable {
    /// The user's name.
    public var username: String
    /// The user's unique number or text.
    public var uid: String?
    /// The user's groups.
    public var groups: [String]
    /// The keys of what else is said of the user; what stands there is nobody's business.
    public var extraKeys: [String]
}

/// What `/readyz` says.
public struct ProbedReadiness: Sendable {
    /// Whether the server says that it is ready.
    public var isReady: Bool
    /// The names of the checks that fail, where it names them.
    public var failedChecks: [String]
}

/// Who stands behind a group version, and whether the server can reach them: an `APIService` of `apiregistration.k8s.io/v1`.
public struct ProbedAPIService: Sendable {
    /// A service within the cluster.
    public struct Service: Hashable, Sendable {
        /// The service's namespace.
        public var namespace: String
        /// The service's name.
        public var name: String
        /// The service's port, 443 where none is said.
        public var port: Int
    }

    /// Its name, `v1beta1.metrics.k8s.io`.
    public var name: String
    /// The service; `nil` where the API server itself serves the group version.
    public var service: Service?
    /// Its condition `Available`; `nil` where nothing is said of it.
    public var isAvailable: Bool?
    /// The condition's reason, one word.
    public var reason: String?
    /// The condition's message.
    public var message: String?
    /// Since when the condition has been so.
    public var since: Date?
}
