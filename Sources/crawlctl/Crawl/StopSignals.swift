import ArgumentParser
import Foundation
import Synchronization

/// Turns SIGINT and SIGTERM into the end of a task: transfers stop, an open transaction is undone or completed.
enum StopSignals {
    /// Runs work that a signal cancels.
    ///
    /// - Throws: The exit code that says which signal it was (128 and its number).
    static func cancelling<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async throws -> Value {
        let task = Task { await work() }
        let received = Mutex<Int32>(0)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                received.withLock { $0 = number }
                // Whoever asks twice does not want to wait.
                signal(number, SIG_DFL)
                task.cancel()
            }
            source.resume()
            return source
        }
        let value = await task.value
        for source in sources { source.cancel() }
        let number = received.withLock { $0 }
        if number != 0 { throw ExitCode(128 + number) }
        return value
    }
}
