import Crawler
import Foundation

/// Crawls many clusters, some at once; none waits for another but for its turn.
struct CrawlFleet: Sendable {
    /// Clusters that are the same server and user, crawled once for all of them.
    let groups: [[CrawlTarget]]
    let concurrency: Int
    let run: @Sendable ([CrawlTarget]) -> CrawlRun

    /// - Parameter targets: In order; the first of those that are the same decides when it is their turn.
    init(_ targets: [CrawlTarget], concurrency: Int, run: @escaping @Sendable ([CrawlTarget]) -> CrawlRun) {
        var groups: [[CrawlTarget]] = []
        var positions: [AnyHashable: Int] = [:]
        for target in targets {
            if let identity = target.identity.map({ AnyHashable($0) }) {
                if let position = positions[identity] {
                    groups[position].append(target)
                    continue
                }
                positions[identity] = groups.count
            }
            groups.append([target])
        }
        self.groups = groups
        self.concurrency = concurrency
        self.run = run
    }

    /// Crawls all of them; when the task is cancelled, those that run are ended and no other begins.
    ///
    /// - Parameters:
    ///   - onStart: Called when the crawl of a cluster begins.
    ///   - onEnd: Called with each result as it comes, one call after the other.
    func crawl(
        onStart: @escaping @Sendable (String) -> Void, onEnd: (CrawlResult) -> Void
    ) async {
        await withTaskGroup(of: [CrawlResult].self) { group in
            var waiting = groups.makeIterator()
            func startNext() {
                guard !Task.isCancelled, let targets = waiting.next() else { return }
                group.addTask {
                    onStart(targets.first?.name ?? "")
                    return await run(targets).results()
                }
            }
            for _ in 0..<concurrency { startNext() }
            while let results = await group.next() {
                results.forEach(onEnd)
                startNext()
            }
        }
    }
}
