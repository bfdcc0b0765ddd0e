import Crawler
import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

@Suite(.fewAtOnce) struct TLSTests {
    private func withCertificates<Value>(_ body: (TestCertificates) async throws -> Value) async throws -> Value {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        return try await body(TestCertificates(in: folder.url))
    }

    private func options(
        _ identity: TestCertificates.Identity, clientAuthority: TestCertificates.Identity? = nil, token: String? = nil,
        allowsHTTP2: Bool = true
    ) -> FakeAPIServerOptions {
        FakeAPIServerOptions(
            bearerToken: token, tls: .init(identity, clientAuthority: clientAuthority, allowsHTTP2: allowsHTTP2))
    }

    @Test(arguments: [true, false]) func aTrustedServerIsRead(fromMemory: Bool) async throws {
        try await withCertificates { certificates in
            let authority = certificates.authority.certificate
            let data = try Data(contentsOf: authority)
            try await FakeAPIServer.withServer(.small, options(try certificates.server())) { server in
                let observation = try await CrawlHarness.crawl(server) {
                    $0.trust = fromMemory ? .data(data) : .file(authority.path)
                }
                #expect(observation.certificateAuthorityDigest?.count == 64)
                #expect(server.requests.allSatisfy { $0.version == .http2 })
            }
        }
    }

    @Test func aLegacyWalkIsMultiplexedOverFewConnections() async throws {
        try await withCertificates { certificates in
            var wide = FakeCluster.synthetic(customResourceDefinitions: 200, groups: 100, on: [])
            wide.forms = [.legacy]
            try await FakeAPIServer.withServer(wide, options(try certificates.server())) { server in
                let observation = try await CrawlHarness.crawl(server) {
                    $0.trust = .file(certificates.authority.certificate.path)
                }
                #expect(observation.requests > 100)
                #expect(server.connectionsAccepted <= 3)
            }
        }
    }

    @Test func aServerThatOnlySpeaksHTTP1IsRead() async throws {
        try await withCertificates { certificates in
            try await FakeAPIServer.withServer(.small, options(try certificates.server(), allowsHTTP2: false)) {
                server in
                _ = try await CrawlHarness.crawl(server) { $0.trust = .file(certificates.authority.certificate.path) }
                #expect(server.requests.allSatisfy { $0.version == .http1 })
            }
        }
    }

    @Test func anUnknownAuthorityIsRefused() async throws {
        try await withCertificates { certificates in
            try await withCertificates { others in
                try await FakeAPIServer.withServer(.small, options(try certificates.server())) { server in
                    let error = try await CrawlHarness.failure(server) {
                        $0.trust = .file(others.authority.certificate.path)
                    }
                    #expect(error.code == .transport(.untrustedCertificate))
                    #expect(error.hint?.contains("--certificate-authority") == true)
                    let result = try await CrawlHarness.failure(server)
                    #expect(result.code == .transport(.untrustedCertificate))
                    #expect(server.requestCount == 0)
                }
            }
        }
    }

    @Test func anExpiredCertificateIsRefused() async throws {
        try await withCertificates { certificates in
            try await FakeAPIServer.withServer(.small, options(try certificates.server(expired: true))) { server in
                let error = try await CrawlHarness.failure(server) {
                    $0.trust = .file(certificates.authority.certificate.path)
                }
                #expect(error.code == .transport(.expiredCertificate))
            }
        }
    }

    @Test func aCertificateForAnotherNameIsRefusedUnlessThatNameIsAskedFor() async throws {
        try await withCertificates { certificates in
            let other = try certificates.server(subjectAlternativeNames: ["DNS:kubernetes.example"])
            try await FakeAPIServer.withServer(.small, options(other)) { server in
                let error = try await CrawlHarness.failure(server) {
                    $0.trust = .file(certificates.authority.certificate.path)
                }
                #expect(error.code == .transport(.certificateForOtherName))
                _ = try await CrawlHarness.crawl(server) {
                    $0.trust = .file(certificates.authority.certificate.path)
                    $0.tlsServerName = "kubernetes.example"
                }
                let request = try #require(server.requests.last)
                #expect(request.authority == "127.0.0.1:\(server.port)")
            }
        }
    }

