import FakeAPIServer
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct FaultTests {
    /// Exit codes of curl.
    private enum Exit {
        static let partialFile: Int32 = 18
        static let emptyReply: Int32 = 52
        static let writeError: Int32 = 23
    }

    @Test func faultEndsAfterItsCount() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.status(503, retryAfter: "3"), at: "/apis", times: 2)
            var responses: [Curl.Response] = []
            for _ in 1...3 { responses.append(try await Curl.send(server.url.appending(path: "/apis"))) }
            #expect(responses.map(\.status) == [503, 503, 200])
            #expect(responses.map { $0.headers["retry-after"] } == ["3", "3", nil])
            #expect(responses[0].text == "service unavailable\n")
        }
    }

    @Test func otherStatusIsAStatusDocument() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.status(429), at: "/apis")
            let response = try await Curl.send(server.url.appending(path: "/apis"))
            #expect(response.status == 429)
            #expect(response.text.contains(#""reason":"TooManyRequests""#))
        }
    }

    @Test func faultOfAPathComesBeforeThatOfEveryPath() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.status(500), at: FakeAPIServer.everyPath)
            server.setFault(.status(403), at: "/apis")
            let other = try await Curl.send(server.url.appending(path: "/api"))
            let own = try await Curl.send(server.url.appending(path: "/apis"))
            server.setFault(nil, at: "/apis")
            let withoutOwn = try await Curl.send(server.url.appending(path: "/apis"))
            server.removeFaults()
            let withoutAny = try await Curl.send(server.url.appending(path: "/apis"))
            #expect([other, own, withoutOwn, withoutAny].map(\.status) == [500, 403, 500, 200])
        }
    }

    @Test(arguments: [FixedBody.loginPage, .bareWord, .empty])
    func fixedBodyIsSentAsItIs(body: FixedBody) async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.body(body), at: "/apis")
            let response = try await Curl.send(server.url.appending(path: "/apis"))
            #expect(response.exitCode == 0)
            #expect(response.status == body.status)
            #expect(response.headers["content-type"] == body.contentType)
            #expect(response.body == body.bytes)
        }
    }

    @Test func connectionClosesBehindABodyThatIsTooShort() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.body(.truncatedJSON), at: "/apis")
            let response = try await Curl.send(server.url.appending(path: "/apis"))
            #expect(response.exitCode == Exit.partialFile)
            #expect(response.body == FixedBody.truncatedJSON.bytes)
            #expect(server.requests.map(\.outcome) == [.cutOff])
        }
    }

    @Test func rightAnswerCanBeCutShort() async throws {
        try await FakeAPIServer.withServer { server in
            let whole = try await Curl.send(server.url.appending(path: "/apis"))
            server.setFault(.truncated(after: 100), at: "/apis")
            let response = try await Curl.send(server.url.appending(path: "/apis"))
            #expect(response.exitCode == Exit.partialFile)
            #expect(response.body == whole.body.prefix(100))
            #expect(response.headers["content-length"] == whole.headers["content-length"])
        }
    }

    @Test func redirectNamesItsTarget() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.redirect(to: "https://login.example.com/", status: 303), at: "/apis")
            let response = try await Curl.send(server.url.appending(path: "/apis"))
            #expect(response.status == 303)
            #expect(response.headers["location"] == "https://login.example.com/")
        }
    }

    @Test func trickledAnswerIsTheRightOne() async throws {
        try await FakeAPIServer.withServer { server in
            let url = server.url.appending(path: "/version")
            let whole = try await Curl.send(url)
            server.setFault(.trickle(every: .microseconds(100)), at: "/version")
            let response = try await Curl.send(url)
            #expect(response.exitCode == 0)
            #expect(response.body == whole.body)
        }
    }

    @Test func endlessBodyGoesOnUntilTheClientLeaves() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.endless(), at: "/apis")
            let folder = try TemporaryFolder()
            let pipe = folder.path("pipe")
            try #require(mkfifo(pipe, 0o600) == 0)
            let transfer = try Curl(server.url.appending(path: "/apis"), output: pipe)
            // The reader at the other end of the pipe takes 10 MB and leaves.
            let size = try await Program.output(of: "sh", "-c", #"head -c 10000000 < "$0" | wc -c"#, pipe)
            #expect(try await transfer.response().exitCode == Exit.writeError)
            #expect(Int(size.trimmingCharacters(in: .whitespacesAndNewlines)) == 10_000_000)
            try await server.waitUntilIdle()
            #expect(server.requests.map(\.outcome) == [.abandoned])
        }
    }

    @Test func gzipBombUnpacksToItsSize() async throws {
        try await FakeAPIServer.withServer { server in
            let size = 5_000_000
            server.setFault(.gzipBomb(unpackedSize: size), at: "/apis")
            let packed = try await Curl.send(server.url.appending(path: "/apis"))
            let unpacked = try await Curl.send(server.url.appending(path: "/apis"), ["--compressed"])
            #expect(packed.headers["content-encoding"] == "gzip")
            #expect(packed.body.count < 20_000)
            #expect(unpacked.exitCode == 0)
            #expect(unpacked.body == Data(count: size))
        }
    }

    @Test func disconnectGivesNoAnswer() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.disconnect, at: "/apis", times: 1)
            let none = try await Curl.send(server.url.appending(path: "/apis"))
            let next = try await Curl.send(server.url.appending(path: "/apis"))
            #expect(none.exitCode == Exit.emptyReply)
            #expect(next.status == 200)
            #expect(server.requests.map(\.outcome) == [.cutOff, .answered])
        }
    }

    @Test func delayedAnswerIsTheRightOne() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.delay(.milliseconds(100)), at: "/apis")
            let clock = ContinuousClock()
            let started = clock.now
            let response = try await Curl.send(server.url.appending(path: "/apis"))
            #expect(response.status == 200)
            #expect(clock.now - started >= .milliseconds(100))
        }
    }

    @Test func delayedAnswerIsGivenUpWhenTheClientLeaves() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.delay(.seconds(3600)), at: "/apis")
            let transfer = try Curl(server.url.appending(path: "/apis"))
            try await server.waitForRequests(1)
            transfer.cancel()
            try await server.waitUntilIdle()
            #expect(server.requests.map(\.outcome) == [.abandoned])
        }
    }
}
