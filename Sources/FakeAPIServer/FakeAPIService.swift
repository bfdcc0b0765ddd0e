import DiscoveryModel

/// What stands behind a group version of a ``FakeCluster``: an `APIService` of `apiregistration.k8s.io/v1`.
public struct FakeAPIService: Hashable, Sendable {
    /// The namespace of its service.
    public var namespace: String
    /// The name of its service; `nil` where the API server itself serves the group version.
    public var service: String?
    /// The port of its service; `nil` for none, which means 443.
    public var port: Int?
    /// Whether it is available.
    public var isAvailable: Bool
    /// The reason of its condition `Available`.
    public var reason: String
    /// The message of its condition `Available`.
    public var message: String

    /// Makes an APIService from its parts.
    public init(
        namespace: String, service: String?, port: Int? = 443, isAvailable: Bool, reason: String, message: String
    ) {
        self.namespace = namespace
        self.service = service
        self.port = port
        self.isAvailable = isAvailable
        self.reason = reason
        self.message = message
    }
}

/// Whom a fake API server takes its clients for.
public struct FakeUser: Hashable, Sendable {
    /// The user's name.
    public var name: String
    /// The user's groups.
    public var groups: [String]

    /// Makes a user.
    public init(name: String, groups: [String]) {
        self.name = name
        self.groups = groups
    }
}

/// An `APIService` as a server sends it.
struct APIServiceDocument: Encodable {
    struct Metadata: Encodable {
        let name: String
    }

    struct Spec: Encodable {
        let group: String
        let version: String
        let service: Service?
    }

    struct Service: Encodable {
        let namespace: String
        let name: String
        let port: Int?
    }

    struct Status: Encodable {
        let conditions: [Condition]
    }

    struct Condition: Encodable {
        let type = "Available"
        let status: String
        let reason: String
        let message: String
        let lastTransitionTime = "2026-11-20T08:00:00Z"
    }

    let kind = "APIService"
    let apiVersion = "apiregistration.k8s.io/v1"
    let metadata: Metadata
    let spec: Spec
    let status: Status

    init(_ service: FakeAPIService, _ groupVersion: GroupVersion) {
        metadata = Metadata(name: "\(groupVersion.version).\(groupVersion.group)")
        spec = Spec(
            group: groupVersion.group, version: groupVersion.version,
            service: service.service.map { Service(namespace: service.namespace, name: $0, port: service.port) })
        status = Status(conditions: [
            Condition(
                status: service.isAvailable ? "True" : "False", reason: service.reason, message: service.message)
        ])
    }
}

/// A `SelfSubjectReview` of `authentication.k8s.io/v1` as a server answers it.
struct SelfSubjectReviewDocument: Encodable {
    struct Status: Encodable {
        let userInfo: UserInfo
    }

    struct UserInfo: Encodable {
        let username: String
        let groups: [String]
        let extra = ["authentication.kubernetes.io/credential-id": ["JTI=1"]]
    }

    let kind = "SelfSubjectReview"
    let apiVersion = "authentication.k8s.io/v1"
    let status: Status

    init(_ user: FakeUser) {
        status = Status(userInfo: UserInfo(username: user.name, groups: user.groups))
    }
}
