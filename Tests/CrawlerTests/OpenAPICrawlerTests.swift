import Crawler
import DiscoveryModel
import FakeAPIServer
import Foundation
import OpenAPIModel
import Testing

@Suite struct OpenAPICrawlerTests {
    private let apps = GroupVersion(group: "apps", version: "v1")
    private let groupVersions = Set(
        FakeCluster.small.groups.flatMap { group in
            group.versions.map { GroupVersion(group: group.name, version: $0.version) }
        })

    @Test func everyListedDocumentIsFetchedOnce() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            let kept = OpenAPIHarness.Kept()
            let seen = try await OpenAPIHarness.crawl(server, kept: kept)
            #expect(seen.form == .v3)
            #expect(seen.requests == 1 + groupVersions.count)
            #expect(Set(seen.documents.map(\.groupVersion)) == groupVersions)
            #expect(kept.groupVersions == groupVersions)
            #expect(kept.all.allSatisfy { $0.serverHash == $0.document.hash })
            #expect(server.requests.allSatisfy { $0.path.hasPrefix("/openapi/v3") })
            let deployments = try #require(kept.all.first { $0.groupVersion == apps })
            #expect(deployments.document.schemasOffset != nil)
        }
    }

    @Test func nothingIsFetchedWhereNothingChanged() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            let first = try await OpenAPIHarness.crawl(server)
            let kept = OpenAPIHarness.Kept()
            let second = try await OpenAPIHarness.crawl(server, known: first.known, kept: kept)
            #expect(second.requests == 1)
            #expect(kept.all.isEmpty)
            #expect(
                second.documents.allSatisfy { if case .known = $0.outcome { true } else { false } })
        }
    }

    @Test func onlyWhatChangedIsFetched() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            let first = try await OpenAPIHarness.crawl(server)
            let changed = OpenAPIService.made(for: FakeCluster.small.groups, revision: 2).documents?[apps]
            server.update(OpenAPIHarness.cluster { $0.documents?[apps] = changed })
            let kept = OpenAPIHarness.Kept()
            let second = try await OpenAPIHarness.crawl(server, known: first.known, kept: kept)
            #expect(second.requests == 2)
            #expect(kept.groupVersions == [apps])
        }
    }

    @Test func aServerThatKeepsNoHashesIsAskedWhetherAnythingChanged() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster { $0.hashes = .none }) { server in
            let first = try await OpenAPIHarness.crawl(server)
            let kept = OpenAPIHarness.Kept()
            let second = try await OpenAPIHarness.crawl(server, known: first.known, kept: kept)
            #expect(kept.all.isEmpty)
            #expect(second.requests == 1 + groupVersions.count)
            #expect(server.requests.suffix(groupVersions.count).allSatisfy { $0.header("If-None-Match") != nil })
            #expect(second.outcome(of: "apps/v1") == first.outcome(of: "apps/v1").map(Self.asKnown))
        }
    }

    private static func asKnown(_ outcome: SchemaObservation.Outcome) -> SchemaObservation.Outcome {
        if case .fetched(let hash) = outcome { .known(hash) } else { outcome }
    }

    @Test func hashesThatSayNothingAreComparedWithWhatThisServerSaid() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster { $0.hashes = .opaque }) { server in
            let first = try await OpenAPIHarness.crawl(server)
            #expect(first.documents.allSatisfy { $0.serverHash?.hasPrefix("rev-") == true })
            let second = try await OpenAPIHarness.crawl(server, known: first.known)
            #expect(second.requests == 1)
            // What another server called so may be anything; what is there under its own hash is not handed over again.
            var foreign = first.known
            foreign.documents = [:]
            let kept = OpenAPIHarness.Kept()
            let third = try await OpenAPIHarness.crawl(server, known: foreign, kept: kept)
            #expect(third.requests == 1 + groupVersions.count)
            #expect(kept.all.isEmpty)
        }
    }

    @Test func aListWithATagNeedNotComeAgain() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster { $0.hasEntityTags = true }) { server in
            let first = try await OpenAPIHarness.crawl(server)
            #expect(first.entityTag?.hasPrefix("\"") == true)
            let second = try await OpenAPIHarness.crawl(server, known: first.known)
            #expect(second.requests == 1)
            guard case .unchanged = second.content else {
                Issue.record("it came again")
                return
            }
            #expect(second.entityTag == first.entityTag)
        }
    }

    @Test func aDocumentThatFailsDoesNotStopTheRest() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            server.setFault(.status(404), at: "/openapi/v3/apis/apps/v1")
            server.setFault(.body(.loginPage), at: "/openapi/v3/api/v1")
            server.setFault(.body(.truncatedJSON), at: "/openapi/v3/apis/events.k8s.io/v1")
            server.setFault(
                .body(FixedBody(contentType: "application/json", text: "{\"kind\":\"Status\"}")),
                at: "/openapi/v3/apis/autoscaling/v1")
            let kept = OpenAPIHarness.Kept()
            let seen = try await OpenAPIHarness.crawl(server, kept: kept)
            #expect(
                seen.outcome(of: "apps/v1") == .failed(.init(httpStatus: 404, message: "404 Not Found")))
            #expect(seen.outcome(of: "v1") == .failed(.init(message: "the answer is an HTML page, not JSON")))
            #expect(
                seen.outcome(of: "events.k8s.io/v1")
                    == .failed(.init(message: "the connection broke before the answer was complete")))
            #expect(
                seen.outcome(of: "autoscaling/v1") == .failed(.init(message: "the answer is not an OpenAPI document")))
            #expect(kept.all.count == groupVersions.count - 4)
        }
    }

    @Test func anEmptyAnswerIsAFailedDocument() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster { $0.empty = [apps] }) { server in
            let seen = try await OpenAPIHarness.crawl(server)
            #expect(seen.outcome(of: "apps/v1") == .failed(.init(message: "the answer is empty")))
        }
    }

    @Test func whatIsBusyIsAskedAgain() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            server.setFault(.status(429, retryAfter: "0"), at: "/openapi/v3/apis/apps/v1", times: 2)
            server.setFault(.status(503), at: "/openapi/v3", times: 1)
            let kept = OpenAPIHarness.Kept()
            _ = try await OpenAPIHarness.crawl(server, kept: kept)
            #expect(kept.groupVersions == groupVersions)
        }
    }

    @Test func aDocumentThatChangedMeanwhileIsFollowed() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            var list = ["paths": ["apis/apps/v1": ["serverRelativeURL": "/openapi/v3/apis/apps/v1?hash=OLD"]]]
            list["paths"]?["api/v1"] = ["serverRelativeURL": "/openapi/v3/api/v1?hash=OLD"]
            server.setFault(
                .body(FixedBody(contentType: "text/plain", bytes: try JSONEncoder().encode(list))), at: "/openapi/v3")
            let kept = OpenAPIHarness.Kept()
            let seen = try await OpenAPIHarness.crawl(server, kept: kept)
            #expect(seen.requests == 5)
            let document = try #require(kept.all.first { $0.groupVersion == apps })
            #expect(document.serverHash == document.document.hash)
            #expect(seen.documents.allSatisfy { $0.serverHash != "OLD" })
        }
    }

    @Test(arguments: ["", "/k8s/clusters/c-1"])
    func aServerMayBeBehindAPrefix(prefix: String) async throws {
        let options = FakeAPIServerOptions(pathPrefix: prefix)
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster(), options) { server in
            let url = "\(prefix)/openapi/v3/apis/apps/v1?hash="
            let list = [
                "paths": [
                    "api/v1": ["serverRelativeURL": "/openapi/v3/api/v1?hash=OLD"],
                    "apis/apps/v1": ["serverRelativeURL": url + "OLD"],
                ]
            ]
            server.setFault(
                .body(FixedBody(contentType: "text/plain", bytes: try JSONEncoder().encode(list))), at: "/openapi/v3")
            let kept = OpenAPIHarness.Kept()
            _ = try await OpenAPIHarness.crawl(server, kept: kept)
            #expect(kept.groupVersions.map(\.description).sorted() == ["apps/v1", "v1"])
        }
    }

    @Test func aListMayLeadToOtherPathsOfTheServerAndNowhereElse() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            let document = try #require(OpenAPIService.made(for: FakeCluster.small.groups).documents?[apps])
            server.setFault(
                .body(FixedBody(contentType: "application/json", bytes: document)), at: "/elsewhere/doc.json")
            let list = [
                "paths": [
                    "apis/apps/v1": ["serverRelativeURL": "/elsewhere/doc.json?hash=A"],
                    "apis/b/v1": ["serverRelativeURL": "https://example.com/doc.json"],
                    "apis/c/v1": ["serverRelativeURL": "//example.com/doc.json"], "apis/d/v1": [:],
                ]
            ]
            server.setFault(
                .body(FixedBody(contentType: "text/plain", bytes: try JSONEncoder().encode(list))), at: "/openapi/v3")
            let kept = OpenAPIHarness.Kept()
            let seen = try await OpenAPIHarness.crawl(server, kept: kept)
            #expect(kept.groupVersions == [apps])
            for name in ["b/v1", "c/v1", "d/v1"] {
                #expect(
                    seen.outcome(of: name) == .failed(.init(message: "the server lists it at no path of its own")))
            }
            #expect(seen.requests == 2)
        }
    }

    @Test func documentsAreAskedForAFewAtOnce() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            let groups = groupVersions
            for groupVersion in groups { server.setFault(.hang, at: "/openapi/v3\(groupVersion.path)") }
            let task = Task { try await OpenAPIHarness.crawl(server) { $0.schemaRequestsInFlight = 3 } }
            try await server.waitForRequests(4)
            server.removeFaults()
            task.cancel()
            let error = await #expect(throws: CrawlError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            try await server.waitUntilIdle()
            #expect(server.requestCount == 4)
        }
    }

    @Test func whatIsKeptSetsThePace() async throws {
        struct Full: Error {}
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            let connection = ServerConnection(address: try ServerAddress(server.url.absoluteString))
            var options = CrawlOptions()
            options.schemaRequestsInFlight = 1
            let crawler = OpenAPICrawler(
                connection, transport: CrawlTransport(userAgent: "crawlctl-tests"), options: options)
            await #expect(throws: Full.self) { try await crawler.crawl { _ in throw Full() } }
            #expect(server.requestCount == 2)
        }
    }

    @Test func refusedCredentialsEndIt() async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            server.setFault(.status(401), at: "/openapi/v3/apis/apps/v1")
            let error = await #expect(throws: CrawlError.self) { try await OpenAPIHarness.crawl(server) }
            #expect(error?.code == .status(401))
        }
    }

    @Test(arguments: [
        (Fault.status(403), CrawlError.Code.status(403)), (.body(.loginPage), .document(.html)),
        (.body(.empty), .document(.empty)),
        (.body(FixedBody(contentType: nil, text: #"{"paths":{"apis":{}}}"#)), .document(.noDocuments)),
        (
            .body(FixedBody(contentType: nil, text: #"{"kind":"Status"}"#)),
            .document(.wrongValue(path: "paths", expected: "there"))
        ),
    ])
    func aListThatIsNoneIsAnError(fault: Fault, code: CrawlError.Code) async throws {
        try await FakeAPIServer.withServer(OpenAPIHarness.cluster()) { server in
            server.setFault(fault, at: "/openapi/v3")
            let error = await #expect(throws: CrawlError.self) { try await OpenAPIHarness.crawl(server) }
            #expect(error?.code == code)
            #expect(error?.what == "cannot read \(server.url.absoluteString)/openapi/v3")
        }
    }

    // MARK: - Version 2

    @Test func aServerWithoutAListIsReadFromItsOneDocument() async throws {
        let cluster = OpenAPIHarness.cluster(.madeSwagger(for: FakeCluster.small.groups)) { $0.hasEntityTags = true }
        try await FakeAPIServer.withServer(cluster) { server in
            let kept = OpenAPIHarness.Kept()
            let first = try await OpenAPIHarness.crawl(server, kept: kept)
            #expect(first.form == .v2)
            #expect(first.requests == 2)
            let withKinds = groupVersions.filter { $0.group != "empty.example.com" }
            #expect(kept.groupVersions == withKinds)
            #expect(kept.all.allSatisfy { $0.document.findings == [] })
            let deployments = try #require(kept.all.first { $0.groupVersion == apps }?.document)
            #expect(deployments.definitions.flatMap(\.kinds).contains { $0.kind == "Deployment" })
            let second = try await OpenAPIHarness.crawl(server, known: first.known)
            guard case .unchanged = second.content else {
                Issue.record("it came again")
                return
            }
            #expect(second.requests == 2)
        }
    }

    @Test func itsPartsThatDidNotChangeAreNotHandedOverAgain() async throws {
        let cluster = OpenAPIHarness.cluster(.madeSwagger(for: FakeCluster.small.groups))
        try await FakeAPIServer.withServer(cluster) { server in
            let first = try await OpenAPIHarness.crawl(server)
            var known = first.known
            known.hashes.remove(try #require(known.documents[apps]?.hash))
            let kept = OpenAPIHarness.Kept()
            _ = try await OpenAPIHarness.crawl(server, known: known, kept: kept)
            #expect(kept.groupVersions == [apps])
        }
    }

    @Test func aServerWithNeitherHasNoSchemas() async throws {
        try await FakeAPIServer.withServer { server in
            let error = await #expect(throws: CrawlError.self) { try await OpenAPIHarness.crawl(server) }
            #expect(error?.code == .status(404))
            #expect(error?.hint == "this server may not publish any schemas")
        }
    }

    @Test func theOneDocumentMayBeNone() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.body(.bareWord), at: "/openapi/v2")
            let error = await #expect(throws: CrawlError.self) { try await OpenAPIHarness.crawl(server) }
            guard case .openAPIDocument(.notJSON)? = error?.code else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}
