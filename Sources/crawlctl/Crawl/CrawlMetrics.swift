import DiscoveryModel
import DiscoveryStore
import Foundation
import Synchronization

/// What crawls that go on have come to, for Prometheus (text format 0.0.4).
final class CrawlMetrics: Sendable {
    private struct Cluster {
        var crawls = 0
        var failures = 0
        var changes = 0
        var requests = 0
        var bytes: Int64 = 0
        /// Seconds of all crawls, and of the last.
        var durations = 0.0
        var lastDuration: Double?
        var succeeded: Bool?
        var lastSuccess: Date?
        var counts: SurfaceCounts?
        var stale = 0
        var failed = 0
        /// What became of the schemas, once they were read.
        var schemas = Schemas()
        /// The group versions that are not current, at most ``conditionLimit`` of them.
        var conditions: [GroupVersionCondition] = []
    }

    private struct Schemas {
        var failures = 0
        var changes = 0
        var documents: (current: Int, failed: Int)?
    }

    /// How many group versions of one cluster are named: their names are the server's, and each is a series.
    static let conditionLimit = 100

    private let clusters: Mutex<[String: Cluster]>

    /// - Parameters:
    ///   - names: The clusters that will be crawled.
    ///   - known: What the database has of them; what it has of others is left out.
    init(names: [String], known: [ClusterSummary]) {
        var clusters: [String: Cluster] = [:]
        for name in names {
            var cluster = Cluster()
            let stored = known.first { $0.name == name || $0.aliases.contains(name) }
            if let stored {
                cluster.lastSuccess = stored.crawledAt
                cluster.counts = stored.counts
                cluster.stale = stored.stale
                cluster.failed = stored.failed
            }
            clusters[stored?.name ?? name] = cluster
        }
        self.clusters = Mutex(clusters)
    }

    /// Counts a crawl.
    func add(_ result: CrawlResult) {
        clusters.withLock { clusters in
            // The crawl of a new name, or under an old one, says what the cluster is called.
            if result.targetName != result.name, clusters[result.name] == nil {
                clusters[result.name] = clusters.removeValue(forKey: result.targetName)
            }
            var cluster = clusters[result.name] ?? Cluster()
            cluster.crawls += 1
            cluster.durations += result.duration
            cluster.lastDuration = result.duration
            cluster.succeeded = result.isRecorded
            switch result.ending {
            case .failed: cluster.failures += 1
            case .recorded(let cost, let outcome):
                cluster.requests += cost.requests
                cluster.bytes += cost.bytes
                if case .changed = outcome.change { cluster.changes += 1 }
                cluster.lastSuccess = outcome.observedAt
                cluster.counts = outcome.counts
                cluster.stale = outcome.conditions.count { $0.state == .stale }
                cluster.failed = outcome.conditions.count { $0.state == .failed }
                cluster.conditions = Array(outcome.conditions.prefix(Self.conditionLimit))
            }
            Self.add(result.schemas, to: &cluster)
            clusters[result.name] = cluster
        }
    }

    private static func add(_ result: SchemaResult?, to cluster: inout Cluster) {
        switch result {
        case nil: break
        case .failed: cluster.schemas.failures += 1
        case .recorded(let cost, let outcome, _):
            cluster.requests += cost.requests
            cluster.bytes += cost.bytes
            if case .changed = outcome.change { cluster.schemas.changes += 1 }
            let failed = outcome.conditions.count
            cluster.schemas.documents = (outcome.documents - failed, failed)
        }
    }

