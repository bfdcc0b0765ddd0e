import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// What `doctor` says of servers, well and not.
@Suite(.fewAtOnce) struct DoctorTests {
    private static let names = [
        "configuration", "credentials", "address", "connection", "tls", "identity", "version", "health", "discovery",
        "groupVersions", "kubectl",
    ]

    private static let metrics = GroupVersion(group: "metrics.k8s.io", version: "v1beta1")

    // MARK: - All well

    @Test func aServerThatIsWellIsSaidToBe() async throws {
        try await DoctorHarness.withServer(token: "t") { harness, server, trusted in
            let result = try await harness.run(trusted + ["--token", "t"])
            #expect(result.errors == "")
            #expect(result.status == 0)
            #expect(result.output.hasSuffix("\nall well\n"))
            #expect(result.output.contains("ok    identity        test-user\n"))
            #expect(result.output.contains("ok    TLS             TLS 1.3, HTTP/2, "))
            #expect(result.output.contains(" certificate of server, for localhost, 127.0.0.1\n"))
            #expect(result.output.contains(" signed by crawlctl test authority\n"))
            #expect(result.output.contains("ok    group versions  8 group versions, all current\n"))
            // Every group version has its cost.
            for path in ["/api/v1", "/apis/apps/v1", "/apis/metrics.k8s.io/v1beta1"] {
                #expect(server.requests.count { $0.path == path } == 1)
            }
            #expect(result.output.contains(" 1  metrics.k8s.io/v1beta1\n"))
            // One connection, made once.
            #expect(server.connectionsAccepted == 1)
            #expect(!FileManager.default.fileExists(atPath: harness.crawlctl.database))
        }
    }

