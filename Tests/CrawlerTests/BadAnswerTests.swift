import Crawler
import DiscoveryModel
import DiscoveryWire
import FakeAPIServer
import Foundation
import Testing

@Suite(.fewAtOnce) struct BadAnswerTests {
    @Test(arguments: [
        (Fault.status(401), CrawlError.Code.status(401), "401 Unauthorized"),
        (.status(403), .status(403), "403 Forbidden"), (.status(404), .status(404), "404 Not Found"),
        (.body(.loginPage), .document(.html), "the answer is an HTML page, not JSON"),
        (.body(.truncatedJSON), .transport(.broken), "the connection broke before the answer was complete"),
        (
            .body(FixedBody(contentType: "application/json", text: #"{"kind":"APIGroupList","groups":[{"na"#)),
            .document(.notJSON), "the answer is not valid JSON"
        ),
        (.body(.bareWord), .document(.notJSON), "the answer is not valid JSON"),
        (.body(.empty), .document(.empty), "the answer is empty"),
        (.disconnect, .transport(.broken), "the connection broke before the answer was complete"),
        (.truncated(after: 100), .transport(.broken), "the connection broke before the answer was complete"),
        (
            .body(FixedBody(contentType: "application/json", text: #"{"kind":"Status","apiVersion":"v1"}"#)),
            .document(.wrongKind(expected: ["APIGroupDiscoveryList", "APIGroupList", "APIVersions"])),
            "the answer is not of kind APIGroupDiscoveryList or APIGroupList or APIVersions"
        ),
        (
            .body(FixedBody(contentType: "application/json", text: #"{"kind":"APIGroupList","groups":[]}"#)),
            .document(.noGroups), "the answer lists no API groups"
        ),
        (
            .body(FixedBody(contentType: "application/json", text: #"{"kind":"APIGroupDiscoveryList","items":[]}"#)),
            .document(.noGroups), "the answer lists no API groups"
        ),
    ])
    func areAClearError(fault: Fault, code: CrawlError.Code, cause: String) async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: fault)
            let error = try await CrawlHarness.failure(server)
            #expect(error.code == code)
            #expect(error.description == "cannot read \(server.url.absoluteString)/apis: \(cause)")
        }
    }

    @Test func anAnswerWithoutEndIsCutOffAtTheLimit() async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: .endless())
            let error = try await CrawlHarness.failure(server) { _ in
            } options: {
                $0.bodyLimit = 1 << 20
            }
            #expect(error.code == .transport(.tooLarge))
            try await server.waitUntilIdle()
        }
    }

    @Test func theLimitCountsWhatGzipUnpacksTo() async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: .gzipBomb(unpackedSize: 64 << 20))
            let error = try await CrawlHarness.failure(server) { _ in
            } options: {
                $0.bodyLimit = 16 << 20
            }
            #expect(error.code == .transport(.tooLarge))
        }
    }

    @Test func aServerThatSendsAByteAtATimeIsGivenUp() async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: .trickle(every: .milliseconds(100)))
            let error = try await CrawlHarness.failure(server) { _ in
            } options: {
                $0.requestTimeout = .milliseconds(500)
            }
            #expect(error.code == .transport(.timeout))
        }
    }

    @Test func aServerThatNeverAnswersIsGivenUp() async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: .hang)
            let error = try await CrawlHarness.failure(server) { _ in
            } options: {
                $0.requestTimeout = .milliseconds(300)
            }
            #expect(error.code == .transport(.timeout))
            try await server.waitUntilIdle()
        }
    }

    @Test func throttlingForEverEndsAtTheDeadline() async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: .status(429, retryAfter: "1"))
            let error = try await CrawlHarness.failure(server) { _ in
            } options: {
                $0.retryDeadline = .milliseconds(500)
            }
            #expect(error.code == .status(429))
            #expect(server.requests.count { $0.path == "/apis" } == 1)
        }
    }

    @Test func throttlingThatPassesIsWaitedFor() async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: .status(429, retryAfter: "0"), times: 5)
            server.setFault(.status(503, retryAfter: "0"), at: "/api", times: 3)
            let observation = try await CrawlHarness.crawl(server)
            #expect(observation.digest == APISurface(groups: FakeCluster.small.groups).digest)
            #expect(observation.requests == 11)
        }
    }

    @Test func aServerErrorWithoutRetryAfterIsRepeatedOnce() async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: .status(500))
            let result = try await CrawlHarness.failure(server)
            #expect(result.code == .status(500))
            #expect(server.requests.count { $0.path == "/apis" } == 2)
        }
    }

    @Test func aBrokenConnectionIsTriedOnceMore() async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: .disconnect, times: 1)
            _ = try await CrawlHarness.crawl(server)
        }
    }

    @Test func credentialsNeverFollowARedirectToAnotherServer() async throws {
        try await FakeAPIServer.withServer { elsewhere in
            try await FakeAPIServer.withServer { server in
                CrawlHarness.answer(server, with: .redirect(to: elsewhere.url.absoluteString + "/apis?token=secret"))
                let error = try await CrawlHarness.failure(server)
                #expect(error.code == .redirect)
                #expect(
                    error.description.hasSuffix("302 Found: the server sends us to \(elsewhere.url.absoluteString)"))
                #expect(elsewhere.requestCount == 0)
            }
        }
    }

    @Test func aRedirectWithinTheServerIsFollowed() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.redirect(to: server.url.absoluteString + "/apis"), at: "/apis", times: 1)
            let result = try await CrawlHarness.crawl(server)
            #expect(result.requests == 4)
        }
    }

    @Test func aRedirectInCirclesEnds() async throws {
        try await FakeAPIServer.withServer { server in
            CrawlHarness.answer(server, with: .redirect(to: "/apis"))
            let result = try await CrawlHarness.failure(server)
            #expect(result.cause == "more than 5 redirects")
        }
    }

    @Test func aPortWhereNobodyListensIsRefused() async throws {
        let server = try await FakeAPIServer.start()
        await server.stop()
        let error = try await CrawlHarness.failure(server)
        #expect(error.code == .transport(.connectionRefused))
        #expect(error.cause == "connection refused")
    }

    @Test func aNameThatNobodyHasIsUnknown() async throws {
        // No label of a name may have 64 letters: the resolver says so without asking anybody.
        let label = String(repeating: "a", count: 64)
        let connection = ServerConnection(address: try ServerAddress("https://\(label).invalid:6443"))
        let transport = CrawlTransport(userAgent: "crawlctl-tests")
        let error = await #expect(throws: CrawlError.self) {
            try await DiscoveryCrawler(connection, transport: transport).crawl()
        }
        #expect(error?.code == .transport(.unknownHost))
    }

    @Test func cancellingStopsTheTransfers() async throws {
        try await FakeAPIServer.withServer { server in
            for path in ["/api", "/apis", "/version"] { server.setFault(.hang, at: path) }
            let address = try ServerAddress(server.url.absoluteString)
            let transport = CrawlTransport(userAgent: "crawlctl-tests")
            let crawl = Task {
                try await DiscoveryCrawler(ServerConnection(address: address), transport: transport).crawl()
            }
            try await server.waitForRequests(3)
            crawl.cancel()
            let result = await crawl.result
            #expect(throws: CrawlError.self) { try result.get() }
            // The server sees its connections close while our transport is still there.
            try await server.waitUntilDisconnected()
            withExtendedLifetime(transport) {}
        }
    }
}
