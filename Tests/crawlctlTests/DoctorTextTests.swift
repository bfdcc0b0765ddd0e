import Testing

@testable import crawlctl

/// How a diagnosis looks, and what it reckons.
@Suite(.fewAtOnce) struct DoctorTextTests {
    private static let step = DoctorStep(
        name: .tls, status: .warning, finding: "TLS 1.3, HTTP/2, 24 ms",
        notes: [
            "certificate of kube-apiserver, for kubernetes, kubernetes.default, kubernetes.default.svc, 10.96.0.1",
            "signed by \u{1B}[2Jkubernetes",
            "trusted: 3 authorities in /home/somebody/.kube/\(String(repeating: "folder/", count: 30))ca.crt",
        ], hint: "have the server's certificate renewed (kubeadm certs renew)")

    @Test(arguments: [40, 60, 79, 80, 200])
    func noLineIsWiderThanTheTerminal(width: Int) {
        let text = DoctorText(width: width, isColored: false, isSummary: false).text(of: Self.step)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
        #expect(text.hasPrefix(width < 80 ? "warn  TLS: TLS 1.3" : "warn  TLS             TLS 1.3"))
        #expect(text.hasSuffix("\n"))
    }

    @Test func withoutATerminalNoLineIsBroken() {
        let text = DoctorText(width: nil, isColored: false, isSummary: false).text(of: Self.step)
        #expect(text.split(separator: "\n").count == 5)
        #expect(text.contains("signed by \\u{1b}[2Jkubernetes\n"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func onlyTheMarkIsColoured() {
        let text = DoctorText(width: nil, isColored: true, isSummary: false).text(of: Self.step)
        #expect(text.hasPrefix("\u{1B}[33mwarn\u{1B}[0m  TLS "))
        #expect(text.count { $0 == "\u{1B}" } == 2)
    }

    @Test func aReportIsAsBadAsItsSteps() {
        var report = DoctorReport(steps: [DoctorStep(name: .version, finding: "v1.36.2")])
        #expect(report.exitCode == 0)
        report.steps.append(.skipped(.health, because: .version))
        #expect(report.exitCode == 0)
        report.steps.append(DoctorStep(name: .groupVersions, status: .failed, finding: "", problems: 3))
        #expect(report.exitCode == 2)
        #expect(report.findings == 3)
        report.steps.append(DoctorStep(name: .discovery, status: .failed, finding: ""))
        #expect(report.exitCode == 1)
        let text = DoctorText(width: nil, isColored: false, isSummary: false)
        #expect(text.closing(report) == "the server cannot be used: discovery failed\n")
    }

    private static let limits: [([Double], Double)] = [
        ([], 0.5), ([0.01, 0.02, 9], 0.5), ([0.1, 0.2, 0.3], 1), ([2], 10),
    ]

    @Test(arguments: limits)
    func whatIsSlowDependsOnTheOthers(durations: [Double], limit: Double) {
        #expect(SlowLimit(durations: durations).seconds == limit)
    }

    /// 688 group versions took kubectl 1.37 8.2 s on the machine on which these were measured.
    @Test(arguments: [
        (true, 688, 0, 2, 0.0, 0.1), (false, 25, 1, 28, 0.0, 0.6), (false, 298, 0, 300, 0.0, 0.6),
        (false, 688, 0, 690, 7.8, 7.9),
    ])
    func kubectlIsReckonedByItsOwnLimits(
        isAggregated: Bool, groupVersions: Int, failures: Int, requests: Int, throttled: Double, duration: Double
    ) {
        let cost = KubectlCost(
            isAggregated: isAggregated, lists: 0.1, durations: Array(repeating: 0.5, count: groupVersions),
            failures: failures)
        #expect(cost.requests == requests)
        #expect(cost.throttled == throttled)
        #expect(abs(cost.duration - duration) < 1e-9)
    }
}
