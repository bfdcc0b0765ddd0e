import ArgumentParser
import Foundation
import Synchronization

/// Turns SIGINT, SIGTERM, SIGQUIT and SIGHUP into the end of a task: transfers stop, an open transaction is undone or completed.
enum StopSignals {
    /// Runs work that a signal cancels.
    ///
    /// - Returns: What the work came to, and the signal, where there was one.
    static func cancelling<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value
    ) async -> (Value, signal: Int32?) {
        let task = Task { await work() }
        let received = Mutex<Int32>(0)
        // Whoever started us with nohup means that the end of the terminal is not ours.
        let wanted = [SIGINT, SIGTERM, SIGQUIT, SIGHUP].filter { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            return number != SIGHUP || !Self.isIgnored(action)
        }
        let sources = wanted.map { number in
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
        return (value, number == 0 ? nil : number)
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        #if os(Linux)
            unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        #else
            unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == 1
        #endif
    }
}
