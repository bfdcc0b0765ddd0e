import Foundation
import NIOCore
import TestSupport
import Testing

@testable import DiscoveryServer

/// How connections end.
@Suite(.fewAtOnce) struct ConnectionTests {
    /// Limits that are over at once, where all others are not.
    private static let impatient = ConnectionTimes(
        request: .seconds(1), requestOfMany: .seconds(1), answer: .seconds(1))
    /// A stop that waits for the slowest machine.
    private static let patient = ConnectionTimes(answer: .seconds(300), stop: .seconds(300))
    /// Less than that.
    private static let inTime = Duration.seconds(240)
    /// Far more than the limits of a test, far less than those of a server.
    private static let soon = Duration.seconds(20)

    private static let accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

    private static func large(_ method: String = "GET", end: String) -> String {
        "\(method) /clusters/large/apis HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: \(accept)\r\nConnection: \(end)\r\n\r\n"
    }

    /// How much of the body of an answer came, and how much should.
    private static func lengths(_ answer: String) throws -> (Int, Int) {
        let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let length = try #require(parts[0].firstMatch(of: /\r\nContent-Length: (\d+)/)?.1)
        return (parts[1].utf8.count, try #require(Int(length)))
    }

    // MARK: - HTTP/2

    private static func frame(type: UInt8, flags: UInt8, stream: UInt8, _ payload: [UInt8]) -> Data {
        let length = payload.count
        return Data([UInt8(length >> 16), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags, 0, 0, 0, stream])
            + payload
    }

    /// What a connection begins with: the preface and SETTINGS.
    private static func preface(_ settings: [UInt8] = []) -> Data {
        Data("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(type: 4, flags: 0, stream: 0, settings)
    }

    /// HEADERS of a whole GET, without Huffman's code.
    private static func request(_ path: String) -> Data {
        func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + text.utf8 }
        let headers = [0x82, 0x87, 0x04] + text(path) + [0x01] + text("127.0.0.1") + [0x0F, 0x04] + text(accept)
        return frame(type: 1, flags: 5, stream: 1, headers)
    }

    // MARK: - Time limits

    @Test(arguments: [
        ("", false), ("GET /api HTTP/1.1\r\nHost: localh", false), ("", true), ("\u{16}\u{3}\u{1}", true),
    ])
    func whoSendsNoRequestIsClosed(bytes: String, isSecure: Bool) async throws {
        try await ServerHarness.run(Self.impatient, isSecure: isSecure) { server async throws in
            let start = ContinuousClock.now
            #expect(try await server.answer(to: bytes).isEmpty)
            #expect(ContinuousClock.now - start < Self.soon)
        }
    }

    @Test(arguments: [
        Data(), Data("PRI * HT".utf8), preface(),
        // The begin of a request's headers: END_STREAM without END_HEADERS.
        preface() + frame(type: 1, flags: 1, stream: 1, [0x82, 0x87]),
        // An answer that is larger than the window, which never gets wider.
        preface() + request("/apis"),
    ])
    func whoSendsNoRequestOverHTTP2IsClosed(bytes: Data) async throws {
        try await ServerHarness.run(Self.impatient, isSecure: true) { server async throws in
            let start = ContinuousClock.now
            try await server.connectSecurely(protocol: "h2") { connection async throws in
                try connection.send(bytes)
                _ = try await connection.rest()
            }
            #expect(ContinuousClock.now - start < Self.soon)
        }
    }

    @Test func whoSendsNoRequestKeepsNobodyOut() async throws {
        let times = ConnectionTimes(request: .seconds(8), requestOfMany: .seconds(8))
        try await ServerHarness.run(times, isSecure: true, connectionLimit: 1) { server async throws in
            try await server.connectSecurely(protocol: "h2") { connection async throws in
                try connection.send(Self.preface())
                // It is in: it has got the server's settings.
                #expect(try await connection.next(9)?.count == 9)
                let answer = try await Program.output(
                    of: "curl", "--disable", "--silent", "--noproxy", "*", "--insecure", "--max-time", "120", "--retry",
                    "5", "--retry-all-errors", "https://127.0.0.1:\(server.port)/readyz")
                #expect(answer == "ok")
            }
        }
    }

    @Test func whoDoesNotReadTheAnswerIsClosed() async throws {
        let folder = try TemporaryFolder()
        let times = ConnectionTimes(answer: .seconds(1))
        try await ServerHarness.run(times, database: ServerHarness.largeDatabase(in: folder)) {
            server async throws in
            // Made once, it is there at once.
            while try await server.answer(to: Self.large("HEAD", end: "close")).isEmpty {}
            try await server.connect { connection async throws in
                try await connection.send(Self.large(end: "close"))
                _ = try await connection.next()
                let start = ContinuousClock.now
                try await server.untilAlone()
                #expect(ContinuousClock.now - start < Self.soon)
            }
        }
    }

    // MARK: - Stopping

    @Test func answersOnTheirWayGetToTheirEndWhenItStops() async throws {
        let folder = try TemporaryFolder()
        try await ServerHarness.run(Self.patient, database: ServerHarness.largeDatabase(in: folder)) {
            server async throws in
            try await server.connect { slow async throws in
                try await slow.send(Self.large(end: "keep-alive"))
                var answer = try #require(await slow.next())
                let start = ContinuousClock.now
                try await Self.stop(server)
                answer += try await slow.rest()
                let (got, expected) = try Self.lengths(answer)
                #expect(got == expected && expected > 8_000_000)
                #expect(ContinuousClock.now - start < Self.inTime)
            }
        }
    }

    /// Tells a server to stop; returns when it does.
    private static func stop(_ server: ServerHarness) async throws {
        try await server.connect { idle async throws in
            try await idle.send("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            #expect(try await idle.next(until: "\r\n\r\nok").hasPrefix("HTTP/1.1 200 OK\r\n"))
            server.stop()
            // It is closed at once.
            #expect(try await idle.next() == nil)
        }
    }

    @Test func secureAnswersOnTheirWayGetToTheirEndWhenItStops() async throws {
        let folder = try TemporaryFolder()
        try await ServerHarness.run(
            Self.patient, database: ServerHarness.largeDatabase(in: folder), isSecure: true
        ) { server async throws in
            try await server.connectSecurely(protocol: "http/1.1") { slow async throws in
                try slow.send(Data(Self.large(end: "keep-alive").utf8))
                var answer = try #require(await slow.next(1000))
                let start = ContinuousClock.now
                try await Self.stopSecure(server)
                answer += try await slow.rest()
                let (got, expected) = try Self.lengths(String(decoding: answer, as: UTF8.self))
                #expect(got == expected && expected > 8_000_000)
                #expect(ContinuousClock.now - start < Self.inTime)
            }
        }
    }

    @Test func answersOfHTTP2OnTheirWayGetToTheirEndWhenItStops() async throws {
        let folder = try TemporaryFolder()
        try await ServerHarness.run(
            Self.patient, database: ServerHarness.largeDatabase(in: folder), isSecure: true
        ) { server async throws in
            try await server.connectSecurely(protocol: "h2") { slow async throws in
                // The largest windows there are: of streams by SETTINGS, of the connection by WINDOW_UPDATE.
                try slow.send(
                    Self.preface([0, 4, 0x7F, 0xFF, 0xFF, 0xFF])
                        + Self.frame(type: 8, flags: 0, stream: 0, [0x7F, 0xFE, 0, 0])
                        + Self.request("/clusters/large/apis"))
                var frames = try #require(await slow.next(1000))
                let start = ContinuousClock.now
                try await Self.stopSecure(server)
                frames += try await slow.rest()
                #expect(ContinuousClock.now - start < Self.inTime)
                var (length, isWhole) = (0, false)
                while frames.count >= 9 {
                    let head = Array(frames.prefix(9))
                    let size = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
                    if head[3] == 0 { (length, isWhole) = (length + size, head[4] & 1 == 1) }
                    frames = frames.dropFirst(9 + size)
                }
                #expect(length > 8_000_000 && isWhole)
            }
        }
    }

    /// The same as ``stop(_:)``, with TLS.
    private static func stopSecure(_ server: ServerHarness) async throws {
        try await server.connectSecurely(protocol: "h2") { idle async throws in
            try idle.send(preface())
            #expect(try await idle.next(9)?.count == 9)
            server.stop()
            _ = try await idle.rest()
        }
    }

    // MARK: - HTTP/1.0 and 1.1

    @Test func anOldRequestIsAnsweredAndEnded() async throws {
        try await ServerHarness.run { server async throws in
            let answer = try await server.answer(to: "GET /api HTTP/1.0\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.contains(#""kind":"APIVersions""#))
            let foreign = try await server.answer(to: "GET /api HTTP/1.0\r\nHost: evil.example\r\n\r\n")
            #expect(foreign.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            let page = try await server.answer(to: "GET /api HTTP/1.0\r\nOrigin: http://evil.example\r\n\r\n")
            #expect(page.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        }
    }

    @Test func anOldRequestMayKeepTheConnection() async throws {
        try await ServerHarness.run { server async throws in
            try await server.connect { connection async throws in
                try await connection.send("GET /readyz HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                let first = try await connection.next(until: "\r\n\r\nok")
                #expect(first.contains("\r\nConnection: keep-alive\r\n"))
                try await connection.send("GET /livez HTTP/1.0\r\n\r\n")
                #expect(try await connection.rest().hasSuffix("\r\n\r\nok"))
            }
        }
    }

    @Test(arguments: ["close", "Close", "keep-alive, CLOSE"])
    func aRequestThatEndsTheConnectionDoes(header: String) async throws {
        try await ServerHarness.run { server async throws in
            let answer = try await server.answer(
                to: "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: \(header)\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("\r\nConnection: close\r\n"))
        }
    }

    @Test(arguments: ["", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nHost: evil.example\r\n"])
    func aRequestHasOneHost(hosts: String) async throws {
        try await ServerHarness.run { server async throws in
            let answer = try await server.answer(to: "GET /api HTTP/1.1\r\n\(hosts)Connection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.contains(#""kind":"Status""#) && answer.contains(#""reason":"BadRequest""#))
        }
    }

    @Test(arguments: [
        ("GET /api HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "a", count: 20_000))\r\n\r\n", 431),
        ("GET /api HTTP/1.1\r\n\((0...100).map { "X\($0): a\r\n" }.joined())\r\n", 431),
        ("GET /\(String(repeating: "a", count: 40_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n", 431),
        ("GET /api HTTP/1.1 x\r\n\r\n", 400), ("\0\0\0\0\r\n\r\n", 400),
    ])
    func whatCannotBeReadIsSaid(request: String, status: Int) async throws {
        try await ServerHarness.run { server async throws in
            let answer = try await server.answer(to: request)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("\r\nContent-Type: application/json\r\n"))
            #expect(answer.contains("\"code\":\(status)") && answer.contains(#""kind":"Status""#))
            let (got, expected) = try Self.lengths(answer)
            #expect(got == expected)
        }
    }

    // MARK: - Half-closed connections

    @Test func whoSendsNoMoreIsStillAnswered() async throws {
        let folder = try TemporaryFolder()
        try await ServerHarness.run(database: ServerHarness.largeDatabase(in: folder)) { server async throws in
            try await server.connect { connection async throws in
                try await connection.send(Self.large(end: "keep-alive"))
                connection.output.finish()
                let (got, expected) = try Self.lengths(try await connection.rest())
                #expect(got == expected && expected > 8_000_000)
            }
            // Without a request, there is nothing to wait for.
            try await server.connect { connection async throws in
                connection.output.finish()
                #expect(try await connection.rest().isEmpty)
            }
            let start = ContinuousClock.now
            try await server.untilAlone()
            #expect(ContinuousClock.now - start < Self.soon)
        }
    }
}
