import FakeAPIServer
import Foundation
import TestSupport
import Testing

@Suite(.fewAtOnce) struct TestCertificatesTests {
    @Test func keysAreReadableByTheirOwnerOnly() throws {
        let folder = try TemporaryFolder()
        let certificates = try TestCertificates(in: folder.url)
        for identity in [certificates.authority, try certificates.server(), try certificates.client()] {
            let attributes = try FileManager.default.attributesOfItem(atPath: identity.key.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func nothingButCertificatesAndKeysIsLeft() throws {
        let folder = try TemporaryFolder()
        _ = try TestCertificates(in: folder.url).server()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        #expect(names == ["authority.crt", "authority.key", "server.crt", "server.key"])
    }

    @Test func certificateCanBeReplaced() throws {
        let folder = try TemporaryFolder()
        let certificates = try TestCertificates(in: folder.url)
        let first = try Data(contentsOf: certificates.server().certificate)
        let second = try Data(contentsOf: certificates.server().certificate)
        #expect(first != second)
    }

    @Test func nameThatOpenSSLRefusesIsAnError() throws {
        let folder = try TemporaryFolder()
        let certificates = try TestCertificates(in: folder.url)
        #expect {
            try certificates.server(subjectAlternativeNames: ["IP:nowhere"])
        } throws: { error in
            (error as? FakeAPIServerError)?.code == .opensslFailed(command: "ca", status: 1)
        }
    }
}
