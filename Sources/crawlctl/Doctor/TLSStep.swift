import Crawler
import Foundation

/// Who the server proves to be.
struct TLSStep {
    let connected: ProbedConnection
    let connection: ServerConnection
    /// Whether we show a client certificate.
    let sendsCertificate: Bool
    let now: Date

    private var leaf: Certificate? { connected.certificates.first }

    /// The name that the server's certificate has to be for.
    private var serverName: String { connection.tlsServerName ?? connection.address.host }

    var step: DoctorStep {
        guard connection.address.isSecure else { return plain }
        var step = DoctorStep(name: .tls, finding: "")
        let isMade = connected.failedPhase != .tls
        if isMade {
            let time = connected.tlsDuration.map { Moment.span($0) }
            let parts = [connected.tlsVersion ?? "TLS", connected.httpVersion, time].compactMap { $0 }
            step.finding = parts.joined(separator: ", ")
            addCertificate(&step)
            if connection.trust == .anyServer {
                step.warn(
                    "nobody vouches for it: with insecure-skip-tls-verify any server is believed",
                    hint: "give the authority that signed it with --certificate-authority")
            }
        } else {
            fail(&step)
        }
        step.details = details(isMade)
        return step
    }

    private var plain: DoctorStep {
        var step = DoctorStep(name: .tls, finding: "none: the server proves nothing, and no credentials are sent")
        let host = connection.address.host
        // What kubectl proxy serves goes no further than this machine.
        if host != "localhost" && !host.hasPrefix("127.") && host != "::1" {
            step.status = .warning
            step.hint = "give the server's https URL"
        }
        step.details = details(false)
        return step
    }

    // MARK: - A certificate that is believed

    private func addCertificate(_ step: inout DoctorStep) {
        guard let leaf else { return }
        step.notes += [ownText(leaf), signerText(leaf)]
        if serverName != connection.address.host { step.notes.append("asked for as \(serverName)") }
        for (index, certificate) in connected.certificates.enumerated() {
            let whose = index == 0 ? "" : "the certificate of the authority \(certificate.subject.shortText) "
            let note = whose + Moment.ending(certificate.notAfter, now)
            if certificate.notAfter < now + Moment.soon {
                step.warn(note, hint: "have the server's certificate renewed (kubeadm certs renew)")
            } else if index == 0 {
                step.notes.append(note)
            }
        }
    }

    private func ownText(_ leaf: Certificate) -> String {
        let names = leaf.subjectAlternativeNames
        let whom = names.isEmpty ? "no name in particular" : Count.list(names)
        return "certificate of \(leaf.subject.shortText), for \(whom)"
    }

    private func signerText(_ leaf: Certificate) -> String {
        leaf.isSelfIssued ? "signed by itself" : "signed by \(leaf.issuer.shortText)"
    }

    // MARK: - One that is not

    private func fail(_ step: inout DoctorStep) {
        step.status = .failed
        step.finding = connected.failure?.cause ?? "the TLS connection failed"
        step.hint = connected.failure?.hint
        switch connected.failure?.code {
        case .transport(.untrustedCertificate): explainDistrust(&step)
        case .transport(.expiredCertificate): explainDates(&step)
        case .transport(.certificateForOtherName):
            step.finding += " than \(serverName)"
            if let leaf { step.notes.append(ownText(leaf)) }
            step.hint =
                "give one of its names with --tls-server-name (tls-server-name in a kubeconfig), if it is the server that is meant"
        case .transport(.unusableCertificate):
            step.hint = "look whether certificate and key belong together, and whether the key has a passphrase"
        case .transport(.timeout):
            step.hint = "what listens there may not speak TLS, or something between holds it up"
        default: explainAlert(&step)
        }
    }