    @Test func theDataHasEveryFieldOfEveryStep() async throws {
        try await DoctorHarness.withServer { harness, server, trusted in
            let answer = try await harness.report(trusted)
            #expect(answer.status == 0)
            #expect(answer.object.keys.sorted() == ["context", "findings", "server", "status", "steps", "usable"])
            #expect(answer.object["status"] as? String == "ok")
            #expect(answer.object["usable"] as? Bool == true)
            #expect(answer.object["server"] as? String == server.url.absoluteString)
            #expect(answer.statuses == Self.names.map { "\($0): ok" })
            for step in answer.steps {
                #expect(step.keys.sorted() == ["details", "finding", "hint", "name", "notes", "status"])
            }
            let cost = ["bytes", "durationSeconds", "error", "httpStatus", "requests"]
            let fields: [String: [String]] = [
                "configuration": [
                    "cluster", "context", "error", "files", "filesFrom", "flags", "namespace", "proxy", "server",
                    "source", "tlsServerName", "user",
                ],
                "credentials": [
                    "clientCertificate", "error", "execPlugin", "expiresAt", "impersonation", "kinds", "sent",
                    "tokenFile", "username",
                ],
                "address": ["addresses", "durationSeconds", "error", "host", "isAddress", "of"],
                "connection": ["address", "durationSeconds", "error", "port", "proxy"],
                "tls": [
                    "alert", "asksForClientCertificate", "certificate", "chain", "durationSeconds", "error",
                    "httpVersion", "serverName", "trust", "verified", "version",
                ],
                "identity": (["extraKeys", "groups", "uid", "username"] + cost).sorted(),
                "version": (["gitVersion", "platform"] + cost).sorted(),
                "health": (["failedChecks", "ready"] + cost).sorted(),
                "discovery": ["best", "coreError", "error", "forms"],
                "groupVersions": [
                    "bytes", "current", "durationSeconds", "failed", "groupVersions", "medianSeconds", "requests",
                    "requestsInFlight", "slow", "slowLimitSeconds", "stale",
                ],
                "kubectl": [
                    "aggregated", "assumption", "burst", "durationSeconds", "requests", "requestsPerSecond",
                    "throttledSeconds",
                ],
            ]
            for name in Self.names { #expect(answer.details(of: name).keys.sorted() == fields[name], "\(name)") }
            #expect(
                try answer.groupVersion("apps/v1").keys.sorted()
                    == ([
                        "apiService", "apiServiceError", "form", "group", "groupVersion", "listedIn", "resources",
                        "slow",
                        "state", "version",
                    ] + cost).sorted())
            let certificate = try #require(answer.details(of: "tls")["certificate"] as? [String: Any])
            #expect(certificate["subject"] as? String == "CN=server")
            #expect(certificate["subjectAlternativeNames"] as? [String] == ["localhost", "127.0.0.1"])
            #expect(certificate["daysLeft"] as? Int == 364)
            #expect(answer.details(of: "tls")["verified"] as? Bool == true)
            #expect(answer.details(of: "connection")["port"] as? Int == server.port)
            #expect(answer.details(of: "identity")["username"] as? String == "test-user")
            #expect(
                answer.details(of: "identity")["extraKeys"] as? [String] == [
                    "authentication.kubernetes.io/credential-id"
                ])
            #expect(answer.details(of: "version")["gitVersion"] as? String == "v1.36.2")
        }
    }

    // MARK: - The way there

    @Test func nobodyWhoListensStopsWhatFollows() async throws {
        try await DoctorHarness.with { harness in
            let answer = try await harness.report(["--server", "https://127.0.0.1:1"])
            #expect(answer.status == 1)
            #expect(answer.object["usable"] as? Bool == false)
            #expect(
                answer.statuses
                    == ["configuration: ok", "credentials: ok", "address: ok", "connection: failed"]
                    + Self.names.dropFirst(4).map { "\($0): skipped" })
            #expect(answer.finding(of: "connection") == "cannot reach 127.0.0.1:1: connection refused")
            #expect(answer.finding(of: "kubectl") == "not tried, since connection failed")
            let text = try await harness.run(["--server", "https://127.0.0.1:1"])
            #expect(text.status == 1)
            #expect(text.output.contains("\nfail  connection      cannot reach 127.0.0.1:1: connection refused\n"))
            #expect(
                text.output.hasSuffix(
                    "\nskip  TLS, identity, version, health, discovery, group versions, kubectl: not tried, since connection failed\nthe server cannot be used: connection failed\n"
                ))
        }
    }

    @Test func aNameThatNobodyKnowsStopsWhatFollows() async throws {
        try await DoctorHarness.with { harness in
            let answer = try await harness.report(["--server", "https://crawlctl.invalid:6443"])
            #expect(answer.status == 1)
            #expect(answer.status(of: "address") == "failed")
            #expect(answer.finding(of: "address").hasPrefix("cannot look up crawlctl.invalid: "))
            #expect(answer.status(of: "connection") == "skipped")
        }
    }

    @Test func aProxyIsNamedAndGoneThrough() async throws {
        try await DoctorHarness.withServer(identity: { try $0.server(subjectAlternativeNames: ["DNS:far.example.com"]) }
        ) {
            harness, server, _ in
            let proxy = try TunnelProxy()
            let url = "https://far.example.com:\(server.port)"
            let answer = try await harness.report([
                "--server", url, "--certificate-authority", harness.authority, "--proxy-url",
                "http://user:s3cret@127.0.0.1:\(proxy.port)",
            ])
            #expect(answer.status == 0)
            #expect(Set(proxy.targets) == ["far.example.com:\(server.port)"])
            #expect(answer.details(of: "address")["of"] as? String == "proxy")
            #expect(answer.finding(of: "connection").hasPrefix("the proxy at 127.0.0.1:\(proxy.port), in "))
            #expect(answer.notes(of: "connection") == ["it leads on to far.example.com:\(server.port)"])
            #expect(!answer.text.contains("s3cret"))
        }
    }

    // MARK: - Who we are

    @Test func credentialsThatAreRefusedStopWhatFollows() async throws {
        try await DoctorHarness.withServer(token: "right") { harness, _, trusted in
            let answer = try await harness.report(trusted + ["--token", "wrong"])
            #expect(answer.status == 1)
            #expect(answer.status(of: "tls") == "ok")
            #expect(answer.finding(of: "identity") == "401 Unauthorized: the server does not know us")
            #expect(answer.hint(of: "identity").hasPrefix("the token is not of this cluster"))
            #expect(answer.status(of: "discovery") == "skipped")
            let nobody = try await harness.report(trusted)
            #expect(nobody.hint(of: "identity").hasPrefix("requests are anonymous"))
        }
    }

    @Test(arguments: [
        (403, "warning", "403 Forbidden: the server knows us, but we may not ask who we are", 2 as Int32),
        (404, "skipped", "not known: the server has no selfsubjectreviews, which come with Kubernetes 1.28", 0),
        (500, "warning", "not known: 500 Internal Server Error", 2),
    ])
    func whoMayNotAskWhoTheyAreGoesOn(code: Int, status: String, finding: String, exitCode: Int32) async throws {
        try await DoctorHarness.withServer { harness, server, trusted in
            server.setFault(.status(code), at: "/apis/authentication.k8s.io/v1/selfsubjectreviews")
            let answer = try await harness.report(trusted)
            #expect(answer.status == exitCode)
            #expect(answer.status(of: "identity") == status)
            #expect(answer.finding(of: "identity") == finding)
            #expect(answer.status(of: "kubectl") == "ok")
        }
    }

    @Test func aPluginThatFailsStopsOnlyWhatNeedsIt() async throws {
        try await DoctorHarness.withServer { harness, server, _ in
            try harness.writeConfig(
                """
                current-context: main
                contexts: [{name: main, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "\(server.url.absoluteString)", \
                certificate-authority: "\(harness.authority)"}}]
                users: [{name: u, user: {exec: {command: /bin/sh, args: ["-c", "echo s3cret; exit 3"], \
                apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}}]
                """)
            let answer = try await harness.report(["--kubeconfig", "config"])
            #expect(answer.status == 1)
            #expect(answer.status(of: "credentials") == "failed")
            #expect(
                answer.finding(of: "credentials")
                    == "cannot get credentials from the exec plugin /bin/sh: it failed with exit code 3")
            #expect(answer.status(of: "tls") == "ok")
            #expect(answer.finding(of: "identity") == "not tried, since credentials failed")
            #expect(!answer.text.contains("s3cret"))
        }
    }

    // MARK: - What it serves

    @Test(arguments: [false, true]) func whatIsStaleOrFailedIsNamedWithWhoServesIt(mayRead: Bool) async throws {
        var cluster = FakeCluster.small
        cluster.stale = [Self.metrics]
        cluster.apiServices[Self.metrics] = FakeAPIService(
            namespace: "kube-system", service: "metrics-server", isAvailable: false, reason: "MissingEndpoints",
            message: "endpoints for service/metrics-server have no addresses")
        cluster.apiServices[GroupVersion(group: "apps", version: "v1")] = FakeAPIService(
            namespace: "", service: nil, isAvailable: true, reason: "Local", message: "")
        try await DoctorHarness.withServer(cluster) { harness, server, trusted in
            server.setFault(.status(500), at: "/apis/apps/v1")
            let path = "/apis/apiregistration.k8s.io/v1/apiservices/"
            if !mayRead {
                server.setFault(.status(403), at: path + "v1beta1.metrics.k8s.io")
                server.setFault(.status(403), at: path + "v1.apps")
            }
            let answer = try await harness.report(trusted)
            #expect(answer.status == 2)
            #expect(answer.object["findings"] as? Int == 2)
            #expect(answer.finding(of: "groupVersions") == "8 group versions, 1 stale, 1 failed")
            let stale = try answer.groupVersion("metrics.k8s.io/v1beta1")
            #expect(stale["state"] as? String == "stale")
            #expect(stale["httpStatus"] as? Int == 503)
            #expect(stale["requests"] as? Int == 1)
            let failed = try answer.groupVersion("apps/v1")
            #expect(failed["state"] as? String == "failed")
            #expect(failed["error"] as? String == "500 Internal Server Error")
            #expect(try answer.groupVersion("v1")["state"] as? String == "current")
            let text = try await harness.run(trusted + ["--summary"])
            #expect(text.output.contains("metrics.k8s.io/v1beta1: 503 Service Unavailable\n"))
            #expect(text.output.hasSuffix("\n2 findings: 2 in group versions\n"))
            #expect(text.output.contains("\n  6 more are well\n"))
            #expect(
                text.output.contains(
                    "leaves out what is stale, and says nothing of it: metrics.k8s.io/v1beta1\n"))
            if mayRead {
                let service = try #require(stale["apiService"] as? [String: Any])
                #expect(service["reason"] as? String == "MissingEndpoints")
                #expect(service["since"] as? String == "2026-11-20T08:00:00Z")
                #expect((service["service"] as? [String: Any])?["port"] as? Int == 443)
                #expect(
                    text.output.contains(
                        "served by the service kube-system/metrics-server:443, not available: MissingEndpoints: endpoints for service/metrics-server have no addresses\n"
                    ))
                #expect(text.output.contains("served by the API server itself, which is said to be available\n"))
                #expect(answer.hint(of: "groupVersions").contains("kubectl -n kube-system get endpointslices"))
            } else {
                #expect(stale["apiServiceError"] as? String == "403 Forbidden")
                #expect(text.output.contains("the APIServices behind them may not be read with these credentials"))
                // Who may not read one is not asked for the next.
                #expect(server.requests.count { $0.path.hasPrefix(path) } == 2)
            }
        }
    }

    private static let spoken: [(Set<DiscoveryForm>, String, Int)] = [
        ([.legacy], "legacy", 10), ([.aggregatedV2beta1, .legacy], "v2beta1", 10), ([.aggregatedV2, .legacy], "v2", 2),
        ([.aggregatedV2, .aggregatedV2beta1, .legacy], "v2", 2),
    ]

    @Test(arguments: spoken)
    func theFormsThatAServerSpeaksAreTold(forms: Set<DiscoveryForm>, best: String, requests: Int) async throws {
        var cluster = FakeCluster.small
        cluster.forms = forms
        try await DoctorHarness.withServer(cluster) { harness, _, trusted in
            let answer = try await harness.report(trusted)
            #expect(answer.status == 0)
            #expect(answer.details(of: "discovery")["best"] as? String == best)
            let told = answer.details(of: "discovery")["forms"] as? [[String: Any]] ?? []
            let spoken = told.filter { $0["spoken"] as? Bool == true }.compactMap { $0["form"] as? String }
            #expect(Set(spoken) == Set(forms.map(\.rawValue)))
            #expect(told.allSatisfy { $0["requests"] as? Int == 2 })
            #expect(answer.details(of: "kubectl")["requests"] as? Int == requests)
            #expect(try answer.groupVersion("apps/v1")["listedIn"] as? [String] == spoken)
        }
    }

    @Test func aGroupVersionThatHangsHoldsUpNothingElse() async throws {
        try await DoctorHarness.withServer { harness, server, trusted in
            server.setFault(.hang, at: "/apis/apps/v1")
            server.setFault(.delay(.milliseconds(600)), at: "/apis/events.k8s.io/v1")
            let answer = try await harness.report(trusted + ["--request-timeout", "6s"])
            #expect(answer.status == 2)
            #expect(answer.finding(of: "groupVersions").hasPrefix("8 group versions, 1 failed"))
            #expect(try answer.groupVersion("apps/v1")["slow"] as? Bool == false)
            #expect(answer.details(of: "groupVersions")["current"] as? Int == 7)
            let hanging = try answer.groupVersion("apps/v1")
            #expect(hanging["error"] as? String == "no complete answer in time")
            #expect(hanging["httpStatus"] is NSNull)
            // Each is timed for itself; what is slow, the machine's load decides too.
            let limit = try #require(answer.details(of: "groupVersions")["slowLimitSeconds"] as? Double)
            let slow = try answer.groupVersion("events.k8s.io/v1")
            let duration = try #require(slow["durationSeconds"] as? Double)
            #expect(duration >= 0.6)
            #expect(slow["slow"] as? Bool == (duration > limit))
            #expect(slow["state"] as? String == "current")
        }
    }

    @Test func aServerThatNeverAnswersIsGivenUp() async throws {
        try await DoctorHarness.withServer { harness, server, trusted in
            server.setFault(.hang, at: FakeAPIServer.everyPath)
            let answer = try await harness.report(trusted + ["--request-timeout", "3s"])
            #expect(answer.status == 1)
            #expect(answer.status(of: "tls") == "ok")
            #expect(answer.finding(of: "identity") == "no answer: no complete answer in time")
            #expect(answer.status(of: "discovery") == "skipped")
        }
    }

    @Test func whatMayNotBeReadIsExplained() async throws {
        try await DoctorHarness.withServer { harness, server, trusted in
            server.setFault(.status(403), at: "/apis")
            let answer = try await harness.report(trusted)
            #expect(answer.status == 1)
            #expect(answer.finding(of: "discovery") == "cannot read /apis: 403 Forbidden")
            #expect(answer.hint(of: "discovery").contains("system:discovery"))
            server.removeFaults()
            server.setFault(.status(403), at: "/api")
            let half = try await harness.report(trusted)
            #expect(half.status == 2)
            #expect(half.notes(of: "discovery").contains("/api cannot be read: 403 Forbidden"))
            #expect(half.details(of: "discovery")["coreError"] as? String == "403 Forbidden")
        }
    }

    @Test func aServerThatIsNotReadyNamesItsChecks() async throws {
        try await DoctorHarness.withServer { harness, server, trusted in
            server.setFault(
                .body(
                    FixedBody(
                        status: 500, contentType: "text/plain",
                        text: "[+]ping ok\n[-]etcd failed: s3cret\n[-]poststarthook/x failed\nreadyz check failed\n")),
                at: "/readyz")
            let answer = try await harness.report(trusted)
            #expect(answer.status == 2)
            #expect(answer.finding(of: "health") == "not ready: /readyz answers 500")
            #expect(answer.details(of: "health")["failedChecks"] as? [String] == ["etcd", "poststarthook/x"])
            #expect(!answer.text.contains("s3cret"))
        }
    }

    @Test func aLoginPageIsNoServer() async throws {
        try await DoctorHarness.withServer { harness, server, trusted in
            server.setFault(.body(.loginPage), at: FakeAPIServer.everyPath)
            let answer = try await harness.report(trusted)
            #expect(answer.status == 1)
            #expect(answer.finding(of: "health") == "not known: the answer is an HTML page, not JSON")
            #expect(answer.finding(of: "discovery") == "cannot read /apis: the answer is an HTML page, not JSON")
            #expect(answer.hint(of: "discovery").contains("wants a login"))
            #expect(!answer.text.contains("Sign in"))
        }
    }

    @Test func anAPIServerWithoutACoreGroupIsWell() async throws {
        var cluster = FakeCluster.small
        cluster.groups.removeAll { $0.name.isEmpty }
        try await DoctorHarness.withServer(cluster) { harness, _, trusted in
            let answer = try await harness.report(trusted)
            #expect(answer.status == 0)
            #expect(answer.finding(of: "groupVersions") == "7 group versions, all current")
        }
    }
}
