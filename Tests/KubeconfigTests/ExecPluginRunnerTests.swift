import Foundation
import Kubeconfig
import Synchronization
import TestSupport
import Testing

@Suite(.fewAtOnce) struct ExecPluginRunnerTests {
    private static let v1 = "client.authentication.k8s.io/v1"

    /// A plugin that is a shell script; each of its runs adds a line to the file `runs`.
    private struct Plugin {
        let folder: KubeconfigFolder

        /// In the script `FOLDER` is the plugin's folder.
        init(_ script: String) throws {
            folder = try KubeconfigFolder()
            let whole = "#!/bin/sh\necho run >> 'FOLDER/runs'\n\(script)\n".replacing("FOLDER", with: folder.url.path)
            try folder.write(whole, to: "plugin")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o700], ofItemAtPath: folder.path("plugin"))
        }

        func connection(
            _ more: String = "", version: String = v1, mode: String = "Never", server: String = "https://h",
            cluster: String = ""
        ) throws -> ResolvedConnection {
            try folder.connection(
                KubeconfigFolder.config(
                    cluster: "{server: \"\(server)\"\(cluster)}",
                    user: "{exec: {command: ./plugin, apiVersion: \(version), interactiveMode: \(mode)\(more)}}"))
        }

        var runs: Int {
            let text = FileManager.default.contents(atPath: folder.path("runs")) ?? Data()
            return text.count { $0 == UInt8(ascii: "\n") }
        }
    }

    private static func answer(_ status: String, version: String = v1) -> String {
        """
        cat <<'END'
        {"kind": "ExecCredential", "apiVersion": "\(version)", "status": {\(status)}}
        END
        """
    }

    private func runner(
        timeLimit: Duration = .seconds(60), now: @escaping @Sendable () -> Date = { Date() },
        onMessage: @escaping @Sendable (String) -> Void = { _ in }
    ) -> ExecPluginRunner {
        ExecPluginRunner(
            environment: ["PATH": "/usr/bin:/bin", "KEPT": "kept"], isTerminal: false, timeLimit: timeLimit, now: now,
            onMessage: onMessage)
    }

    private func issue(
        _ runner: ExecPluginRunner, _ connection: ResolvedConnection, insteadOf refused: ExecPluginRunner.Issue? = nil
    ) async throws -> ExecPluginRunner.Issue {
        try await runner.issue(
            of: try #require(connection.exec), cluster: try connection.execClusterInfo(), insteadOfRun: refused?.run)
    }

    @Test func aTokenComesOutAndIsNotShown() async throws {
        let plugin = try Plugin(Self.answer(#""token": "s3cret""#))
        let issue = try await issue(runner(), try plugin.connection())
        #expect(issue.credential.token?.reveal() == "s3cret")
        #expect(issue.credential.expiresAt == nil)
        #expect(!"\(issue) \(String(reflecting: issue))".contains("s3cret"))
    }

    @Test func itIsToldWhatKubectlTells() async throws {
        let plugin = try Plugin(
            #"printf '%s\n' "$KUBERNETES_EXEC_INFO" "$KEPT $OWN $1" >'FOLDER/seen'"# + "\n"
                + Self.answer(#""token": "t""#))
        let connection = try plugin.connection(
            ", provideClusterInfo: true, args: [first], env: [{name: OWN, value: own}]",
            cluster: """
                , certificate-authority-data: "Y2E=", tls-server-name: name, extensions: \
                [{name: client.authentication.k8s.io/exec, extension: {audience: "true", port: 1}}]
                """)
        _ = try await issue(runner(), connection)
        let lines = try String(contentsOfFile: plugin.folder.path("seen"), encoding: .utf8).split(separator: "\n")
        let expected =
            #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"cluster":{"certificate-authority-data":"Y2E=","config":{"audience":"true","port":1},"server":"https://h","tls-server-name":"name"},"interactive":false}}"#
        #expect(lines.first.map(String.init) == expected)
        #expect(lines.last == "kept own first")
    }

    @Test func ahundredWhoAskAtOnceShareOneRun() async throws {
        let plugin = try Plugin(Self.answer(#""token": "t""#))
        let (runner, connection) = (runner(), try plugin.connection())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    let issue = try await issue(runner, connection)
                    #expect(issue.run == 1)
                }
            }
            try await group.waitForAll()
        }
        #expect(plugin.runs == 1)
    }

    @Test(arguments: [(", provideClusterInfo: true", 2), ("", 1)])
    func clustersShareARunUnlessThePluginIsToldOfThem(more: String, runs: Int) async throws {
        let plugin = try Plugin(Self.answer(#""token": "t""#))
        let runner = runner()
        for server in ["https://one", "https://two", "https://one"] {
            _ = try await issue(runner, try plugin.connection(more, server: server))
        }
        #expect(plugin.runs == runs)
    }

    @Test func aCredentialThatHasEndedIsNotUsed() async throws {
        let plugin = try Plugin(Self.answer(#""token": "t", "expirationTimestamp": "2030-01-01T00:00:00Z""#))
        let clock = Mutex(Date(timeIntervalSince1970: 1_893_456_000))
        let runner = runner(now: { clock.withLock { $0 } })
        let connection = try plugin.connection()
        _ = try await issue(runner, connection)
        _ = try await issue(runner, connection)
        #expect(plugin.runs == 1)
        clock.withLock { $0 += 1 }
        let later = try await issue(runner, connection)
        #expect(later.run == 2)
        #expect(plugin.runs == 2)
    }

    @Test func whatTheServerRefusedIsReplacedOnceForAll() async throws {
        let plugin = try Plugin(Self.answer(#""token": "t""#))
        let (runner, connection) = (runner(), try plugin.connection())
        let refused = try await issue(runner, connection)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    let issue = try await issue(runner, connection, insteadOf: refused)
                    #expect(issue.run == 2)
                }
            }
            try await group.waitForAll()
        }
        #expect(plugin.runs == 2)
    }

    @Test func certificatesComeAsWell() async throws {
        let plugin = try Plugin(
            Self.answer(#""clientCertificateData": "CERT\n", "clientKeyData": "KEY\n""#, version: Self.v1 + "beta1"))
        let credential = try await issue(runner(), try plugin.connection(version: Self.v1 + "beta1")).credential
        #expect(credential.token == nil)
        #expect(credential.clientCertificate == Data("CERT\n".utf8))
        #expect(credential.clientKey == Data("KEY\n".utf8))
    }

    @Test(arguments: [
        ("echo 's3cret'", "its output is no ExecCredential in JSON"),
        (answer("", version: "v9"), "it answered in another apiVersion than \(v1)"),
        ("echo '{\"kind\": \"Pod\"}'", "its output is no ExecCredential"),
        (answer(""), "its output has no token and no client certificate"),
        (answer(#""clientKeyData": "s3cret""#), "its clientCertificateData and clientKeyData go together"),
        (
            answer(#""token": "s3cret", "expirationTimestamp": "soon""#),
            "its expirationTimestamp is no RFC 3339 time"
        ),
        ("echo first >&2; echo log in again >&2; exit 3", "it failed with exit code 3: log in again"),
        ("kill -9 $$", "it was ended by signal 9"), ("yes", "its output is larger than 1 MiB"),
    ])
    func aFailureSaysWhyAndHappensOnce(script: String, cause: String) async throws {
        let plugin = try Plugin(script)
        let (runner, connection) = (runner(), try plugin.connection())
        for _ in 1...2 {
            let error = await #expect(throws: KubeconfigError.self) { try await issue(runner, connection) }
            #expect(error?.code == .execPlugin)
            #expect(error?.cause == cause)
            #expect(error?.description.contains("s3cret") == false)
        }
        #expect(plugin.runs == 1)
        await runner.forgetFailures()
        await #expect(throws: KubeconfigError.self) { try await issue(runner, connection) }
        #expect(plugin.runs == 2)
    }

    @Test func aProgramThatIsNotThereIsNamedWithItsHint() async throws {
        let connection = try KubeconfigFolder().connection(
            KubeconfigFolder.config(
                user: """
                    {exec: {command: no-such-login, apiVersion: \(Self.v1), interactiveMode: Never, \
                    installHint: get it at example.com}}
                    """))
        let error = await #expect(throws: KubeconfigError.self) { try await issue(runner(), connection) }
        #expect(error?.cause == "the program no-such-login is not there")
        #expect(error?.hint == "get it at example.com")
    }

    @Test func whatHasToAskNeedsATerminal() async throws {
        let plugin = try Plugin(Self.answer(#""token": "t""#))
        let error = await #expect(throws: KubeconfigError.self) {
            try await issue(runner(), try plugin.connection(mode: "Always"))
        }
        #expect(error?.cause == "it has to ask, and standard input is not a terminal")
        #expect(plugin.runs == 0)
    }

    @Test func itsMessagesAreHandedOn() async throws {
        let plugin = try Plugin("echo 'visit example.com' >&2\n" + Self.answer(#""token": "t""#))
        let messages = Mutex<[String]>([])
        _ = try await issue(
            runner(onMessage: { line in messages.withLock { $0.append(line) } }), try plugin.connection())
        #expect(messages.withLock { $0 } == ["visit example.com"])
    }

    @Test func aProgramThatHangsIsEndedWithItsChildren() async throws {
        let plugin = try Plugin("sleep 1000 & sleep 1000")
        let error = await #expect(throws: KubeconfigError.self) {
            try await issue(runner(timeLimit: .milliseconds(200)), try plugin.connection())
        }
        #expect(error?.cause == "it did not end within 0.2 s")
    }

    @Test func aProgramThatNobodyWaitsForIsEnded() async throws {
        let plugin = try Plugin("echo $$ > 'FOLDER/started'; exec sleep 1000")
        let pipe = plugin.folder.path("started")
        #expect(mkfifo(pipe, 0o600) == 0)
        let (runner, connection) = (runner(), try plugin.connection())
        let task = Task { try await issue(runner, connection) }
        let pid = try await Program.output(of: "cat", pipe).trimmingCharacters(in: .whitespacesAndNewlines)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let number = try #require(pid_t(pid))
        #expect(kill(number, 0) == -1)
    }
}
