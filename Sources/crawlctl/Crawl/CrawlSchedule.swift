import Foundation

/// When a cluster is crawled again.
struct CrawlSchedule: Sendable {
    let interval: Duration

    /// How long to wait after a crawl: the interval, a tenth more or less so that clusters do not meet for ever; twice as
    /// long after each failure in a row, at most sixteen times, and no longer than an hour where the interval is shorter.
    ///
    /// - Parameters:
    ///   - failures: How many crawls failed in a row.
    ///   - jitter: From -1 to 1.
    func pause(afterFailures failures: Int, jitter: Double = .random(in: -1...1)) -> Duration {
        let slower = interval * (1 << min(failures, 4))
        return min(slower, max(interval, .seconds(3600))) * (1 + jitter / 10)
    }
}

extension CrawlFleet {
    private enum Event: Sendable {
        case due(Int)
        case ended(Int, [CrawlResult])
    }

    /// Crawls all of them again and again, until the task is cancelled.
    ///
    /// - Parameters:
    ///   - onStart: Called when the crawl of a cluster begins.
    ///   - onEnd: Called with each result as it comes, one call after the other.
    func crawl(
        by schedule: CrawlSchedule, onStart: @escaping @Sendable (String) async -> Void,
        onEnd: (CrawlResult) -> Void
    ) async {
        await withTaskGroup(of: Event.self) { group in
            var ready = Array(groups.indices)
            var failures = groups.map { _ in 0 }
            var running = 0
            while !Task.isCancelled {
                while running < concurrency, !ready.isEmpty {
                    let index = ready.removeFirst()
                    let targets = groups[index]
                    running += 1
                    group.addTask {
                        await onStart(targets.first?.name ?? "")
                        return .ended(index, await run(targets).results())
                    }
                }
                guard let event = await group.next() else { break }
                switch event {
                case .due(let index): ready.append(index)
                case .ended(let index, let results):
                    running -= 1
                    if Task.isCancelled { break }
                    results.forEach(onEnd)
                    failures[index] = results.allSatisfy(\.isRecorded) ? 0 : failures[index] + 1
                    let pause = schedule.pause(afterFailures: failures[index])
                    group.addTask {
                        try? await Task.sleep(for: pause)
                        return .due(index)
                    }
                }
            }
            group.cancelAll()
        }
    }
}