    private func explainDistrust(_ step: inout DoctorStep) {
        guard let leaf else { return }
        step.notes += [ownText(leaf), signerText(leaf)]
        let signer = connected.certificates.last?.issuer ?? leaf.issuer
        guard let trusted = connection.trust.authorities else {
            step.notes.append("trusted: the system's authorities, since none is configured")
            step.hint =
                "give the cluster's authority with --certificate-authority (certificate-authority in a kubeconfig)"
            return
        }
        switch trusted.count {
        case 0: step.notes.append("what is configured as an authority has no certificate in it")
        case ...8: step.notes.append("trusted: \(Count.list(trusted.map { $0.subject.shortText }))")
        case let count: step.notes.append("trusted: \(count) authorities\(trustPath.map { " in \($0)" } ?? "")")
        }
        if trusted.contains(where: { $0.subject == signer }) {
            step.hint =
                "an authority of that name is trusted, but it is another: the cluster was made anew, or this is another cluster; get its kubeconfig again"
        } else {
            step.hint =
                "this may be another server than is meant; if it is the right one, give the authority that signed it with --certificate-authority"
        }
    }

    private var trustPath: String? {
        guard case .file(let path) = connection.trust else { return nil }
        return path
    }

    private func explainDates(_ step: inout DoctorStep) {
        let all = connected.certificates + (connection.trust.authorities ?? [])
        for certificate in all
        where !(certificate.notBefore...max(certificate.notBefore, certificate.notAfter)).contains(now) {
            let whose = "the certificate of \(certificate == leaf ? "" : "the authority ")"
            step.notes.append(
                certificate.notAfter < now
                    ? "\(whose)\(certificate.subject.shortText) \(Moment.ending(certificate.notAfter, now))"
                    : "\(whose)\(certificate.subject.shortText) is valid from \(DoctorFields.time(certificate.notBefore)) on"
            )
        }
        if let leaf { step.notes.append(signerText(leaf)) }
        step.hint =
            all.contains { $0.notBefore > now }
            ? "look at this machine's clock, which says \(DoctorFields.time(now))"
            : "have the server's certificate renewed (kubeadm certs renew), or look at this machine's clock: it says \(DoctorFields.time(now))"
    }

    private func explainAlert(_ step: inout DoctorStep) {
        guard let alert = connected.alert else {
            if connected.failure?.code == .transport(.broken) && connected.asksForClientCertificate {
                explainSilence(&step)
            } else if connected.failure?.code == .transport(.tls) && connected.tlsVersion == nil {
                step.hint = "what listens there may not speak TLS"
            }
            return
        }
        if let leaf { step.notes += [ownText(leaf), signerText(leaf)] }
        if connected.asksForClientCertificate && alert.isAboutClientCertificate {
            step.finding =
                sendsCertificate
                ? "the server does not take our client certificate (\(alert.name))"
                : "the server demands a client certificate (\(alert.name))"
            step.hint = certificateHint
        } else {
            step.finding = "the server ended the TLS connection (\(alert.name))"
        }
    }

    /// The server asked for a client certificate, and broke the connection without a word that was heard.
    private func explainSilence(_ step: inout DoctorStep) {
        if let leaf { step.notes += [ownText(leaf), signerText(leaf)] }
        step.finding =
            sendsCertificate
            ? "the server broke the connection, and may not take our client certificate"
            : "the server broke the connection, and may demand a client certificate: it asked for one"
        step.hint = certificateHint
    }

    private var certificateHint: String {
        sendsCertificate
            ? "look whether it has expired, and whether this cluster's authority signed it"
            : "give one with --client-certificate and --client-key (client-certificate in a kubeconfig)"
    }

    // MARK: - Data

    private func details(_ isMade: Bool) -> [String: OutputValue] {
        let isSecure = connection.address.isSecure
        let source =
            switch connection.trust {
            case .system: "system"
            case .file: "file"
            case .data: "data"
            case .anyServer: "anyServer"
            }
        return [
            "version": .text(connected.tlsVersion), "httpVersion": .text(connected.httpVersion),
            "durationSeconds": .seconds(connected.tlsDuration), "serverName": isSecure ? .text(serverName) : .null,
            "verified": .bool(isSecure && isMade && connection.trust != .anyServer),
            "trust": isSecure ? .object(["source": .text(source), "path": .text(trustPath)]) : .null,
            "certificate": leaf.map { DoctorFields.certificate($0, now: now) } ?? .null,
            "chain": .list(connected.certificates.dropFirst().map { DoctorFields.certificate($0, now: now) }),
            "asksForClientCertificate": .bool(connected.asksForClientCertificate),
            "alert": .text(connected.alert?.name),
            "error": connected.failedPhase == .tls ? .text(connected.failure?.cause) : .null,
        ]
    }
}
