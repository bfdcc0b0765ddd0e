import Crawler
import Foundation
import Synchronization

/// What is going on while clusters are crawled: one line on a terminal, redrawn; nothing elsewhere.
final class CrawlProgress: Sendable {
    /// A crawl that goes on.
    struct Running {
        var name: String
        var since: ContinuousClock.Instant
        /// How far the reading of its schemas has come, once it is begun.
        var schemas: OpenAPICrawler.Progress?
    }

    private struct State {
        var running: [Running] = []
        var done = 0
        var failed = 0
        var isShown = false
    }

    private let total: Int
    private let stream: OutputStream
    private let isOn: Bool
    private let terminal: TerminalUse
    private let state = Mutex(State())

    /// - Parameters:
    ///   - total: How many clusters there are; for one there is nothing to show, unless it takes long.
    ///   - hasSchemas: Whether schemas are read, which takes long.
    init(
        total: Int, hasSchemas: Bool = false, stream: OutputStream, environment: [String: String],
        terminal: TerminalUse
    ) {
        self.terminal = terminal
        self.total = total
        self.stream = stream
        isOn = (total > 1 || hasSchemas) && stream.isTerminal && environment["TERM"] != "dumb"
    }

    /// Redraws for as long as work takes, and takes the line away behind it.
    func during<Value: Sendable>(_ work: () async -> Value) async -> Value {
        guard isOn else { return await work() }
        let drawing = Task {
            while !Task.isCancelled {
                draw()
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        let value = await work()
        drawing.cancel()
        await drawing.value
        above {}
        return value
    }

    func started(_ name: String) {
        state.withLock { $0.running.append(Running(name: name, since: .now)) }
        draw()
    }

    /// Notes how far the reading of a cluster's schemas has come.
    func reached(_ progress: OpenAPICrawler.Progress, of name: String) {
        state.withLock { state in
            guard let index = state.running.firstIndex(where: { $0.name == name }) else { return }
            state.running[index].schemas = progress
        }
    }

    func ended(_ result: CrawlResult) {
        state.withLock { state in
            state.running.removeAll { $0.name == result.targetName }
            state.done += 1
            if case .failed = result.ending { state.failed += 1 }
        }
    }

    /// Writes something else where the line is; it comes back at the next drawing.
    func above(_ write: () -> Void) {
        guard isOn else { return write() }
        state.withLock { state in
            if state.isShown {
                stream.write("\r\u{1B}[K")
                stream.flush()
                state.isShown = false
            }
            write()
        }
    }

    private func draw() {
        guard isOn, !terminal.isAsking else { return }
        let width = TerminalSize.columns(of: 2) ?? 80
        state.withLock { state in
            guard state.done < total else { return }
            stream.write("\r\u{1B}[K" + Self.line(state.done, total, state.failed, state.running, width: width))
            stream.flush()
            state.isShown = true
        }
    }

    /// `12 of 300 done, 3 failed; prod-eu 3 s, staging 1 s`, cut to fit; those that take longest come first.
    static func line(
        _ done: Int, _ total: Int, _ failed: Int, _ running: [Running], width: Int, now: ContinuousClock.Instant = .now
    ) -> String {
        var line = "\(done) of \(total) done" + (failed > 0 ? ", \(failed) failed" : "")
        for (index, crawl) in running.enumerated() {
            let schemas = crawl.schemas.map { ", \($0.done) of \($0.total) schema documents" } ?? ""
            let part =
                "\(index == 0 ? "; " : ", ")\(PrintableText.escaping(crawl.name)) \((now - crawl.since).components.seconds) s\(schemas)"
            if line.unicodeScalars.count + part.unicodeScalars.count + 5 > width {
                line += index == 0 ? "" : ", …"
                break
            }
            line += part
        }
        return String(line.prefix(max(0, width - 1)))
    }
}

/// Whose the terminal is: ours, or that of a program that asks the user something.
final class TerminalUse: Sendable {
    private let stream: OutputStream
    private let asking = Mutex(false)

    init(_ stream: OutputStream) {
        self.stream = stream
    }

    var isAsking: Bool { asking.withLock { $0 } }

    func change(isAsking: Bool) {
        asking.withLock { $0 = isAsking }
        // The question begins where the progress line was.
        if isAsking { clearLine() }
    }

    /// Takes away what may stand in the line that comes next.
    func clearLine() {
        guard stream.isTerminal else { return }
        stream.write("\r\u{1B}[K")
        stream.flush()
    }
}
