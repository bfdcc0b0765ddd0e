import FakeAPIServer
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct RequestLogTests {
    @Test func everythingOfARequestIsKept() async throws {
        try await FakeAPIServer.withServer { server in
            let url = try #require(URL(string: "\(server.url.absoluteString)/apis?timeout=32s"))
            _ = try await Curl.send(
                url, ["--user-agent", "test/1"], headers: ["Authorization": "Bearer x", "If-None-Match": "\"y\""])
            let request = try #require(server.requests.first)
            #expect(request.number == 1)
            #expect(request.method == "GET")
            #expect(request.target == "/apis?timeout=32s")
            #expect(request.path == "/apis")
            #expect(request.query == "timeout=32s")
            #expect(request.version == .http1)
            #expect(request.header("authorization") == "Bearer x")
            #expect(request.header("If-None-Match") == "\"y\"")
            #expect(request.header("User-Agent") == "test/1")
            #expect(request.header("X-None") == nil)
            #expect(request.headers.contains { $0.name == "accept" && $0.value == "*/*" })
        }
    }

    @Test func connectionsAreToldApart() async throws {
        try await FakeAPIServer.withServer { server in
            let api = server.url.appending(path: "/api")
            _ = try await Curl.send(api, [api.absoluteString, "--output", "/dev/null"])
            _ = try await Curl.send(api)
            #expect(server.requests.map(\.connection) == [1, 1, 2])
            #expect(server.connectionsAccepted == 2)
            try await server.waitUntilDisconnected()
            #expect(server.openConnections == 0)
        }
    }

    @Test func forgettingKeepsTheCounts() async throws {
        try await FakeAPIServer.withServer { server in
            _ = try await Curl.send(server.url.appending(path: "/api"))
            server.forgetRequests()
            _ = try await Curl.send(server.url.appending(path: "/apis"))
            #expect(server.requests.map(\.path) == ["/apis"])
            #expect(server.requests.map(\.number) == [2])
            #expect(server.requestCount == 2)
        }
    }

    @Test func waitingCountsThePathThatWasAskedFor() async throws {
        try await FakeAPIServer.withServer { server in
            async let waiting: Void = server.waitForRequests(1, at: "/version")
            _ = try await Curl.send(server.url.appending(path: "/api"))
            _ = try await Curl.send(server.url.appending(path: "/version"))
            try await waiting
            #expect(server.requests.map(\.path) == ["/api", "/version"])
        }
    }

    @Test func waitingEndsWhenItsTaskIsCancelled() async throws {
        try await FakeAPIServer.withServer { server in
            let waiting = Task { try await server.waitForRequests(1) }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func abandonedRequestIsKnownAsSuch() async throws {
        try await FakeAPIServer.withServer { server in
            server.setFault(.hang, at: "/apis")
            let transfer = try Curl(server.url.appending(path: "/apis"))
            try await server.waitForRequests(1, at: "/apis")
            #expect(server.openRequests == 1)
            #expect(server.requests.first?.outcome == .open)
            transfer.cancel()
            try await server.waitUntilIdle()
            #expect(server.requests.first?.outcome == .abandoned)
            _ = try await transfer.response()
        }
    }

    @Test func answeredRequestIsKnownAsSuch() async throws {
        try await FakeAPIServer.withServer { server in
            _ = try await Curl.send(server.url.appending(path: "/apis"))
            try await server.waitUntilIdle()
            #expect(server.requests.map(\.outcome) == [.answered])
        }
    }
}
