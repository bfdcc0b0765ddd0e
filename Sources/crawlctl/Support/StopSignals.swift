import ArgumentParser
import Foundation
import Synchronization

/// SIGINT, SIGTERM, SIGQUIT and SIGHUP, which end a process, and what it does before that.
enum StopSignals {
    private static let numbers = [SIGINT, SIGTERM, SIGQUIT, SIGHUP]

    /// Runs work that a signal cancels: transfers stop, an open transaction is undone or completed.
    ///
    /// - Returns: What the work came to, and the signal, where there was one.
    static func cancelling<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value
    ) async -> (Value, signal: Int32?) {
        let task = Task { await work() }
        let received = Mutex<Int32>(0)
        // Whoever started us with nohup means that the end of the terminal is not ours.
        let wanted = numbers.filter { $0 != SIGHUP || !isIgnored($0) }
        let sources = wanted.map { number in
            source(of: number) {
                received.withLock { $0 = number }
                // Whoever asks twice does not want to wait.
                signal(number, SIG_DFL)
                task.cancel()
            }
        }
        let value = await task.value
        for source in sources { source.cancel() }
        let number = received.withLock { $0 }
        return (value, number == 0 ? nil : number)
    }

    /// Has work done, on another thread, before a signal ends the process as it would have without; one that is ignored
    /// stays so.
    ///
    /// - Returns: What has to be kept as long as that is to be.
    static func beforeEnding(_ work: @escaping @Sendable (_ end: () -> Never) -> Void) -> [any DispatchSourceSignal] {
        numbers.filter { !isIgnored($0) }.map { number in
            source(of: number) {
                // Whoever asks twice does not want to wait.
                signal(number, SIG_DFL)
                work { end(by: number) }
            }
        }
    }

    private static func source(
        of number: Int32, _ handler: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: handler)
        source.resume()
        return source
    }

    private static func end(by number: Int32) -> Never {
        // Threads of Dispatch do not take signals.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, number)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(number)
        _exit(128 + number)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        #if os(Linux)
            return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        #else
            return unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == 1
        #endif
    }
}
