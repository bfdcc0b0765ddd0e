import Crawler
import Foundation
import Kubeconfig
import Synchronization

/// The credentials of an exec plugin.
struct PluginCredentials: CredentialSource {
    let plugin: ExecPlugin
    let cluster: ExecClusterInfo?
    let runner: ExecPluginRunner

    func credentials() async throws(CrawlError) -> Credentials {
        try await issued(insteadOf: nil)
    }

    func credentials(insteadOf refused: Credentials) async throws(CrawlError) -> Credentials? {
        try await issued(insteadOf: refused.revision)
    }

    private func issued(insteadOf run: Int?) async throws(CrawlError) -> Credentials {
        do {
            let issue = try await runner.issue(of: plugin, cluster: cluster, insteadOfRun: run)
            var credentials = Credentials()
            credentials.authorization = try issue.credential.token.map(HeaderText.bearer)
            credentials.clientCertificate = issue.credential.clientCertificate.map { .data($0) }
            credentials.clientKey = issue.credential.clientKey.map { .data($0) }
            credentials.revision = issue.run
            return credentials
        } catch {
            throw CrawlError(credentials: error)
        }
    }
}

/// A token that a file holds and somebody may replace, as a pod's service account has it.
///
/// Read again after 50 seconds, as client-go does, and when a server refuses it; while it cannot be read, the last one
/// counts.
final class TokenFileCredentials: CredentialSource {
    private struct State {
        var credentials: Credentials
        var readAt: ContinuousClock.Instant
    }

    private let connection: ResolvedConnection
    private let state: Mutex<State>

    /// - Throws: ``KubeconfigError`` when there is no token to start with.
    init(_ connection: ResolvedConnection, besides credentials: Credentials) throws {
        self.connection = connection
        var credentials = credentials
        credentials.authorization = try connection.currentToken().map(HeaderText.bearer)
        state = Mutex(State(credentials: credentials, readAt: .now))
    }

    func credentials() async throws(CrawlError) -> Credentials {
        state.withLock { state in
            if .now - state.readAt > .seconds(50) { read(&state) }
            return state.credentials
        }
    }

    func credentials(insteadOf refused: Credentials) async throws(CrawlError) -> Credentials? {
        state.withLock { state in
            if state.credentials == refused { read(&state) }
            return state.credentials == refused ? nil : state.credentials
        }
    }

    private func read(_ state: inout State) {
        state.readAt = .now
        guard let token = try? connection.currentToken(), let text = try? HeaderText.bearer(token),
            text != state.credentials.authorization
        else { return }
        state.credentials.authorization = text
        state.credentials.revision += 1
    }
}

extension CrawlError {
    /// No credentials were to be had.
    init(credentials error: any Error) {
        if error is CancellationError {
            self.init(.cancelled, what: "cannot get credentials", cause: "cancelled")
        } else if let error = error as? KubeconfigError {
            self.init(.invalidCredentials, what: error.what, cause: error.cause, hint: error.hint)
        } else {
            self.init(.invalidCredentials, what: "cannot use the credentials", cause: ErrorText.line(error))
        }
    }
}
