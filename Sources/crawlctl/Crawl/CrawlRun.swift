import Crawler
import DiscoveryModel
import DiscoveryStore
import Foundation

/// One crawl of one cluster, from the remembered validators to the recorded snapshot.
struct CrawlRun: Sendable {
    let target: CrawlTarget
    let transport: CrawlTransport
    let options: CrawlOptions
    let databasePath: String
    let context: CommandContext

    /// Crawls and records; a failure is part of the result.
    func result() async -> CrawlResult {
        do {
            let (observation, outcome) = try await record()
            return CrawlResult(
                name: outcome.cluster, server: target.connection.address.description,
                ending: .recorded(observation, outcome))
        } catch {
            rememberFailure(error)
            return CrawlResult(name: target.name, server: target.connection.address.description, ending: .failed(error))
        }
    }

    private func record() async throws -> (CrawlObservation, SaveOutcome) {
        let crawler = DiscoveryCrawler(target.connection, transport: transport, options: options, now: context.now)
        // A crawl that fails makes no database, so one that is not there yet is opened only to save.
        let database = FileManager.default.fileExists(atPath: databasePath) ? try open() : nil
        let validators =
            try database?.validators(
                ofCluster: target.name, server: target.connection.address.description) ?? []
        let observation = try await crawler.crawl(validators: validators)
        try Task.checkCancellation()
        let writer = try database ?? open()
        if let outcome = try save(observation, to: writer) { return (observation, outcome) }
        let whole = try await crawler.crawl()
        return (whole, try writer.save(whole, asCluster: target.name, now: context.now()))
    }

    /// Saves; `nil` when what the observation builds on was removed while it was made, so that a whole one is needed.
    private func save(_ observation: CrawlObservation, to database: DiscoveryDatabase) throws -> SaveOutcome? {
        do throws(DiscoveryStoreError) {
            return try database.save(observation, asCluster: target.name, now: context.now())
        } catch {
            if error.code == .outdatedValidator { return nil }
            throw error
        }
    }

    private func open() throws -> DiscoveryDatabase {
        try DiscoveryDatabase.openForWriting(path: databasePath)
    }

    /// The store notes that a known cluster could not be read; where even that cannot be done, the error that is
    /// reported anyway is the one that counts.
    private func rememberFailure(_ error: any Error) {
        guard let error = error as? CrawlError, error.code != .cancelled,
            FileManager.default.fileExists(atPath: databasePath), let database = try? open()
        else { return }
        try? database.recordFailure(
            ofCluster: target.name, server: target.connection.address.description, message: error.description,
            at: context.now())
    }
}

/// How the crawl of one cluster ended.
struct CrawlResult: Sendable {
    enum Ending: Sendable {
        case recorded(CrawlObservation, SaveOutcome)
        case failed(any Error)
    }

    var name: String
    var server: String
    var ending: Ending
}
