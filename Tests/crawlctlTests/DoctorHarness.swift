import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// A binary with certificates in its home, and what its doctor says of a server.
struct DoctorHarness {
    var crawlctl: Binary
    let certificates: TestCertificates

    var authority: String { certificates.authority.certificate.path }

    static func with(_ body: (inout DoctorHarness) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            let folder = crawlctl.home.appending(path: "tls")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var harness = DoctorHarness(crawlctl: crawlctl, certificates: try TestCertificates(in: folder))
            try await body(&harness)
        }
    }

    /// Gives a test a server with TLS, and what to say on the command line to trust it.
    static func withServer(
        _ cluster: FakeCluster = .small, token: String? = nil,
        identity: (TestCertificates) throws -> TestCertificates.Identity = { try $0.server() },
        clientAuthority: Bool = false,
        _ body: (inout DoctorHarness, FakeAPIServer, _ trusted: [String]) async throws -> Void
    ) async throws {
        try await with { harness in
            let options = FakeAPIServerOptions(
                bearerToken: token,
                tls: .init(
                    try identity(harness.certificates),
                    clientAuthority: clientAuthority ? harness.certificates.authority : nil))
            try await FakeAPIServer.withServer(cluster, options) { server in
                let url = ["--server", server.url.absoluteString]
                try await body(&harness, server, url + ["--certificate-authority", harness.authority])
            }
        }
    }

    func writeConfig(_ text: String, to name: String = "config") throws {
        try Data(text.utf8).write(to: crawlctl.home.appending(path: name))
    }

    func run(_ arguments: [String]) async throws -> Program.Result { try await crawlctl.run(["doctor"] + arguments) }

    func report(_ arguments: [String]) async throws -> DoctorAnswer {
        let result = try await run(arguments + ["-o", "json"])
        #expect(result.errors == "")
        return try DoctorAnswer(result)
    }
}

/// What `doctor -o json` printed.
struct DoctorAnswer {
    let status: Int32
    let object: [String: Any]
    let text: String

    init(_ result: Program.Result) throws {
        status = result.status
        text = result.output
        object = try #require(try JSONSerialization.jsonObject(with: result.data) as? [String: Any])
    }

    var steps: [[String: Any]] { object["steps"] as? [[String: Any]] ?? [] }

    /// Each step's name and status, `tls: ok`.
    var statuses: [String] {
        steps.map { "\($0["name"] as? String ?? ""): \($0["status"] as? String ?? "")" }
    }

    func status(of name: String) -> String? { step(name)["status"] as? String }
    func finding(of name: String) -> String { step(name)["finding"] as? String ?? "" }
    func hint(of name: String) -> String { step(name)["hint"] as? String ?? "" }
    func notes(of name: String) -> [String] { step(name)["notes"] as? [String] ?? [] }
    func details(of name: String) -> [String: Any] { step(name)["details"] as? [String: Any] ?? [:] }

    func groupVersion(_ name: String) throws -> [String: Any] {
        let all = details(of: "groupVersions")["groupVersions"] as? [[String: Any]] ?? []
        return try #require(all.first { $0["groupVersion"] as? String == name })
    }

    private func step(_ name: String) -> [String: Any] { steps.first { $0["name"] as? String == name } ?? [:] }
}
