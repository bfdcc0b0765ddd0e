import DiscoveryModel
import DiscoveryWire
import Foundation

/// `SelfSubjectReview` of `authentication.k8s.io/v1`, as a server answers it.
enum SelfSubjectReviewDocument {
    private struct Document: Decodable {
        struct Status: Decodable {
            var userInfo: UserInfo?
        }

        struct UserInfo: Decodable {
            var username: String?
            var uid: String?
            var groups: [String]?
            var extra: [String: [String]]?
        }

        var kind: String?
        var status: Status?
    }

    static func identity(decoding body: Data) throws(DiscoveryWireError) -> ProbedIdentity {
        guard let document = try? JSONDecoder().decode(Document.self, from: body),
            document.kind == "SelfSubjectReview", let user = document.status?.userInfo
        else { throw DiscoveryWireError(.wrongKind(expected: ["SelfSubjectReview"])) }
        return ProbedIdentity(
            username: user.username ?? "", uid: user.uid.flatMap { $0.isEmpty ? nil : $0 }, groups: user.groups ?? [],
            extraKeys: (user.extra ?? [:]).keys.sorted())
    }
}

/// `APIService` of `apiregistration.k8s.io/v1`.
enum APIServiceDocument {
    private struct Document: Decodable {
        struct Metadata: Decodable {
            var name: String?
        }

        struct Spec: Decodable {
            var service: Service?
        }

        struct Service: Decodable {
            var namespace: String?
            var name: String?
            var port: Int?
        }

        struct Status: Decodable {
            var conditions: [Condition]?
        }

        struct Condition: Decodable {
            var type: String?
            var status: String?
            var reason: String?
            var message: String?
            var lastTransitionTime: String?
        }

        var kind: String?
        var metadata: Metadata?
        var spec: Spec?
        var status: Status?
    }

    /// Where a server keeps it; its name is the version's and the group's, with a dot between.
    static func path(of groupVersion: GroupVersion) -> String {
        // Each name escaped as it is in the group version's own path.
        let names = groupVersion.path.split(separator: "/")
        return "/apis/apiregistration.k8s.io/v1/apiservices/\(names.last ?? "").\(names.dropLast().last ?? "")"
    }

    static func service(decoding body: Data) throws(DiscoveryWireError) -> ProbedAPIService {
        guard let document = try? JSONDecoder().decode(Document.self, from: body), document.kind == "APIService" else {
            throw DiscoveryWireError(.wrongKind(expected: ["APIService"]))
        }
        let condition = document.status?.conditions?.first { $0.type == "Available" }
        let message = condition?.message.map { $0.count > 300 ? $0.prefix(300) + "…" : $0 }
        return ProbedAPIService(
            name: document.metadata?.name ?? "",
            service: document.spec?.service.map {
                .init(namespace: $0.namespace ?? "", name: $0.name ?? "", port: $0.port ?? 443)
            },
            isAvailable: condition.map { $0.status == "True" }, reason: condition?.reason, message: message,
            since: condition?.lastTransitionTime.flatMap { Timestamp.date(rfc3339: $0) })
    }
}

/// The text of a health check (apiserver's `pkg/server/healthz`), of which nothing but the names of checks is taken.
enum HealthText {
    /// The names behind `[-]`, each a word of letters, digits, dashes and slashes; at most twenty.
    static func failedChecks(in body: Data) -> [String] {
        let lines = String(decoding: body.prefix(64 << 10), as: UTF8.self).split(whereSeparator: \.isNewline)
        let names = lines.filter { $0.hasPrefix("[-]") }.map { line in
            line.dropFirst(3).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
        }
        return names.filter { !$0.isEmpty && $0.count <= 80 }.prefix(20).map { String($0) }
    }
}
