import Crawler
import DiscoveryModel
import DiscoveryStore
import Foundation

/// One reading of one server's schemas, recorded for every cluster that it is known as.
struct SchemaRun: Sendable {
    let transport: CrawlTransport
    let options: CrawlOptions
    let recorder: CrawlRecorder
    let now: @Sendable () -> Date
    /// Called with a cluster's name as documents come.
    let onProgress: @Sendable (String, OpenAPICrawler.Progress) -> Void

    /// Reads and records; a failure is part of the results, which are in the order of the targets.
    ///
    /// - Parameters:
    ///   - connection: To the server that all of the targets are.
    ///   - targets: The names under which its discovery was recorded.
    func results(_ connection: ServerConnection, _ targets: [CrawlTarget]) async -> [SchemaResult] {
        guard let first = targets.first else { return [] }
        let crawler = OpenAPICrawler(connection, transport: transport, options: options, now: now)
        do {
            let reading = try await read(crawler, first, isAlone: targets.count == 1)
            var results: [SchemaResult] = []
            for target in targets { results.append(await record(reading, as: target, of: crawler)) }
            return results
        } catch {
            for target in targets {
                await recorder.rememberSchemaFailure(error, ofCluster: target.name, server: target.server)
            }
            return targets.map { _ in .failed(error) }
        }
    }

    /// What was read, and what was found wrong with new documents.
    private struct Reading: Sendable {
        var observation: SchemaObservation
        var findings: [SchemaFinding]
    }

    /// - Parameter isAlone: Whether what this cluster has is all that counts: where the same server is another cluster
    ///   too, that nothing changed for one says nothing about the other.
    private func read(_ crawler: OpenAPICrawler, _ target: CrawlTarget, isAlone: Bool) async throws -> Reading {
        var known = try await recorder.knownSchemas(ofCluster: target.name, server: target.server)
        if !isAlone { known.entityTags = [:] }
        let findings = SchemaFindings()
        let observation = try await crawler.crawl(
            known: known, onProgress: { onProgress(target.name, $0) }
        ) { fetched in
            findings.add(fetched.document.findings, of: fetched.groupVersion)
            let document = FetchedOpenAPIDocument(
                groupVersion: fetched.groupVersion, serverHash: fetched.serverHash, document: fetched.document)
            try await recorder.keep(document, ofCluster: target.name)
        }
        return Reading(observation: observation, findings: findings.sorted)
    }

    private func record(_ reading: Reading, as target: CrawlTarget, of crawler: OpenAPICrawler) async -> SchemaResult {
        do {
            if let outcome = try await recorder.saveSchemas(reading.observation, asCluster: target.name) {
                return .recorded(SchemaCost(reading.observation), outcome, reading.findings)
            }
            let again = try await read(crawler, target, isAlone: false)
            guard let outcome = try await recorder.saveSchemas(again.observation, asCluster: target.name) else {
                throw CommandFailure("cannot record the schemas: what they build on was removed meanwhile")
            }
            return .recorded(SchemaCost(again.observation), outcome, again.findings)
        } catch {
            return .failed(error)
        }
    }
}

/// How the reading of a cluster's schemas ended.
enum SchemaResult: Sendable {
    case recorded(SchemaCost, SchemaSaveOutcome, [SchemaFinding])
    case failed(any Error)

    var isComplete: Bool {
        if case .recorded(_, let outcome, _) = self { outcome.conditions.isEmpty } else { false }
    }
}

/// What a reading of schemas took.
struct SchemaCost: Sendable {
    var requests: Int
    var bytes: Int64
    var duration: TimeInterval
    var form: SchemaObservation.Form
    /// Documents that were fetched and new.
    var fetched = 0
    /// Documents that were known, by their hash or when they had come.
    var unchanged: Int?

    init(_ observation: SchemaObservation) {
        requests = observation.requests
        bytes = observation.bytes
        duration = observation.duration
        form = observation.form
        guard case .listed(let documents) = observation.content else { return }
        fetched = documents.count { if case .fetched = $0.outcome { true } else { false } }
        unchanged = documents.count { if case .known = $0.outcome { true } else { false } }
    }
}

/// Something wrong with a new document that does not keep it from being used.
struct SchemaFinding: Hashable, Sendable {
    var groupVersion: GroupVersion
    var text: String
}
