import Crawler
import DiscoveryModel
import DiscoveryStore
import Foundation

/// One crawl of one server, recorded for every cluster that it is known as.
struct CrawlRun: Sendable {
    /// The same server and user under one or more names.
    let targets: [CrawlTarget]
    let transport: CrawlTransport
    let options: CrawlOptions
    let recorder: CrawlRecorder
    let now: @Sendable () -> Date
    /// Reads the schemas too; `nil` where they are not asked for.
    var schemas: SchemaRun?

    /// Crawls and records; a failure is part of the results, which are in the order of the targets.
    func results() async -> [CrawlResult] {
        let start = ContinuousClock.now
        var results = await outcomes()
        await readSchemas(&results)
        let duration = (.now - start) / .seconds(1)
        for index in results.indices { results[index].duration = duration }
        return results
    }

    private func outcomes() async -> [CrawlResult] {
        guard let first = targets.first else { return [] }
        do {
            let crawler = DiscoveryCrawler(
                try first.connection.get(), transport: transport, options: options, now: now)
            let validators = try await recorder.validators(ofCluster: first.name, server: first.server)
            let observation = try await crawler.crawl(validators: validators)
            try Task.checkCancellation()
            var results: [CrawlResult] = []
            for target in targets { results.append(await record(observation, as: target, of: crawler)) }
            return results
        } catch {
            for target in targets {
                await recorder.rememberFailure(error, ofCluster: target.name, server: target.server)
            }
            return targets.map { CrawlResult($0, .failed(error)) }
        }
    }

    /// Reads the schemas of what was recorded.
    private func readSchemas(_ results: inout [CrawlResult]) async {
        guard let schemas, !Task.isCancelled, case .success(let connection) = targets.first?.connection else { return }
        let recorded = results.indices.filter { results[$0].isRecorded }
        let found = await schemas.results(connection, recorded.map { targets[$0] })
        for (index, result) in zip(recorded, found) { results[index].schemas = result }
    }

    private func record(
        _ observation: CrawlObservation, as target: CrawlTarget, of crawler: DiscoveryCrawler
    ) async -> CrawlResult {
        do {
            if let own = try await builtOnItsOwn(observation, target),
                let outcome = try await recorder.save(own, asCluster: target.name)
            {
                return CrawlResult(target, .recorded(CrawlCost(own), outcome))
            }
            let whole = try await crawler.crawl()
            guard let outcome = try await recorder.save(whole, asCluster: target.name) else {
                throw CommandFailure("cannot record the crawl: what it builds on was removed meanwhile")
            }
            return CrawlResult(target, .recorded(CrawlCost(whole), outcome))
        } catch {
            return CrawlResult(target, .failed(error))
        }
    }

    /// The observation with the unchanged halves that this cluster has itself; `nil` where it has not.
    private func builtOnItsOwn(_ observation: CrawlObservation, _ target: CrawlTarget) async throws -> CrawlObservation?
    {
        guard target.name != targets.first?.name else { return observation }
        let validators = try await recorder.validators(ofCluster: target.name, server: target.server)
        var own = observation
        for half in [\CrawlObservation.core, \.named] {
            guard case .unchanged(let theirs) = observation[keyPath: half] else { continue }
            guard let mine = validators.first(where: { $0.path == theirs.path && $0.tag == theirs.tag }) else {
                return nil
            }
            own[keyPath: half] = .unchanged(mine)
        }
        return own
    }
}

/// What a crawl took.
struct CrawlCost: Sendable {
    var requests: Int
    var bytes: Int64
    var duration: TimeInterval
    var form: DiscoveryForm

    init(_ observation: CrawlObservation) {
        requests = observation.requests
        bytes = observation.bytes
        duration = observation.duration
        form = observation.form
    }
}

/// How the crawl of one cluster ended.
struct CrawlResult: Sendable {
    enum Ending: Sendable {
        case recorded(CrawlCost, SaveOutcome)
        case failed(any Error)
    }

    /// The name that it was asked for by, which may be an alias.
    let targetName: String
    /// The cluster's name.
    var name: String
    var server: String
    var ending: Ending
    /// What became of its schemas; `nil` where they were not asked for, or nothing was recorded.
    var schemas: SchemaResult?
    /// Seconds from its beginning until it was recorded or had failed.
    var duration: TimeInterval = 0

    var isRecorded: Bool {
        if case .recorded = ending { true } else { false }
    }

    init(_ target: CrawlTarget, _ ending: Ending) { self.init(name: target.name, server: target.server, ending) }

    init(name: String, server: String, _ ending: Ending) {
        targetName = name
        self.name = name
        self.server = server
        self.ending = ending
        if case .recorded(_, let outcome) = ending { self.name = outcome.cluster }
    }
}
