import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// What `doctor` says of certificates, the server's and ours.
@Suite(.fewAtOnce) struct DoctorTLSTests {
    enum Case: String, CaseIterable {
        case untrusted, anotherOfThatName, expired, otherName
    }

    @Test(arguments: Case.allCases)
    func whyAServerIsNotBelievedIsTold(why: Case) async throws {
        try await DoctorHarness.with { harness in
            let others = try TestCertificates(in: harness.crawlctl.home.appending(path: "others"))
            let identity =
                switch why {
                case .untrusted, .anotherOfThatName: try harness.certificates.server()
                case .expired: try harness.certificates.server(expired: true)
                case .otherName: try harness.certificates.server(subjectAlternativeNames: ["DNS:kubernetes.example"])
                }
            let trust =
                switch why {
                case .untrusted:
                    [
                        "--client-key", others.authority.key.path, "--client-certificate",
                        others.authority.certificate.path,
                    ]
                case .anotherOfThatName: ["--certificate-authority", others.authority.certificate.path]
                case .expired, .otherName: ["--certificate-authority", harness.authority]
                }
            let options = FakeAPIServerOptions(bearerToken: "s3cret", tls: .init(identity))
            try await FakeAPIServer.withServer(.small, options) { server in
                let url = server.url.absoluteString
                let answer = try await harness.report(["--server", url, "--token", "s3cret"] + trust)
                #expect(answer.status == 1)
                #expect(answer.status(of: "connection") == "ok")
                #expect(answer.status(of: "tls") == "failed")
                #expect(answer.status(of: "identity") == "skipped")
                let certificate = answer.details(of: "tls")["certificate"] as? [String: Any]
                #expect(certificate?["issuer"] as? String == "CN=crawlctl test authority")
                #expect(answer.details(of: "tls")["verified"] as? Bool == false)
                switch why {
                case .untrusted:
                    #expect(
                        answer.finding(of: "tls") == "the server's certificate is signed by an unknown authority")
                    #expect(
                        answer.notes(of: "tls") == [
                            "certificate of server, for localhost, 127.0.0.1",
                            "signed by crawlctl test authority",
                            "trusted: the system's authorities, since none is configured",
                        ])
                case .anotherOfThatName:
                    #expect(answer.hint(of: "tls").hasPrefix("an authority of that name is trusted, but it is another"))
                case .expired:
                    #expect(answer.finding(of: "tls") == "the server's certificate has expired")
                    #expect(
                        answer.notes(of: "tls").first?.hasPrefix("the certificate of server expired on 2021-01-01")
                            == true)
                case .otherName:
                    #expect(
                        answer.finding(of: "tls") == "the server's certificate is for another name than 127.0.0.1")
                    #expect(answer.notes(of: "tls") == ["certificate of server, for kubernetes.example"])
                    #expect(answer.hint(of: "tls").contains("--tls-server-name"))
                }
                // Nothing was asked of a server that is not believed, and nobody said who they are.
                #expect(server.requestCount == 0)
            }
        }
    }

    @Test func aCertificateThatEndsSoonIsAFinding() async throws {
        try await DoctorHarness.withServer(identity: { try $0.server(days: 10) }) { harness, _, trusted in
            let answer = try await harness.report(trusted)
            #expect(answer.status == 2)
            #expect(answer.status(of: "tls") == "warning")
            #expect(answer.notes(of: "tls").contains { $0.hasPrefix("expires on ") && $0.hasSuffix(", in 9 days") })
        }
    }

    @Test func whoBelievesAnyServerIsTold() async throws {
        try await DoctorHarness.withServer { harness, server, _ in
            let answer = try await harness.report([
                "--server", server.url.absoluteString, "--insecure-skip-tls-verify",
            ])
            #expect(answer.status == 2)
            #expect(answer.status(of: "tls") == "warning")
            #expect(answer.details(of: "tls")["verified"] as? Bool == false)
            #expect((answer.details(of: "tls")["certificate"] as? [String: Any])?["subject"] as? String == "CN=server")
        }
    }

    @Test func aDemandForAClientCertificateIsUnderstood() async throws {
        try await DoctorHarness.withServer(clientAuthority: true) { harness, server, trusted in
            let answer = try await harness.report(trusted)
            #expect(answer.status == 1)
            #expect(answer.status(of: "tls") == "failed")
            #expect(answer.details(of: "tls")["asksForClientCertificate"] as? Bool == true)
            #expect(answer.hint(of: "tls").hasPrefix("give one with --client-certificate"))
            // The server closes the connection behind its alert, which may be lost with it.
            if answer.details(of: "tls")["alert"] as? String == "certificate_required" {
                #expect(
                    answer.finding(of: "tls") == "the server demands a client certificate (certificate_required)")
            } else {
                #expect(
                    answer.finding(of: "tls")
                        == "the server broke the connection, and may demand a client certificate: it asked for one")
            }
            #expect(server.requestCount == 0)

            let client = try harness.certificates.client(days: 100)
            let ours = ["--client-certificate", client.certificate.path, "--client-key", client.key.path]
            let accepted = try await harness.report(trusted + ours)
            #expect(accepted.status == 0)
            #expect(accepted.finding(of: "credentials") == "a client certificate in \(client.certificate.path)")
            #expect(
                accepted.notes(of: "credentials").first?.hasPrefix(
                    "it is CN=test-user,O=test-group, signed by crawlctl test authority, and expires on ") == true)

            let others = try TestCertificates(in: harness.crawlctl.home.appending(path: "others"))
            let theirs = try others.client()
            let foreign = try await harness.report(
                trusted + ["--client-certificate", theirs.certificate.path, "--client-key", theirs.key.path])
            #expect(foreign.status == 1)
            #expect(foreign.status(of: "tls") == "failed")
            #expect(foreign.finding(of: "tls").contains("not take our client certificate"))
        }
    }

    @Test func aClientCertificateThatHasEndedIsAFinding() async throws {
        try await DoctorHarness.withServer { harness, _, trusted in
            let client = try harness.certificates.client(expired: true)
            let answer = try await harness.report(
                trusted + ["--client-certificate", client.certificate.path, "--client-key", client.key.path])
            #expect(answer.status(of: "credentials") == "warning")
            #expect(answer.notes(of: "credentials").first?.contains("expired on 2021-01-01") == true)
            #expect(answer.details(of: "credentials")["expiresAt"] as? String == "2021-01-01T00:00:00Z")
        }
    }

    @Test func whatDoesNotSpeakTLSIsGuessed() async throws {
        try await DoctorHarness.with { harness in
            try await FakeAPIServer.withServer { server in
                let answer = try await harness.report(["--server", "https://127.0.0.1:\(server.port)"])
                #expect(answer.status == 1)
                #expect(answer.status(of: "tls") == "failed")
                #expect(answer.hint(of: "tls") == "what listens there may not speak TLS")
            }
        }
    }

    @Test func aServerOnThisMachineNeedsNoTLS() async throws {
        try await DoctorHarness.with { harness in
            try await FakeAPIServer.withServer { server in
                let plain = try await harness.report(["--server", server.url.absoluteString])
                #expect(plain.status == 0)
                #expect(plain.details(of: "tls")["trust"] is NSNull)
                let token = try await harness.report(["--server", server.url.absoluteString, "--token", "s3cret"])
                #expect(token.status == 2)
                #expect(token.notes(of: "credentials").last?.hasPrefix("they are not sent") == true)
                #expect(server.requests.allSatisfy { $0.header("Authorization") == nil })
            }
        }
    }
}
