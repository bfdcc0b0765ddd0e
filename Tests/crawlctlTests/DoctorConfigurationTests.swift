import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// What `doctor` says of files, flags and credentials, and that it says no secret.
@Suite(.fewAtOnce) struct DoctorConfigurationTests {
    @Test func whichFileDefinesWhatIsTold() async throws {
        try await DoctorHarness.withServer(token: "s3cret") { harness, server, _ in
            let home = harness.crawlctl.home.path
            try harness.writeConfig(
                "{current-context: main, contexts: [{name: main, context: {cluster: c, user: u, namespace: shop}}]}",
                to: "one")
            try harness.writeConfig(
                """
                clusters: [{name: c, cluster: {server: "\(server.url.absoluteString)", \
                certificate-authority: "\(harness.authority)"}}]
                users: [{name: u, user: {token: s3cret}}]
                """, to: "two")
            harness.crawlctl.environment["KUBECONFIG"] = "one:gone:two"
            let answer = try await harness.report(["main"])
            #expect(answer.status == 0)
            #expect(answer.object["context"] as? String == "main")
            #expect(answer.finding(of: "configuration") == "context main of \(home)/one")
            #expect(
                answer.notes(of: "configuration").prefix(3) == [
                    "$KUBECONFIG lists \(home)/one, \(home)/gone (not there), \(home)/two",
                    "the cluster c is of \(home)/two", "the user u is of \(home)/two",
                ])
            let details = answer.details(of: "configuration")
            #expect(details["filesFrom"] as? String == "KUBECONFIG")
            #expect((details["user"] as? [String: Any])?["file"] as? String == "\(home)/two")
            #expect(details["namespace"] as? String == "shop")
            #expect(answer.finding(of: "credentials") == "a token")
        }
    }

    @Test(arguments: [
        (["--kubeconfig", "gone"], "cannot read "), (["other"], "cannot use the context other: "),
        (["--kubeconfig", "broken"], "cannot use "), ([], "there is nothing to look at: "),
    ])
    func aConfigurationThatCannotBeUsedStopsEverything(arguments: [String], finding: String) async throws {
        try await DoctorHarness.with { harness in
            try harness.writeConfig("{contexts: 7}", to: "broken")
            let answer = try await harness.report(arguments)
            #expect(answer.status == 1)
            #expect(answer.finding(of: "configuration").hasPrefix(finding))
            #expect(answer.statuses.dropFirst().allSatisfy { $0.hasSuffix(": skipped") })
            #expect(answer.steps.count == 11)
        }
    }

    @Test func aUserThatNobodyDefinesIsAFinding() async throws {
        try await DoctorHarness.withServer { harness, server, _ in
            try harness.writeConfig(
                """
                current-context: main
                contexts: [{name: main, context: {cluster: c, user: gone}}]
                clusters: [{name: c, cluster: {server: "\(server.url.absoluteString)", \
                certificate-authority: "\(harness.authority)"}}]
                """)
            let answer = try await harness.report(["--kubeconfig", "config"])
            #expect(answer.status == 2)
            #expect(answer.status(of: "configuration") == "warning")
            #expect(answer.finding(of: "credentials") == "none: requests are anonymous")
        }
    }

    @Test func aTokenSaysWhenItEnds() async throws {
        let claims = Data(#"{"exp":1609459200,"sub":"s3cret"}"#.utf8).base64EncodedString()
        let token = "e30.\(claims.replacing("=", with: "")).c2ln"
        try await DoctorHarness.withServer(token: "right") { harness, _, trusted in
            let answer = try await harness.report(trusted + ["--token", token])
            #expect(answer.status(of: "credentials") == "warning")
            #expect(answer.notes(of: "credentials").first?.hasPrefix("the token expired on 2021-01-01, ") == true)
            #expect(answer.hint(of: "identity").hasPrefix("our credentials expired on 2021-01-01"))
            #expect(!answer.text.contains(claims.prefix(12)))
        }
    }

    @Test func whomWeActAsIsTold() async throws {
        try await DoctorHarness.withServer { harness, server, trusted in
            let answer = try await harness.report(trusted + ["--as", "ada", "--as-group", "dev"])
            #expect(answer.notes(of: "credentials") == ["to act as ada, in the groups dev"])
            let impersonation = answer.details(of: "credentials")["impersonation"] as? [String: Any]
            #expect(impersonation?["user"] as? String == "ada")
            #expect(server.requests.allSatisfy { $0.header("Impersonate-User") == "ada" })
        }
    }

    /// Each kind of credential, in a kubeconfig whose every secret has the same word in it.
    @Test(arguments: [
        "{token: s3cret-token}", "{tokenFile: secret-file}", "{username: ada, password: s3cret-password}",
        """
        {exec: {command: ./plugin, args: [s3cret-argument], env: [{name: KEY, value: s3cret-value}], \
        apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}
        """,
    ])
    func noSecretIsPrinted(user: String) async throws {
        try await DoctorHarness.withServer(token: "s3cret-token") { harness, server, _ in
            try harness.writeConfig("s3cret-token\n", to: "secret-file")
            try harness.writeConfig(
                """
                #!/bin/sh
                echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", \
                "status": {"token": "s3cret-token"}}'
                """, to: "plugin")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o700], ofItemAtPath: harness.crawlctl.home.appending(path: "plugin").path)
            try harness.writeConfig(
                """
                current-context: main
                contexts: [{name: main, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "https://user:s3cret@127.0.0.1:\(server.port)/?s3cret", \
                certificate-authority: "\(harness.authority)"}}]
                users: [{name: u, user: \(user)}]
                """)
            var printed = ""
            for format in ["text", "json"] {
                let result = try await harness.run(["--kubeconfig", "config", "-o", format])
                printed += result.output + result.errors
            }
            #expect(printed.contains("main"))
            #expect(!printed.contains("s3cret"))
            #expect(!printed.contains(Data("ada:s3cret-password".utf8).base64EncodedString()))
        }
    }
}
