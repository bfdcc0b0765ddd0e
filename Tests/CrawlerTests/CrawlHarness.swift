import Crawler
import DiscoveryModel
import DiscoveryWire
import FakeAPIServer
import Foundation
import Testing

/// Crawls fake API servers.
enum CrawlHarness {
    static func crawl(
        _ server: FakeAPIServer, validators: [Validator] = [], _ change: (inout ServerConnection) -> Void = { _ in },
        options: (inout CrawlOptions) -> Void = { _ in }
    ) async throws -> CrawlObservation {
        var connection = ServerConnection(address: try ServerAddress(server.url.absoluteString))
        change(&connection)
        var crawlOptions = CrawlOptions()
        crawlOptions.requestTimeout = .seconds(90)
        options(&crawlOptions)
        let transport = CrawlTransport(userAgent: "crawlctl-tests")
        return try await DiscoveryCrawler(connection, transport: transport, options: crawlOptions)
            .crawl(validators: validators)
    }

    /// The error of a crawl that must fail.
    static func failure(
        _ server: FakeAPIServer, _ change: (inout ServerConnection) -> Void = { _ in },
        options: (inout CrawlOptions) -> Void = { _ in }, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> CrawlError {
        do {
            _ = try await crawl(server, change, options: options)
        } catch let error as CrawlError {
            return error
        }
        Issue.record("the crawl did not fail", sourceLocation: sourceLocation)
        throw DidNotFail()
    }

    struct DidNotFail: Error {}

    /// Sets the same fault wherever discovery begins.
    static func answer(_ server: FakeAPIServer, with fault: Fault, times: Int? = nil) {
        server.setFault(fault, at: "/apis", times: times)
    }
}

extension CrawlObservation {
    /// The digest of what was seen, where all of it is current.
    var digest: ContentDigest? {
        var groups: [DigestedGroup] = []
        for half in [core, named] {
            guard case .read(let observed, _) = half else { continue }
            for group in observed {
                groups.append(
                    DigestedGroup(
                        name: group.name, preferredVersion: group.preferredVersion,
                        versions: group.versions.map { version in
                            guard case .current(let list) = version.outcome else {
                                return .init(version: version.version, digest: nil)
                            }
                            return .init(version: version.version, digest: list.digest)
                        }))
            }
        }
        return CanonicalForm.digest(ofGroups: groups)
    }

    /// What was said of one group version.
    func outcome(of text: String) -> ObservedGroup.Outcome? {
        for half in [core, named] {
            guard case .read(let observed, _) = half else { continue }
            for group in observed {
                for version in group.versions
                where GroupVersion(group: group.name, version: version.version).description == text {
                    return version.outcome
                }
            }
        }
        return nil
    }

    /// The validators that this observation would leave behind, as a store that numbers its snapshot 1.
    var validators: [Validator] {
        [("/api", core), ("/apis", named)].compactMap { path, half in
            guard case .read(_, let tag?) = half else { return nil }
            return Validator(path: path, tag: tag, snapshotID: 1, stale: [])
        }
    }
}
