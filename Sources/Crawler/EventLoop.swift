import CCurl
import Foundation

/// One thread that drives all transfers through libcurl's multi interface.
///
/// libcurl is opened on that thread as soon as the loop is made, so that its loading overlaps with whatever the caller
/// does next. Connections are kept and shared by all requests of the loop.
final class EventLoop: Sendable {
    private enum Command {
        case start(UInt64, HTTPRequest, ServerConnection, Credentials, CheckedContinuation<HTTPResponse, any Error>)
        case cancel(UInt64)
    }

    private struct State {
        var commands: [Command] = []
        var nextID: UInt64 = 0
        var isClosing = false
        /// Set while the thread runs and may be woken; only its address crosses threads.
        var multi: UnsafeMutableRawPointer?
    }

    // The pointer inside is libcurl's, and curl_multi_wakeup, its only use outside the thread, may come from anywhere.
    private final class Shared: @unchecked Sendable {
        private let condition = NSCondition()
        private var state = State()

        func with<Value>(_ body: (inout State) -> Value) -> Value {
            condition.lock()
            defer { condition.unlock() }
            return body(&state)
        }

        /// Takes what there is to do, waiting for it where nothing else would wake the thread.
        func take(waiting: Bool) -> (commands: [Command], isClosing: Bool) {
            condition.lock()
            defer { condition.unlock() }
            while waiting && state.commands.isEmpty && !state.isClosing { condition.wait() }
            defer { state.commands = [] }
            return (state.commands, state.isClosing)
        }

        /// Changes the state and wakes the thread, wherever it waits.
        func change(_ body: (inout State) -> Void) {
            condition.lock()
            defer { condition.unlock() }
            body(&state)
            if let multi = state.multi { ccurl_multi_wakeup(multi) } else { condition.signal() }
        }
    }

    private let shared = Shared()

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - connections: How many connections to one host there may be at once.
    ///   - kept: How many connections are kept when they are idle.
    init(userAgent: String, connections: Int, kept: Int) {
        let shared = self.shared
        let thread = Thread { Self.run(shared, userAgent: userAgent, connections: connections, kept: kept) }
        thread.name = "crawl transport"
        thread.start()
    }

    deinit {
        shared.change { $0.isClosing = true }
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// Cancelling the task ends the transfer: its connection is closed, or its HTTP/2 stream reset.
    ///
    /// - Throws: ``TransportError``.
    func send(
        _ request: HTTPRequest, over connection: ServerConnection, as credentials: Credentials
    ) async throws -> HTTPResponse {
        let id = shared.with { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                post(.start(id, request, connection, credentials, continuation))
                // A cancellation that came before the start has found nothing to end.
                if Task.isCancelled { post(.cancel(id)) }
            }
        } onCancel: {
            post(.cancel(id))
        }
    }

    private func post(_ command: Command) {
        shared.change { $0.commands.append(command) }
    }

    // MARK: - The thread

    private static func run(_ shared: Shared, userAgent: String, connections: Int, kept: Int) {
        if let failure = ccurl_load() {
            refuseAll(shared, TransportError(.unavailable, String(cString: failure)))
            return
        }
        guard let multi = ccurl_multi_init() else {
            refuseAll(shared, TransportError(.unavailable, "libcurl gives no multi handle"))
            return
        }
        ccurl_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections)
        ccurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, kept)
        shared.with { $0.multi = multi }

        var transfers: [UInt64: Transfer] = [:]
        var ids: [UnsafeMutableRawPointer: UInt64] = [:]
        while true {
            let (commands, isClosing) = shared.take(waiting: false)
            for command in commands {
                switch command {
                case .start(let id, let request, let connection, let credentials, let continuation):
                    do throws(TransportError) {
                        let transfer = try Transfer(
                            request, over: connection, as: credentials, userAgent: userAgent,
                            continuation: continuation)
                        transfers[id] = transfer
                        ids[transfer.handle] = id
                        ccurl_multi_add_handle(multi, transfer.handle)
                    } catch {
                        continuation.resume(throwing: error)
                    }
                case .cancel(let id):
                    guard let transfer = transfers.removeValue(forKey: id) else { continue }
                    ids[transfer.handle] = nil
                    ccurl_multi_remove_handle(multi, transfer.handle)
                    transfer.fail(TransportError(.cancelled, "cancelled"))
                }
            }
            if isClosing { break }
            var running: CInt = 0
            ccurl_multi_perform(multi, &running)
            var result = CURLE_OK
            while let handle = ccurl_multi_next_finished(multi, &result) {
                ccurl_multi_remove_handle(multi, handle)
                guard let id = ids.removeValue(forKey: handle) else { continue }
                transfers.removeValue(forKey: id)?.finish(result)
            }
            ccurl_multi_poll(multi, 10_000)
        }

        shared.with { $0.multi = nil }
        for transfer in transfers.values {
            ccurl_multi_remove_handle(multi, transfer.handle)
            transfer.fail(TransportError(.cancelled, "cancelled"))
        }
        ccurl_multi_cleanup(multi)
    }

    /// There is no libcurl: answers every request with that, until the loop closes.
    private static func refuseAll(_ shared: Shared, _ error: TransportError) {
        while true {
            let (commands, isClosing) = shared.take(waiting: true)
            for case .start(_, _, _, _, let continuation) in commands { continuation.resume(throwing: error) }
            if isClosing { return }
        }
    }
}
