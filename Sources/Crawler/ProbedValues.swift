import DiscoveryModel
import Foundation

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

/// What `/version` says.
public struct ProbedVersion: Sendable {
    /// Such as `v1.36.2`.
    public var gitVersion: String
    /// Such as `linux/amd64`.
    public var platform: String?
}