    @Test func anyServerIsBelievedWhereThatIsAskedFor() async throws {
        try await withCertificates { certificates in
            let expired = try certificates.server(subjectAlternativeNames: ["DNS:kubernetes.example"], expired: true)
            try await FakeAPIServer.withServer(.small, options(expired)) { server in
                _ = try await CrawlHarness.crawl(server) { $0.trust = .anyServer }
            }
        }
    }

    @Test func aMissingAuthorityFileIsAClearError() async throws {
        try await withCertificates { certificates in
            try await FakeAPIServer.withServer(.small, options(try certificates.server())) { server in
                let error = try await CrawlHarness.failure(server) { $0.trust = .file("/nowhere/ca.crt") }
                #expect(error.code == .transport(.unusableCertificate))
            }
        }
    }

    @Test(arguments: [true, false]) func aClientCertificateIsShown(fromMemory: Bool) async throws {
        try await withCertificates { certificates in
            let client = try certificates.client()
            let serverOptions = options(try certificates.server(), clientAuthority: certificates.authority)
            try await FakeAPIServer.withServer(.small, serverOptions) { server in
                let authority = certificates.authority.certificate.path
                _ = try await CrawlHarness.failure(server) { $0.trust = .file(authority) }
                let (certificate, key) = (try Data(contentsOf: client.certificate), try Data(contentsOf: client.key))
                _ = try await CrawlHarness.crawl(server) {
                    $0.trust = .file(authority)
                    $0.credentials = Credentials(
                        clientCertificate: fromMemory ? .data(certificate) : .file(client.certificate.path),
                        clientKey: fromMemory ? .data(key) : .file(client.key.path))
                }
            }
        }
    }

    @Test func aKeyWithAPassphraseIsRefusedAndNobodyIsAsked() async throws {
        try await withCertificates { certificates in
            let client = try certificates.client()
            let locked = client.key.path + ".locked"
            try await Program.output(
                of: "openssl", "pkey", "-in", client.key.path, "-aes256", "-passout", "pass:x", "-out", locked)
            let serverOptions = options(try certificates.server(), clientAuthority: certificates.authority)
            try await FakeAPIServer.withServer(.small, serverOptions) { server in
                let error = try await CrawlHarness.failure(server) {
                    $0.trust = .file(certificates.authority.certificate.path)
                    $0.credentials = Credentials(
                        clientCertificate: .file(client.certificate.path), clientKey: .file(locked))
                }
                #expect(error.code == .transport(.unusableCertificate))
            }
        }
    }

    @Test func aTokenIsSentOverTLSOnly() async throws {
        try await withCertificates { certificates in
            try await FakeAPIServer.withServer(.small, options(try certificates.server(), token: "s3cret")) { server in
                let authority = certificates.authority.certificate.path
                let result = try await CrawlHarness.failure(server) { $0.trust = .file(authority) }
                #expect(result.code == .status(401))
                _ = try await CrawlHarness.crawl(server) {
                    $0.trust = .file(authority)
                    $0.credentials = Credentials(authorization: "Bearer s3cret")
                }
            }
            try await FakeAPIServer.withServer { server in
                _ = try await CrawlHarness.crawl(server) {
                    $0.credentials = Credentials(authorization: "Bearer s3cret")
                }
                #expect(server.requests.allSatisfy { $0.header("Authorization") == nil })
            }
        }
    }

    @Test func noDescriptionShowsACredential() throws {
        let credentials = Credentials(authorization: "Bearer s3cret", clientKey: .data(Data("s3cret".utf8)))
        var dumped = ""
        dump(credentials, to: &dumped)
        let connection = ServerConnection(
            address: try ServerAddress("https://example.invalid"), credentials: credentials)
        var dumpedConnection = ""
        dump(connection, to: &dumpedConnection)
        for text in ["\(credentials)", String(reflecting: credentials), dumped, "\(connection)", dumpedConnection] {
            #expect(!text.contains("s3cret"))
        }
    }
}
