import Crawler
import DiscoveryModel

/// What one group version costs in the legacy form, and how it is.
struct ProbedGroupVersion: Sendable {
    let groupVersion: GroupVersion
    /// The forms in which the server lists it.
    var listedIn: [DiscoveryForm]
    /// Whether the server says that it could not refresh it.
    var isStale: Bool
    var answer: ProbeAnswer<Int>
    /// Whether its answer took longer than ``SlowLimit`` allows.
    var isSlow = false
    /// What stands behind it, asked for where it is not current.
    var apiService: ProbeAnswer<ProbedAPIService>?

    var state: GroupVersionState { isStale ? .stale : answer.failure == nil ? .current : .failed }

    /// Whether there is anything to say of it but its cost.
    var hasProblem: Bool { state != .current || isSlow }
}

/// What is slow among the group versions of one server.
struct SlowLimit: Sendable {
    static let floor = 0.5
    static let factor = 5.0

    /// The middle one of the durations of those that answered.
    let median: Double
    /// Whatever takes longer is slow.
    var seconds: Double { max(Self.floor, Self.factor * median) }

    init(_ rows: [ProbedGroupVersion]) {
        self.init(durations: rows.filter { $0.answer.failure == nil }.map(\.answer.cost.duration))
    }

    init(durations: [Double]) {
        median = durations.isEmpty ? 0 : durations.sorted()[durations.count / 2]
    }
}
