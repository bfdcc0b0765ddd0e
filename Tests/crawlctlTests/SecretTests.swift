import FakeAPIServer
import Foundation
import Testing

/// No credential is in the database, in any output, or in an error.
@Suite(.fewAtOnce) struct SecretTests {
    @Test func aTokenIsNowhere() async throws {
        try await Binary.with { crawlctl in
            let folder = crawlctl.home.appending(path: "tls")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let certificates = try TestCertificates(in: folder)
            let options = FakeAPIServerOptions(bearerToken: "s3cret-token", tls: .init(try certificates.server()))
            let tokenFile = crawlctl.home.appending(path: "token")
            try Data("s3cret-token\n".utf8).write(to: tokenFile)
            try await FakeAPIServer.withServer(.small, options) { server in
                let url = server.url.absoluteString
                let authority = ["--certificate-authority", certificates.authority.certificate.path]
                var printed = ""
                for arguments in [
                    ["crawl", "--server", url, "--token", "s3cret-token", "--name", "x"] + authority,
                    ["crawl", "--server", url, "--token-file", tokenFile.path, "--name", "x", "-o", "json"] + authority,
                    ["crawl", "--server", url, "--token", "wrong-s3cret-token", "--name", "x"] + authority,
                    ["crawl", "--server", url, "--token", "bad\u{7}s3cret-token", "--name", "x"] + authority,
                    [
                        "crawl", "--server", "https://user:s3cret-token@127.0.0.1:\(server.port)/?x=s3cret-token",
                        "--name", "x",
                    ] + authority,
                    ["clusters", "-o", "json"], ["sql", "SELECT * FROM crawl", "-o", "json"],
                ] {
                    let result = try await crawlctl.run(arguments)
                    printed += result.output + result.errors
                }
                #expect(printed.contains("1 of 1 cluster recorded"))
                #expect(!printed.contains("s3cret"))
                let data = try Data(contentsOf: URL(filePath: crawlctl.database))
                #expect(data.range(of: Data("s3cret".utf8)) == nil)
            }
        }
    }
}
