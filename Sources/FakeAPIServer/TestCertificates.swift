import Foundation

/// A throwaway certificate authority for tests, with the certificates it signs.
///
/// Everything is made by the `openssl` command line, in a way that LibreSSL's understands too: P-256 keys, and dates
/// and extensions from a configuration file. Making one certificate takes about 30 ms and blocks its thread.
/// Key files are readable by their owner only. Nothing here is safe for anything but tests.
public struct TestCertificates: Sendable {
    /// A certificate and its key, both PEM files.
    public struct Identity: Hashable, Sendable {
        /// The certificate.
        public let certificate: URL
        /// Its key, mode 0600.
        public let key: URL
    }

    /// The authority; its certificate is what clients and servers trust.
    public let authority: Identity

    private let folder: URL

    /// Makes an authority.
    ///
    /// - Parameter folder: Where its files go, and those of its certificates; made if it is not there.
    /// - Throws: ``FakeAPIServerError`` when `openssl` is not there or fails, and what FileManager throws.
    public init(in folder: URL) throws {
        self.folder = folder
        authority = try Issue(
            name: "authority", folder: folder, subject: "/CN=crawlctl test authority",
            extensions: [
                "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign",
                "subjectKeyIdentifier=hash",
            ], issuer: nil
        ).make()
    }

    /// Makes a server certificate.
    ///
    /// - Parameters:
    ///   - name: The name of its files; an earlier certificate of that name is lost.
    ///   - subjectAlternativeNames: The names it is good for, as `openssl` writes them.
    ///   - expired: Whether its time is over, since the beginning of 2021.
    ///   - days: How long it is good for otherwise.
    /// - Throws: ``FakeAPIServerError`` when `openssl` fails, and what FileManager throws.
    public func server(
        _ name: String = "server", subjectAlternativeNames: [String] = ["DNS:localhost", "IP:127.0.0.1"],
        expired: Bool = false, days: Int = 365
    ) throws -> Identity {
        try Issue(
            name: name, folder: folder, subject: "/CN=\(name)",
            extensions: [
                "basicConstraints=CA:FALSE", "keyUsage=critical,digitalSignature", "extendedKeyUsage=serverAuth",
                "subjectAltName=\(subjectAlternativeNames.joined(separator: ","))",
            ], issuer: authority, expired: expired, days: days
        ).make()
    }

    /// Makes a client certificate: to a real server, the user `commonName` in the group `organization`.
    ///
    /// - Parameters:
    ///   - name: The name of its files; an earlier certificate of that name is lost.
    ///   - commonName: The user, without slashes.
    ///   - organization: The group, without slashes.
    ///   - expired: Whether its time is over, since the beginning of 2021.
    ///   - days: How long it is good for otherwise.
    /// - Throws: ``FakeAPIServerError`` when `openssl` fails, and what FileManager throws.
    public func client(
        _ name: String = "client", commonName: String = "test-user", organization: String = "test-group",
        expired: Bool = false, days: Int = 365
    ) throws -> Identity {
        try Issue(
            name: name, folder: folder, subject: "/O=\(organization)/CN=\(commonName)",
            extensions: [
                "basicConstraints=CA:FALSE", "keyUsage=critical,digitalSignature", "extendedKeyUsage=clientAuth",
            ], issuer: authority, expired: expired, days: days
        ).make()
    }
}

extension FakeAPIServerOptions.TLS {
    /// Takes a certificate that was made for tests.
    public init(
        _ identity: TestCertificates.Identity, clientAuthority: TestCertificates.Identity? = nil,
        allowsHTTP2: Bool = true
    ) {
        self.init(
            certificateChain: identity.certificate, key: identity.key,
            clientAuthority: clientAuthority?.certificate, allowsHTTP2: allowsHTTP2)
    }
}
