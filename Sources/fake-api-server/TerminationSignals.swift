import Dispatch
import Foundation

/// SIGINT and SIGTERM, which no longer end the process from the moment this is made.
struct TerminationSignals {
    private let arrivals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        self.arrivals = arrivals
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { arrived.yield() }
            source.resume()
            return source
        }
    }

    /// Returns when one of them has come.
    func first() async {
        for await _ in arrivals { break }
        for source in sources { source.cancel() }
    }
}
