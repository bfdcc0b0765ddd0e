/// A step of a diagnosis, as it ended.
struct DoctorStep: Sendable {
    /// Which step; the names are those of the JSON.
    enum Name: String, CaseIterable, Sendable {
        case configuration, credentials, address, connection, tls, identity, version, health, discovery, groupVersions,
            kubectl

        /// As people read it.
        var label: String {
            switch self {
            case .groupVersions: "group versions"
            case .tls: "TLS"
            default: rawValue
            }
        }
    }

    enum Status: String, Sendable {
        case ok, warning, failed, skipped
    }

    let name: Name
    var status = Status.ok
    /// What was found, in one line.
    var finding: String
    /// More of it, a line each.
    var notes: [String] = []
    /// What the user may do about it.
    var hint: String?
    /// How many things are wrong; where none is counted, a step that is not well counts as one.
    var problems = 0
    /// For machines: every field that is documented, `null` where it is not known.
    var details: [String: OutputValue] = [:]
    /// What each group version costs.
    var rows: [ProbedGroupVersion] = []

    /// How many things are wrong.
    var findings: Int {
        switch status {
        case .ok, .skipped: 0
        case .warning, .failed: max(1, problems)
        }
    }

    /// Whether the server cannot be used at all.
    var isFatal: Bool {
        guard status == .failed else { return false }
        switch name {
        case .configuration, .credentials, .address, .connection, .tls, .identity, .discovery: return true
        case .version, .health, .groupVersions, .kubectl: return false
        }
    }

    /// A step that another one stopped.
    static func skipped(_ name: Name, because cause: Name) -> DoctorStep {
        DoctorStep(name: name, status: .skipped, finding: "not tried, since \(cause.label) failed")
    }

    mutating func warn(_ note: String, hint: String? = nil) {
        if status == .ok { status = .warning }
        problems += 1
        notes.append(note)
        if self.hint == nil { self.hint = hint }
    }
}

/// All steps that were taken.
struct DoctorReport: Sendable {
    var steps: [DoctorStep] = []

    /// How many things are wrong.
    var findings: Int { steps.reduce(0) { $0 + $1.findings } }

    /// The step because of which the server cannot be used.
    var fatal: DoctorStep? { steps.first(where: \.isFatal) }

    /// 0: nothing is wrong; 2: something is; 1: the server cannot be used.
    var exitCode: Int32 { fatal != nil ? 1 : findings > 0 ? 2 : 0 }
}
