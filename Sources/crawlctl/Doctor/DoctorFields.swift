import Crawler
import DiscoveryModel
import Foundation

/// A diagnosis as data.
enum DoctorFields {
    static func object(_ report: DoctorReport) -> OutputValue {
        let configuration = report.steps.first { $0.name == .configuration }?.details
        var context = OutputValue.null
        if case .object(let fields) = configuration?["context"] { context = fields["name"] ?? .null }
        return .object([
            "context": context, "server": configuration?["server"] ?? .null,
            "status": .text(report.fatal != nil ? "failed" : report.findings > 0 ? "warning" : "ok"),
            "usable": .bool(report.fatal == nil), "findings": .integer(report.findings),
            "steps": .list(report.steps.map(step)),
        ])
    }

    private static func step(_ step: DoctorStep) -> OutputValue {
        .object([
            "name": .text(step.name.rawValue), "status": .text(step.status.rawValue),
            "finding": .text(step.finding), "notes": .texts(step.notes), "hint": .text(step.hint),
            "details": .object(step.details),
        ])
    }

    /// What a question cost and came to.
    static func cost<Value>(_ answer: ProbeAnswer<Value>) -> [String: OutputValue] {
        [
            "requests": .integer(answer.cost.requests), "bytes": .integer(answer.cost.bytes),
            "durationSeconds": .seconds(answer.cost.duration), "httpStatus": .integer(answer.httpStatus),
            "error": .text(answer.failure?.cause),
        ]
    }

    /// The same for a question that was not asked.
    static let noCost: [String: OutputValue] = [
        "requests": .integer(0), "bytes": .integer(0), "durationSeconds": .null, "httpStatus": .null, "error": .null,
    ]

    static func certificate(_ certificate: Certificate, now: Date) -> OutputValue {
        .object([
            "subject": .text(certificate.subject.description), "issuer": .text(certificate.issuer.description),
            "subjectAlternativeNames": .texts(certificate.subjectAlternativeNames),
            "notBefore": .text(time(certificate.notBefore)), "notAfter": .text(time(certificate.notAfter)),
            "daysLeft": .integer(Int((certificate.notAfter.timeIntervalSince(now) / 86400).rounded(.down))),
            "isAuthority": .bool(certificate.isAuthority), "fingerprintSHA256": .text(certificate.fingerprint),
        ])
    }

    static func time(_ date: Date) -> String { Timestamp.seconds(date) }
}
