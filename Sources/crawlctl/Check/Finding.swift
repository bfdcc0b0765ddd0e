import DiscoveryModel
import Foundation
import Manifests

/// What came out for one object, rule or document on one reference.
struct Finding {
    enum Status: String, CaseIterable {
        // Of objects.
        case served, notPreferred, stale, moved, missing, unknown
        // Of what objects name.
        case noResource, noVerb, noTarget, covers
        // Of an object's fields.
        case invalid
        // Of documents.
        case duplicateKey, unreadable, skipped

        /// As people read it.
        var words: String {
            switch self {
            case .notPreferred: "not preferred"
            case .noResource: "no resource"
            case .noVerb: "no verb"
            case .noTarget: "no target"
            case .duplicateKey: "duplicate key"
            default: rawValue
            }
        }

        /// Whether it says that all is well, or that there is nothing to say.
        var isQuiet: Bool { self == .served || self == .skipped }
    }

    enum Level: String {
        case error, warning, notice
    }

    var status: Status
    /// `nil` for what is served.
    var level: Level?
    var place: ManifestPlace
    var apiVersion: String?
    var kind: String?
    var name: String?
    var namespace: String?
    /// The reference; `nil` for what is so on every one.
    var ref: String?
    var preferredVersion: String?
    var movedTo: String?
    var asOf: Date?
    /// The resource of a rule that it is about.
    var resource: String?
    /// The field that it is about, as in `spec.containers[0].image`.
    var path: String?
    /// The verbs of a rule that it is about.
    var verbs: [String] = []
    var message: String?

    init(_ status: Status, _ level: Level?, at place: ManifestPlace, message: String? = nil) {
        self.status = status
        self.level = level
        self.place = place
        self.message = message
    }

    init(_ status: Status, _ level: Level?, of object: CheckedObject, line: Int? = nil, message: String? = nil) {
        self.init(status, level, at: line.map(object.place.at(line:)) ?? object.place, message: message)
        apiVersion = object.apiVersion
        kind = object.kind
        name = object.name
        namespace = object.namespace
    }

    /// The same where warnings count as errors; what could not be compared stays what it is.
    var strict: Finding {
        var finding = self
        if level == .warning && status != .unknown { finding.level = .error }
        return finding
    }

    /// 1 when there are errors, 2 when something could not be compared, else 0.
    static func exitCode(_ findings: [Finding]) -> Int32 {
        if findings.contains(where: { $0.level == .error && $0.status != .unreadable }) { return 1 }
        return findings.contains { $0.status == .unreadable || $0.status == .unknown } ? 2 : 0
    }
}

extension Finding {
    /// `file.yaml:12`, or the file alone.
    var location: String { place.line > 0 ? "\(place.file):\(place.line)" : place.file }

    /// `Ingress/web (shop)`; empty where there is no object.
    var objectText: String {
        guard let kind else { return "" }
        return kind + (name.map { "/\($0)" } ?? "") + (namespace.map { " (\($0))" } ?? "")
    }

    /// The message, and the template that it is about where the file is what `helm template` made.
    var fullMessage: String {
        [message, place.source.map { "from \($0)" }].compactMap(\.self).joined(separator: ", ")
    }

    /// For machines.
    var fields: OutputValue {
        .object([
            "file": .text(place.file), "line": place.line > 0 ? .integer(place.line) : .null,
            "document": place.document > 0 ? .integer(place.document) : .null, "source": .text(place.source),
            "apiVersion": .text(apiVersion), "kind": .text(kind), "name": .text(name),
            "namespace": .text(namespace), "ref": .text(ref), "status": .text(status.rawValue),
            "level": .text(level?.rawValue), "preferredVersion": .text(preferredVersion), "movedTo": .text(movedTo),
            "asOf": .text(asOf.map(Timestamp.seconds)), "path": .text(path), "resource": .text(resource),
            "verbs": .texts(verbs),
            "message": .text(message),
        ])
    }
}
