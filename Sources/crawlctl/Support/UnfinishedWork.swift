import Foundation
import Synchronization

/// What the process has begun to write and not finished: a signal that ends the process removes it first.
enum UnfinishedWork {
    private struct State {
        var lastID = 0
        var removals: [Int: @Sendable () -> Void] = [:]
    }

    private static let state = Mutex(State())

    /// Watched from the first work to the process's end; kept, and not used again.
    nonisolated(unsafe) private static let signals = StopSignals.beforeEnding { end in
        state.withLock { state in
            for removal in state.removals.values { removal() }
            // Nobody gets to write more: the lock is never released.
            end()
        }
    }

    /// Begins work.
    ///
    /// - Parameter start: Makes what is to be removed, undisturbed by signals, and returns what removes it: on another
    ///   thread, and maybe twice.
    /// - Returns: What to end it with.
    static func begin<Failure>(
        _ start: () throws(Failure) -> @Sendable () -> Void
    ) throws(Failure) -> Int {
        _ = signals
        return try state.withLock { (state) throws(Failure) -> Int in
            state.lastID += 1
            state.removals[state.lastID] = try start()
            return state.lastID
        }
    }

    /// Does a part of work, which a signal that comes meanwhile waits for.
    static func undisturbed<Failure>(_ part: () throws(Failure) -> Void) throws(Failure) {
        try state.withLock { (_) throws(Failure) in try part() }
    }

    /// Ends work: what it has made stays.
    static func end(_ id: Int) {
        state.withLock { $0.removals[id] = nil }
    }
}
