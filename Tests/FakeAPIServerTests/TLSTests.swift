import FakeAPIServer
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct TLSTests {
    private static let certificateProblem: Int32 = 60
    private let folder: TemporaryFolder
    private let certificates: TestCertificates

    init() throws {
        folder = try TemporaryFolder()
        certificates = try TestCertificates(in: folder.url.appending(path: "certificates"))
    }

    private var trust: [String] { ["--cacert", certificates.authority.certificate.path] }

    @Test(arguments: [("--http2", "HTTP/2", ReceivedRequest.Version.http2), ("--http1.1", "HTTP/1.1", .http1)])
    func clientChoosesTheProtocol(
        option: String, expected: String, version: ReceivedRequest.Version
    ) async throws {
        let options = FakeAPIServerOptions(tls: .init(try certificates.server()))
        try await FakeAPIServer.withServer(.small, options) { server in
            #expect(server.url.scheme == "https")
            let response = try await Curl.send(server.url.appending(path: "/apis"), trust + [option])
            #expect(response.exitCode == 0)
            #expect(response.version == expected)
            #expect(server.requests.map(\.version) == [version])
        }
    }

    @Test func http2CanBeLeftOut() async throws {
        let options = FakeAPIServerOptions(tls: .init(try certificates.server(), allowsHTTP2: false))
        try await FakeAPIServer.withServer(.small, options) { server in
            let response = try await Curl.send(server.url.appending(path: "/apis"), trust + ["--http2"])
            #expect(response.version == "HTTP/1.1")
        }
    }

    @Test func requestsShareAConnectionOverHTTP2() async throws {
        let options = FakeAPIServerOptions(host: "localhost", tls: .init(try certificates.server()))
        try await FakeAPIServer.withServer(.small, options) { server in
            let url = server.url.appending(path: "/apis")
            let more = Array(repeating: ["--output", "/dev/null", url.absoluteString], count: 20).flatMap { $0 }
            _ = try await Curl.send(url, trust + ["--http2", "--parallel"] + more)
            #expect(server.requests.count == 21)
            #expect(server.connectionsAccepted == 1)
            #expect(Set(server.requests.map(\.connection)) == [1])
        }
    }

    @Test func unknownAuthorityIsRefusedByTheClient() async throws {
        let options = FakeAPIServerOptions(tls: .init(try certificates.server()))
        let other = try TestCertificates(in: folder.url.appending(path: "other"))
        try await FakeAPIServer.withServer(.small, options) { server in
            let response = try await Curl.send(
                server.url.appending(path: "/apis"), ["--cacert", other.authority.certificate.path])
            #expect(response.exitCode == Self.certificateProblem)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func expiredCertificateIsRefusedByTheClient() async throws {
        let options = FakeAPIServerOptions(tls: .init(try certificates.server(expired: true)))
        try await FakeAPIServer.withServer(.small, options) { server in
            let response = try await Curl.send(server.url.appending(path: "/apis"), trust)
            #expect(response.exitCode == Self.certificateProblem)
        }
    }

    @Test func certificateIsGoodForItsOwnNameOnly() async throws {
        let identity = try certificates.server("other", subjectAlternativeNames: ["DNS:api.example.com"])
        try await FakeAPIServer.withServer(.small, FakeAPIServerOptions(tls: .init(identity))) { server in
            let wrong = try await Curl.send(server.url.appending(path: "/apis"), trust)
            #expect(wrong.exitCode == Self.certificateProblem)
            let url = try #require(URL(string: "https://api.example.com:\(server.port)/apis"))
            let right = try await Curl.send(
                url, trust + ["--connect-to", "api.example.com:\(server.port):127.0.0.1:\(server.port)"])
            #expect(right.status == 200)
        }
    }

    @Test(arguments: ["--http2", "--http1.1"])
    func clientCertificateIsDemanded(version: String) async throws {
        let options = FakeAPIServerOptions(
            tls: .init(try certificates.server(), clientAuthority: certificates.authority))
        let client = try certificates.client()
        let expired = try certificates.client("expired", expired: true)
        try await FakeAPIServer.withServer(.small, options) { server in
            let url = server.url.appending(path: "/apis")
            func send(_ identity: TestCertificates.Identity?) async throws -> Curl.Response {
                let shown = identity.map { ["--cert", $0.certificate.path, "--key", $0.key.path] } ?? []
                return try await Curl.send(url, trust + [version] + shown)
            }
            let responses = [try await send(client), try await send(nil), try await send(expired)]
            #expect(responses[0].status == 200)
            #expect(responses[1].exitCode != 0)
            #expect(responses[2].exitCode != 0)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: ["--http2", "--http1.1"])
    func stopDoesNotWaitForOpenRequests(version: String) async throws {
        let options = FakeAPIServerOptions(tls: .init(try certificates.server()))
        let server = try await FakeAPIServer.start(.small, options)
        server.setFault(.hang, at: "/api")
        server.setFault(.endless(), at: "/apis")
        let transfers = try ["/api", "/apis"].map { path in
            try Curl(server.url.appending(path: path), trust + [version, "--limit-rate", "1M"])
        }
        try await server.waitForRequests(transfers.count)
        await server.stop()
        for transfer in transfers { #expect(try await transfer.response().exitCode != 0) }
        #expect(server.openRequests == 0)
        #expect(server.openConnections == 0)
    }

    @Test(arguments: ["--http2", "--http1.1"])
    func leavingClientIsNoticed(version: String) async throws {
        let options = FakeAPIServerOptions(tls: .init(try certificates.server()))
        try await FakeAPIServer.withServer(.small, options) { server in
            server.setFault(.hang, at: "/api")
            let transfer = try Curl(server.url.appending(path: "/api"), trust + [version])
            try await server.waitForRequests(1)
            transfer.cancel()
            try await server.waitUntilIdle()
            #expect(server.requests.map(\.outcome) == [.abandoned])
        }
    }

    @Test(arguments: [Fault.disconnect, .body(.truncatedJSON), .truncated(after: 10)])
    func cutOffIsAnErrorOverHTTP2Too(fault: Fault) async throws {
        let options = FakeAPIServerOptions(tls: .init(try certificates.server()))
        try await FakeAPIServer.withServer(.small, options) { server in
            server.setFault(fault, at: "/apis", times: 1)
            let cut = try await Curl.send(server.url.appending(path: "/apis"), trust + ["--http2"])
            #expect(cut.exitCode != 0)
            #expect(try await Curl.send(server.url.appending(path: "/apis"), trust + ["--http2"]).status == 200)
            #expect(server.requests.first?.outcome == .cutOff)
        }
    }

    @Test func fileThatIsNoCertificateIsAnError() async throws {
        let identity = try certificates.server()
        let tls = FakeAPIServerOptions.TLS(certificateChain: identity.certificate, key: folder.url)
        await #expect {
            try await FakeAPIServer.start(.small, FakeAPIServerOptions(tls: tls))
        } throws: { error in
            (error as? FakeAPIServerError)?.code == .unusableTLSFile(path: folder.url.path)
        }
    }
}
