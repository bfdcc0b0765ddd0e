import Foundation

/// Runs exec credential plugins, each call once for all who need it, and keeps what they gave in memory.
///
/// Follows client-go's `plugin/pkg/client/auth/exec`. Two calls are the same when their plugin is, and, where the
/// plugin is told of the cluster, the cluster too.
public actor ExecPluginRunner {
    /// A credential, and which run of its plugin gave it.
    public struct Issue: Hashable, Sendable {
        /// What the plugin gave.
        public let credential: ExecCredential
        /// Counts the runs of the plugin, from 1.
        public let run: Int
    }

    private struct Call: Hashable {
        let plugin: ExecPlugin
        let cluster: ExecClusterInfo?
    }

    private struct Running {
        let number: Int
        let task: Task<Issue, any Error>
        var waiters = 0
    }

    private let environment: [String: String]
    private let isTerminal: Bool
    private let timeLimit: Duration
    private let now: @Sendable () -> Date
    private let onMessage: @Sendable (String) -> Void
    private let onAsking: @Sendable (Bool) -> Void
    private var issued: [Call: Issue] = [:]
    private var failed: [Call: KubeconfigError] = [:]
    private var running: [Call: Running] = [:]
    private var runs: [Call: Int] = [:]
    private var lastInteractive: Task<Void, Never>?

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - environment: What plugins inherit.
    ///   - isTerminal: Whether standard input is a terminal, so that plugins may ask.
    ///   - timeLimit: How long one run may take.
    ///   - onMessage: Gets each line that a plugin which asks nothing writes to its standard error, as it comes, unescaped.
    ///   - onAsking: Told `true` when a plugin takes over the terminal, and `false` when it has ended.
    public init(
        environment: [String: String], isTerminal: Bool, timeLimit: Duration = .seconds(120),
        now: @escaping @Sendable () -> Date = { Date() }, onMessage: @escaping @Sendable (String) -> Void = { _ in },
        onAsking: @escaping @Sendable (Bool) -> Void = { _ in }
    ) {
        self.environment = environment
        self.isTerminal = isTerminal
        self.timeLimit = timeLimit
        self.now = now
        self.onMessage = onMessage
        self.onAsking = onAsking
    }

    /// The credential that a plugin gave, while it holds; else a new one.
    ///
    /// A failure is remembered, so that a hundred contexts with one plugin do not fail one after the other.
    ///
    /// - Parameter refused: The run that gave what the server refused: if there was none since, the plugin runs again.
    /// - Throws: ``KubeconfigError`` that quotes nothing that the plugin wrote to its standard output;
    ///   `CancellationError` when the task is cancelled. When all who wait are, the plugin is killed.
    public func issue(
        of plugin: ExecPlugin, cluster: ExecClusterInfo?, insteadOfRun refused: Int? = nil
    ) async throws -> Issue {
        let call = Call(plugin: plugin, cluster: plugin.provideClusterInfo ? cluster : nil)
        if let issue = issued[call], issue.run != refused, holds(issue) { return issue }
        if let failure = failed[call] { throw failure }
        let (number, task) = join(call)
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            Task { await self.leave(call, number) }
        }
    }

    /// Forgets failures: whoever comes next tries again.
    public func forgetFailures() {
        failed = [:]
    }

    private func holds(_ issue: Issue) -> Bool {
        issue.credential.expiresAt.map { now() <= $0 } ?? true
    }

    /// Waits for the run that is on its way, or starts one.
    private func join(_ call: Call) -> (Int, Task<Issue, any Error>) {
        var running = running[call] ?? start(call)
        running.waiters += 1
        self.running[call] = running
        return (running.number, running.task)
    }

    private func leave(_ call: Call, _ number: Int) {
        guard var running = running[call], running.number == number else { return }
        running.waiters -= 1
        self.running[call] = running
        if running.waiters == 0 { running.task.cancel() }
    }

    private func start(_ call: Call) -> Running {
        let number = (runs[call] ?? 0) + 1
        runs[call] = number
        let isInteractive = isTerminal && call.plugin.interactiveMode != .never
        let previous = isInteractive ? lastInteractive : nil
        let task = Task {
            // Two programs that ask at once would read each other's answers.
            await previous?.value
            do {
                return self.keep(try await self.run(call, isInteractive), call, number)
            } catch {
                self.forget(call, error)
                throw error
            }
        }
        if isInteractive { lastInteractive = Task { _ = try? await task.value } }
        return Running(number: number, task: task)
    }

    private func keep(_ credential: ExecCredential, _ call: Call, _ number: Int) -> Issue {
        running[call] = nil
        let issue = Issue(credential: credential, run: number)
        issued[call] = issue
        return issue
    }

    private func forget(_ call: Call, _ error: any Error) {
        running[call] = nil
        issued[call] = nil
        if let error = error as? KubeconfigError { failed[call] = error }
    }

    private nonisolated func run(_ call: Call, _ isInteractive: Bool) async throws -> ExecCredential {
        let plugin = call.plugin
        let what = "cannot get credentials from the exec plugin \(plugin.command)"
        if plugin.interactiveMode == .always && !isInteractive {
            throw KubeconfigError(
                .execPlugin, what: what, cause: "it has to ask, and standard input is not a terminal")
        }
        var variables = environment.merging(plugin.environment) { _, own in own }
        variables["KUBERNETES_EXEC_INFO"] = ExecClusterInfo.environmentValue(
            for: plugin, cluster: call.cluster, isInteractive: isInteractive)
        let process = ExecPluginProcess(
            plugin: plugin, environment: variables, isInteractive: isInteractive, timeLimit: timeLimit,
            onMessage: onMessage)
        if isInteractive { onAsking(true) }
        defer { if isInteractive { onAsking(false) } }
        do {
            return try ExecCredential(decoding: try await process.output(), apiVersion: plugin.apiVersion)
        } catch let failure as ExecPluginProcess.Failure {
            throw KubeconfigError(.execPlugin, what: what, cause: failure.cause, hint: failure.hint)
        } catch let refusal as ExecCredential.Refusal {
            throw KubeconfigError(.execPlugin, what: what, cause: refusal.cause)
        }
    }
}
