import Foundation
import Subprocess
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The process that serves metrics: `crawlctl-serve`, which asks this one for them.
struct MetricsServer: Sendable {
    let address: ListenAddress
    let metrics: CrawlMetrics
    let context: CommandContext

    /// Serves for as long as work takes. A server that ends by itself is started again.
    ///
    /// - Throws: ``CommandFailure`` when it cannot listen; the work is then not begun.
    func during(_ work: @escaping @Sendable () async -> Void) async throws {
        let program = try SiblingProgram.path(of: "crawlctl-serve")
        let (listening, began) = AsyncThrowingStream<String, any Error>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await serve(program, began) }
            for try await url in listening {
                context.note("serving metrics at \(PrintableText.escaping(url))")
                break
            }
            await work()
            group.cancelAll()
        }
    }

    /// Runs the server until the task is cancelled.
    ///
    /// - Parameter began: Gets the URL when it listens for the first time, or why it cannot.
    private func serve(_ program: String, _ began: AsyncThrowingStream<String, any Error>.Continuation) async {
        // Where the port was ours to choose, it stays the one it was when the server is started again.
        let port = Mutex<Int?>(nil)
        var pause = Duration.seconds(1)
        defer { began.finish() }
        while !Task.isCancelled {
            let cause = await runOnce(program, port: port.withLock { $0 } ?? address.port) { url in
                began.yield(url)
                port.withLock { $0 = URLComponents(string: url)?.port ?? address.port }
            }
            if Task.isCancelled { return }
            guard port.withLock({ $0 }) != nil else {
                began.finish(throwing: CommandFailure("cannot serve metrics at \(address): \(cause)"))
                return
            }
            context.note("note: the metrics server ended, and is started again: \(PrintableText.escaping(cause))")
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(60))
        }
    }

    /// Runs the server to its end.
    ///
    /// - Returns: Why it ended.
    private func runOnce(
        _ program: String, port: Int, onListening: @escaping @Sendable (String) -> Void
    ) async -> String {
        var options = PlatformOptions()
        // What the terminal sends is for us: the server ends when we let go of its standard input.
        options.processGroupID = 0
        let configuration = Configuration(
            executable: .path(FilePath(program)),
            arguments: ["metrics", "--host=\(address.host)", "--port=\(port)"], platformOptions: options)
        do {
            let result = try await Subprocess.run(
                configuration, input: .inputWriter, output: .sequence, error: .string(limit: 4096)
            ) { execution in
                for try await line in execution.standardOutput.strings() {
                    let words = line.trimmingCharacters(in: .whitespacesAndNewlines)
                    if words == "scrape" {
                        let text = metrics.text(now: context.now())
                        _ = try await execution.standardInputWriter.write("\(text.utf8.count)\n\(text)")
                    } else if words.hasPrefix("listening on ") {
                        onListening(String(words.dropFirst("listening on ".count)))
                    }
                }
            }
            let words = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
            return words.isEmpty ? "it ended with \(result.terminationStatus)" : words
        } catch {
            return "it cannot be run: \(error)"
        }
    }
}
