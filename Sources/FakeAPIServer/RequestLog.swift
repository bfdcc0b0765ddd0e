import NIOConcurrencyHelpers

/// What a server has received, and who waits for more.
final class RequestLog: Sendable {
    /// The log at one moment.
    struct Contents: Sendable {
        /// The newest requests, oldest first.
        var requests: [ReceivedRequest] = []
        var received = 0
        var openRequests = 0
        var connectionsAccepted = 0
        var openConnections = 0
    }

    private struct State {
        var contents = Contents()
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
    }

    private struct Waiter {
        let condition: @Sendable (Contents) -> Bool
        let continuation: CheckedContinuation<Void, any Error>
    }

    /// Benchmarks send millions of requests: only so many are kept, at most twice as many in between.
    private static let capacity = 50_000

    private let state = NIOLockedValueBox(State())

    var contents: Contents { state.withLockedValue { $0.contents } }

    /// Notes a request.
    ///
    /// - Returns: The request with its number.
    func arrived(_ make: (_ number: Int) -> ReceivedRequest) -> ReceivedRequest {
        change { contents in
            contents.received += 1
            contents.openRequests += 1
            let request = make(contents.received)
            if contents.requests.count >= 2 * Self.capacity { contents.requests.removeFirst(Self.capacity) }
            contents.requests.append(request)
            return request
        }
    }

    func finished(_ number: Int, _ outcome: ReceivedRequest.Outcome) {
        change { contents in
            contents.openRequests -= 1
            guard let first = contents.requests.first?.number else { return }
            let index = number - first
            if contents.requests.indices.contains(index) { contents.requests[index].outcome = outcome }
        }
    }

    func connectionOpened() {
        change { contents in
            contents.connectionsAccepted += 1
            contents.openConnections += 1
        }
    }

    func connectionClosed() {
        change { $0.openConnections -= 1 }
    }

    /// Forgets the requests that were received; those that are open go on being counted as open.
    func forgetRequests() {
        change { $0.requests = [] }
    }

    /// Returns when the log fulfils a condition, at once if it does.
    ///
    /// - Throws: `CancellationError`.
    func wait(until condition: @escaping @Sendable (Contents) -> Bool) async throws {
        let id = state.withLockedValue { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLockedValue { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if condition(state.contents) { return .success(()) }
                    state.waiters[id] = Waiter(condition: condition, continuation: continuation)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    private func change<Result>(_ body: (inout Contents) -> Result) -> Result {
        let (result, woken) = state.withLockedValue { state in
            let result = body(&state.contents)
            var woken: [Waiter] = []
            for (id, waiter) in state.waiters where waiter.condition(state.contents) {
                woken.append(waiter)
                state.waiters[id] = nil
            }
            return (result, woken)
        }
        for waiter in woken { waiter.continuation.resume() }
        return result
    }
}
