import NIOCore
import Synchronization

/// What the server did, for Prometheus (text format 0.0.4).
final class ServerMetrics: Sendable {
    private struct State {
        var requests: [Int: Int] = [:]
        var bytes = 0
        /// Requests that took at most as long as each of ``limits``.
        var durations = Array(repeating: 0, count: limits.count)
        var count = 0
        var seconds = 0.0
    }

    private static let limits = [0.0001, 0.001, 0.01, 0.1, 1, 10]

    private let state = Mutex(State())
    private let connections = Atomic(0)

    var openConnections: Int { connections.load(ordering: .relaxed) }

    func connectionOpened() { connections.add(1, ordering: .relaxed) }

    func connectionClosed() { connections.subtract(1, ordering: .relaxed) }

    func add(status: Int, bytes: Int, duration: Duration) {
        let seconds = duration / .seconds(1)
        state.withLock { state in
            state.requests[status, default: 0] += 1
            state.bytes += bytes
            state.count += 1
            state.seconds += seconds
            for (index, limit) in Self.limits.enumerated() where seconds <= limit { state.durations[index] += 1 }
        }
    }

    func answer() -> ServedAnswer {
        ServedAnswer(contentType: "text/plain; version=0.0.4; charset=utf-8", body: ByteBuffer(string: text()))
    }

    private func text() -> String {
        let state = state.withLock { $0 }
        var text = """
            # HELP crawlctl_serve_connections Open connections.
            # TYPE crawlctl_serve_connections gauge
            crawlctl_serve_connections \(openConnections)
            # HELP crawlctl_serve_requests_total Requests by the status of their answers.
            # TYPE crawlctl_serve_requests_total counter

            """
        for (status, count) in state.requests.sorted(by: { $0.key < $1.key }) {
            text += "crawlctl_serve_requests_total{code=\"\(status)\"} \(count)\n"
        }
        text += """
            # HELP crawlctl_serve_sent_bytes_total Bytes of bodies, compressed.
            # TYPE crawlctl_serve_sent_bytes_total counter
            crawlctl_serve_sent_bytes_total \(state.bytes)
            # HELP crawlctl_serve_request_duration_seconds How long answers took to be found.
            # TYPE crawlctl_serve_request_duration_seconds histogram

            """
        for (limit, count) in zip(Self.limits, state.durations) {
            text += "crawlctl_serve_request_duration_seconds_bucket{le=\"\(limit)\"} \(count)\n"
        }
        return text + """
            crawlctl_serve_request_duration_seconds_bucket{le="+Inf"} \(state.count)
            crawlctl_serve_request_duration_seconds_sum \(state.seconds)
            crawlctl_serve_request_duration_seconds_count \(state.count)

            """
    }
}
