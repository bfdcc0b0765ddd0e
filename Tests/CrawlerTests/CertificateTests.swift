import Crawler
import FakeAPIServer
import Foundation
import TestSupport
import Testing

@Suite(.fewAtOnce) struct CertificateTests {
    private func data(_ make: (TestCertificates) throws -> URL) throws -> Data {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        return try Data(contentsOf: make(TestCertificates(in: folder.url)))
    }

    @Test func aServersCertificateIsReadWhole() throws {
        let pem = try data {
            try $0.server(
                "api", subjectAlternativeNames: ["DNS:a.example", "IP:10.0.0.1", "email:x@example.com", "IP:fd00::1"],
                days: 50
            ).certificate
        }
        let certificate = try #require(Certificate.all(inPEM: pem).first)
        #expect(certificate.subject.description == "CN=api")
        #expect(certificate.issuer.commonName == "crawlctl test authority")
        #expect(certificate.subjectAlternativeNames == ["a.example", "10.0.0.1", "fd00::1"])
        #expect(!certificate.isAuthority && !certificate.isSelfIssued)
        let days = certificate.notAfter.timeIntervalSince(certificate.notBefore) / 86400
        #expect(days.rounded() == 51)
        #expect(abs(certificate.notBefore.timeIntervalSinceNow + 86400) < 3600)
        #expect(certificate.fingerprint.count == 64)
    }

    @Test func aUsersCertificateSaysNameAndGroup() throws {
        let pem = try data {
            try $0.client(commonName: "ada, the first", organization: "system:masters", expired: true).certificate
        }
        let certificate = try #require(Certificate.all(inPEM: pem).first)
        #expect(certificate.subject.description == "CN=ada\\, the first,O=system:masters")
        #expect(certificate.subject.organizations == ["system:masters"])
        #expect(certificate.notAfter == Date(timeIntervalSince1970: 1_609_459_200))
    }

    @Test func anAuthoritySignsItself() throws {
        let pem = try data { $0.authority.certificate }
        let certificate = try #require(Certificate.all(inPEM: pem).first)
        #expect(certificate.isAuthority && certificate.isSelfIssued)
    }

    @Test func aBundleGivesAllItsCertificates() throws {
        let (one, other) = (
            try data { $0.authority.certificate }, try data { try $0.server().certificate }
        )
        let bundle =
            Data("# authorities\n".utf8) + one + Data("-----BEGIN CERTIFICATE-----\n!\n".utf8)
            + Data("-----END CERTIFICATE-----\n".utf8) + other
        #expect(Certificate.all(inPEM: bundle).map(\.subject.shortText) == ["crawlctl test authority", "server"])
        #expect(Certificate.all(inPEM: Data("-----BEGIN CERTIFICATE-----".utf8)).isEmpty)
        #expect(ServerConnection.Trust.data(bundle).authorities?.count == 2)
        #expect(ServerConnection.Trust.file("/nowhere").authorities == nil)
    }

    /// Whatever a server sends must not end the process.
    @Test func whatIsBrokenIsNoCertificateOrAnother() throws {
        let pem = try data { try $0.server().certificate }
        let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }
        let der = try #require(Data(base64Encoded: lines.joined()))
        let whole = try #require(Certificate(der: der))
        for count in 0..<der.count { #expect(Certificate(der: der.prefix(count)) == nil) }
        for index in der.indices {
            for value: UInt8 in [0x00, 0x7F, 0x80, 0x84, 0xFF] {
                var changed = der
                changed[index] = value
                if let other = Certificate(der: changed), changed != der { #expect(other != whole) }
            }
        }
    }
}
