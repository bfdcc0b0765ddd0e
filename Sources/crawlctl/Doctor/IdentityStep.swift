import Crawler
import Foundation

/// Who we are to the server.
struct IdentityStep {
    let answer: ProbeAnswer<ProbedIdentity>
    let version: ProbeAnswer<ProbedVersion>
    let credentials: CredentialsStep.Outcome
    let connection: ServerConnection
    let now: Date

    var step: DoctorStep {
        var step = DoctorStep(name: .identity, finding: "")
        switch answer.outcome {
        case .success(let identity):
            step.finding = identity.username.isEmpty ? "a user without a name" : identity.username
            if !identity.groups.isEmpty { step.notes.append("in the groups \(Count.list(identity.groups))") }
            if identity.username == "system:anonymous" {
                step.notes.append("that is nobody: the server took no credentials of ours")
            }
        case .failure(let error): explain(error, &step)
        }
        step.details = [
            "username": .text(answer.value?.username), "uid": .text(answer.value?.uid),
            "groups": .texts(answer.value?.groups ?? []), "extraKeys": .texts(answer.value?.extraKeys ?? []),
        ].merging(DoctorFields.cost(answer)) { own, _ in own }
        return step
    }

    private func explain(_ error: CrawlError, _ step: inout DoctorStep) {
        switch error.code {
        case .status(401):
            step.status = .failed
            step.finding = "401 Unauthorized: the server does not know us"
            step.hint = hintForUnauthorized
        case .status(403):
            step.status = .warning
            step.finding = "403 Forbidden: the server knows us, but we may not ask who we are"
            if let hint = error.hint { step.notes.append(hint) }
            step.hint =
                connection.impersonation == nil
                ? "the ClusterRole system:basic-user allows it, bound to system:authenticated by default"
                : "acting as somebody else needs the verb impersonate on that user and those groups"
        case .status(404), .status(405):
            step.status = .skipped
            step.finding = "not known: the server has no selfsubjectreviews, which come with Kubernetes 1.28"
        case .transport where isTransport(version.failure):
            step.status = .failed
            step.finding = "no answer: \(error.cause)"
            step.hint = error.hint ?? "the server takes connections but does not answer; look at its load and its log"
        default:
            step.status = .warning
            step.finding = "not known: \(error.cause)"
            step.hint = error.hint
        }
    }

    private func isTransport(_ error: CrawlError?) -> Bool {
        guard case .transport = error?.code else { return false }
        return true
    }

    private var hintForUnauthorized: String {
        if let end = credentials.expiresAt, end < now {
            return "our credentials \(Moment.ending(end, now)): get new ones"
        }
        switch credentials.kinds.last {
        case nil: return "requests are anonymous; give a context, --token-file or --client-certificate"
        case .execPlugin: return "what the exec plugin gave is not accepted; log in again with its own tool"
        case .token, .tokenFile: return "the token is not of this cluster, was revoked or has expired; get a new one"
        case .clientCertificate: return "the client certificate is not of this cluster's authority, or has expired"
        case .basic: return "API servers from Kubernetes 1.19 on take no passwords; use a token or a client certificate"
        }
    }
}
