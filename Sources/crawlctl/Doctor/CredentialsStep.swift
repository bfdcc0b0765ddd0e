import Crawler
import Foundation
import Kubeconfig

/// With what we say who we are: its kind and its end, never a secret.
struct CredentialsStep {
    let resolved: ResolvedConnection
    let connection: ServerConnection
    let factory: ConnectionFactory
    let now: Date

    /// What the steps behind it have to know.
    struct Outcome: Sendable {
        enum Kind: String, Sendable {
            case token, tokenFile, clientCertificate, basic, execPlugin
        }

        var step: DoctorStep
        var kinds: [Kind] = []
        /// Whether a client certificate is shown, a plugin's too.
        var hasCertificate = false
        /// When the first of them ends, as far as they say.
        var expiresAt: Date?
    }

    func run() async -> Outcome {
        var outcome = Outcome(step: DoctorStep(name: .credentials, finding: ""))
        var findings: [String] = []
        var (certificate, plugin): (OutputValue, OutputValue) = (.null, .null)

        if let source = resolved.clientCertificate {
            outcome.kinds.append(.clientCertificate)
            let text = "a client certificate" + (source.path.map { " in \($0)" } ?? "")
            findings.append(text)
            certificate = addCertificate(source.content, &outcome)
        }
        if let path = resolved.tokenFile {
            outcome.kinds.append(.tokenFile)
            findings.append("the token in \(path)")
        } else if resolved.token != nil {
            outcome.kinds.append(.token)
            findings.append("a token")
        } else if let basic = resolved.basicAuthentication {
            outcome.kinds.append(.basic)
            findings.append("the user name \(basic.username) and a password")
            outcome.step.hint = "API servers from Kubernetes 1.19 on take no passwords"
        }
        if let token = try? resolved.currentToken() { addToken(token, &outcome) }
        if let exec = resolved.exec {
            outcome.kinds.append(.execPlugin)
            (findings, plugin, certificate) = await run(exec, &outcome)
        }
        outcome.step.finding = findings.isEmpty ? "none: requests are anonymous" : findings.joined(separator: ", and ")
        addImpersonation(&outcome.step)
        if !connection.address.isSecure && !outcome.kinds.isEmpty {
            outcome.step.warn(
                "they are not sent, since the server's address is not https", hint: "give the server's https URL")
        }
        outcome.step.details = [
            "kinds": .texts(outcome.kinds.map(\.rawValue)), "sent": .bool(connection.address.isSecure),
            "tokenFile": .text(resolved.tokenFile), "username": .text(resolved.basicAuthentication?.username),
            "execPlugin": plugin, "clientCertificate": certificate,
            "expiresAt": .text(outcome.expiresAt.map { DoctorFields.time($0) }), "impersonation": impersonation,
            "error": outcome.step.isFatal ? .text(outcome.step.finding) : .null,
        ]
        return outcome
    }

    // MARK: - Kinds

    private func run(
        _ exec: ExecPlugin, _ outcome: inout Outcome
    ) async -> (findings: [String], plugin: OutputValue, certificate: OutputValue) {
        var fields: [String: OutputValue] = [
            "command": .text(exec.command), "apiVersion": .text(exec.apiVersion),
            "interactiveMode": .text(exec.interactiveMode?.rawValue),
            "provideClusterInfo": .bool(exec.provideClusterInfo), "durationSeconds": .null, "gave": .list([]),
        ]
        let what = "the exec plugin \(exec.command)"
        // Nobody would see what it gives.
        guard connection.address.isSecure else { return ([what], .object(fields), .null) }
        let start = ContinuousClock.now
        do {
            let cluster = exec.provideClusterInfo ? try resolved.execClusterInfo() : nil
            let credential = try await factory.plugins.issue(of: exec, cluster: cluster).credential
            let duration = (.now - start) / .seconds(1)
            var gave: [String] = []
            var certificate = OutputValue.null
            if let token = credential.token {
                gave.append("token")
                addToken(token, &outcome)
            }
            if let pem = credential.clientCertificate {
                gave.append("clientCertificate")
                certificate = addCertificate(pem, &outcome)
            }
            if let end = credential.expiresAt {
                outcome.step.notes.append("what it gave \(Moment.ending(end, now))")
                outcome.expiresAt = min(end, outcome.expiresAt ?? end)
            }
            fields["durationSeconds"] = .seconds(duration)
            fields["gave"] = .texts(gave)
            let things = gave.map { $0 == "token" ? "a token" : "a client certificate" }.joined(separator: " and ")
            return (["\(things) of \(what), in \(Moment.span(duration))"], .object(fields), certificate)
        } catch {
            outcome.step.status = .failed
            outcome.step.hint =
                ErrorText.hint(error) ?? exec.installHint ?? "run the plugin by hand to see what it wants"
            fields["durationSeconds"] = .seconds((.now - start) / .seconds(1))
            return ([ErrorText.line(error)], .object(fields), .null)
        }
    }

    private func addCertificate(_ pem: Data?, _ outcome: inout Outcome) -> OutputValue {
        outcome.hasCertificate = true
        guard let certificate = pem.flatMap({ Certificate.all(inPEM: $0).first }) else {
            outcome.step.warn(
                "the client certificate is no certificate in PEM", hint: "have the client certificate made again")
            return .null
        }
        outcome.expiresAt = min(certificate.notAfter, outcome.expiresAt ?? certificate.notAfter)
        let note =
            "it is \(certificate.subject), signed by \(certificate.issuer.shortText), and \(Moment.ending(certificate.notAfter, now))"
        if certificate.notAfter < now {
            outcome.step.warn(note, hint: "have the client certificate renewed")
        } else if certificate.notBefore > now {
            outcome.step.warn(
                "it is \(certificate.subject), and valid only from \(DoctorFields.time(certificate.notBefore)) on",
                hint: "look at this machine's clock, which says \(DoctorFields.time(now))")
        } else if certificate.notAfter < now + Moment.soon {
            outcome.step.warn(note, hint: "have the client certificate renewed before that")
        } else {
            outcome.step.notes.append(note)
        }
        return DoctorFields.certificate(certificate, now: now)
    }

    /// A token says when it ends where it is a JSON Web Token, as those of service accounts and OpenID Connect are.
    private func addToken(_ token: Secret, _ outcome: inout Outcome) {
        guard let end = TokenExpiry.date(of: token) else { return }
        outcome.expiresAt = min(end, outcome.expiresAt ?? end)
        if end < now {
            outcome.step.warn("the token \(Moment.ending(end, now))", hint: "get a new token")
        } else {
            outcome.step.notes.append("the token \(Moment.ending(end, now))")
        }
    }

    // MARK: - As whom to act

    private func addImpersonation(_ step: inout DoctorStep) {
        guard let other = resolved.impersonation, let user = other.user else { return }
        let groups = other.groups.isEmpty ? "" : ", in the groups \(other.groups.joined(separator: ", "))"
        step.notes.append("to act as \(user)\(groups)")
    }

    private var impersonation: OutputValue {
        guard let other = resolved.impersonation else { return .null }
        return .object([
            "user": .text(other.user), "uid": .text(other.uid), "groups": .texts(other.groups),
            "extraKeys": .texts(other.extra.keys.sorted()),
        ])
    }
}

extension PEMSource {
    fileprivate var path: String? {
        guard case .file(let path) = self else { return nil }
        return path
    }

    fileprivate var content: Data? {
        switch self {
        case .file(let path): FileManager.default.contents(atPath: path)
        case .data(let data): data
        }
    }
}