    /// Everything in Prometheus' text format, clusters by name.
    func text(now: Date) -> String {
        let clusters = clusters.withLock { $0 }.sorted { $0.key.precedes($1.key) }
        var text = MetricsText()
        text.family("crawlctl_build_info", .gauge, "The version of crawlctl.")
        text.sample("crawlctl_build_info", ["version": Version.text], 1)
        func family(
            _ name: String, _ kind: MetricsText.Kind, _ help: String, _ value: (Cluster) -> Double?
        ) {
            text.family(name, kind, help)
            for (cluster, state) in clusters {
                if let value = value(state) { text.sample(name, ["cluster": cluster], value) }
            }
        }
        family("crawlctl_crawls_total", .counter, "Crawls that ended.") { Double($0.crawls) }
        family("crawlctl_crawl_failures_total", .counter, "Crawls of which nothing could be recorded.") {
            Double($0.failures)
        }
        family("crawlctl_surface_changes_total", .counter, "Crawls that found another API surface than before.") {
            Double($0.changes)
        }
        family("crawlctl_requests_total", .counter, "Requests sent by crawls that were recorded.") {
            Double($0.requests)
        }
        family("crawlctl_received_bytes_total", .counter, "Bytes of answers, compressed, of crawls that were recorded.")
        { Double($0.bytes) }
        text.family("crawlctl_crawl_duration_seconds", .summary, "How long crawls took, failed ones too.")
        for (cluster, state) in clusters {
            text.sample("crawlctl_crawl_duration_seconds_sum", ["cluster": cluster], state.durations)
            text.sample("crawlctl_crawl_duration_seconds_count", ["cluster": cluster], Double(state.crawls))
        }
        family("crawlctl_last_crawl_duration_seconds", .gauge, "How long the last crawl took.") { $0.lastDuration }
        family("crawlctl_last_crawl_success", .gauge, "Whether the last crawl was recorded: 1 or 0.") {
            $0.succeeded.map { $0 ? 1 : 0 }
        }
        family(
            "crawlctl_last_success_timestamp_seconds", .gauge,
            "When the last good crawl was."
        ) { $0.lastSuccess?.timeIntervalSince1970 }
        family("crawlctl_last_success_age_seconds", .gauge, "The time since the last good crawl.") {
            $0.lastSuccess.map { max(0, now.timeIntervalSince($0)) }
        }
        family("crawlctl_groups", .gauge, "API groups.") { $0.counts.map { Double($0.groups) } }
        family("crawlctl_resources", .gauge, "Resources over all versions, without subresources.") {
            $0.counts.map { Double($0.resources) }
        }
        text.family("crawlctl_group_versions", .gauge, "Group versions by state.")
        for (cluster, state) in clusters {
            guard let counts = state.counts else { continue }
            for (name, count) in [
                ("current", counts.versions - state.stale - state.failed), ("stale", state.stale),
                ("failed", state.failed),
            ] {
                text.sample("crawlctl_group_versions", ["cluster": cluster, "state": name], Double(count))
            }
        }
        if clusters.contains(where: { $0.value.schemas.documents != nil || $0.value.schemas.failures > 0 }) {
            family("crawlctl_schema_failures_total", .counter, "Crawls whose schemas could not be read.") {
                Double($0.schemas.failures)
            }
            family("crawlctl_schema_changes_total", .counter, "Crawls that found other schemas than before.") {
                Double($0.schemas.changes)
            }
            text.family("crawlctl_schema_documents", .gauge, "OpenAPI documents by state.")
            for (cluster, state) in clusters {
                guard let documents = state.schemas.documents else { continue }
                for (name, count) in [("current", documents.current), ("failed", documents.failed)] {
                    text.sample("crawlctl_schema_documents", ["cluster": cluster, "state": name], Double(count))
                }
            }
        }
        text.family(
            "crawlctl_group_version_incomplete", .gauge, "A group version that is stale or failed, for the first 100.")
        for (cluster, state) in clusters {
            for condition in state.conditions {
                let labels = [
                    "cluster": cluster, "group_version": condition.groupVersion.description,
                    "state": condition.state.rawValue,
                ]
                text.sample("crawlctl_group_version_incomplete", labels, 1)
            }
        }
        return text.text
    }
}

/// Metrics as Prometheus reads them.
struct MetricsText {
    enum Kind: String {
        case counter, gauge, summary
    }

    private(set) var text = ""

    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// - Parameter labels: Written in the order of their names.
    mutating func sample(_ name: String, _ labels: [String: String], _ value: Double) {
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        text += "\(name){\(pairs.joined(separator: ","))} \(Self.number(value))\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
