import Foundation
import Subprocess

/// One run of an exec plugin's program.
struct ExecPluginProcess: Sendable {
    let plugin: ExecPlugin
    /// All variables of the program.
    let environment: [String: String]
    /// Whether the program is given our standard input.
    let isInteractive: Bool
    let timeLimit: Duration
    /// Gets each line of the program's standard error as it comes.
    let onMessage: @Sendable (String) -> Void

    /// Runs the program to its end.
    ///
    /// - Returns: Its standard output.
    /// - Throws: ``Failure``; `CancellationError` when the task is cancelled. Either way the program has ended.
    func output() async throws -> Data {
        var options = PlatformOptions()
        // A program that may read from the terminal has to stay in the terminal's foreground process group.
        if !isInteractive { options.processGroupID = 0 }
        let configuration = Configuration(
            executable: plugin.command.contains("/") ? .path(.init(plugin.command)) : .name(plugin.command),
            arguments: Arguments(plugin.arguments),
            environment: .custom(
                Dictionary(
                    uniqueKeysWithValues: environment.compactMap { name, value in
                        Environment.Key(rawValue: name).map { ($0, value) }
                    })),
            platformOptions: options)
        do {
            if isInteractive {
                // What it asks has no end of line: it speaks to the terminal itself, and may leave that without echo.
                let terminal = TerminalMode()
                defer { terminal?.restore() }
                let result = try await run(
                    configuration, input: .currentStandardInput, output: .sequence, error: .currentStandardError
                ) { execution in
                    try await communicate(with: execution) { .messages(last: nil) }
                }
                return try checked(result.closureResult, result.terminationStatus)
            }
            let result = try await run(configuration, input: .none, output: .sequence, error: .sequence) { execution in
                try await communicate(with: execution) { try await readMessages(execution) }
            }
            return try checked(result.closureResult, result.terminationStatus)
        } catch let error as SubprocessError {
            throw Failure(error, plugin: plugin)
        }
    }

    private struct Communication: Sendable {
        var output = Data()
        var lastMessage: String?
        var problem: String?
    }

    private enum Part: Sendable {
        case output(Data, problem: String?)
        case messages(last: String?)
        case timeLimit
    }

    /// Reads both streams to their ends; past the time limit, or when told to stop, the program is killed.
    private func communicate<Input, Messages>(
        with execution: Execution<Input, SequenceOutput, Messages>,
        messages: @escaping @Sendable () async throws -> Part
    ) async throws -> Communication {
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Part.self) { group in
                group.addTask { try await readOutput(execution) }
                group.addTask { try await messages() }
                group.addTask {
                    try await Task.sleep(for: timeLimit)
                    return .timeLimit
                }
                var communication = Communication()
                var open = 2
                while open > 0, let part = try await group.next() {
                    switch part {
                    case .output(let data, let problem):
                        communication.output = data
                        communication.problem = communication.problem ?? problem
                        open -= 1
                    case .messages(let last):
                        communication.lastMessage = last
                        open -= 1
                    case .timeLimit:
                        communication.problem = "it did not end within \((timeLimit / .seconds(1)).formatted()) s"
                        kill(execution)
                    }
                }
                group.cancelAll()
                return communication
            }
        } onCancel: {
            kill(execution)
        }
    }

    private func kill<Input, Messages>(_ execution: Execution<Input, SequenceOutput, Messages>) {
        try? execution.send(signal: .kill, toProcessGroup: !isInteractive)
    }

    private func readOutput<Input, Messages>(
        _ execution: Execution<Input, SequenceOutput, Messages>
    ) async throws -> Part {
        var data = Data()
        for try await buffer in execution.standardOutput {
            buffer.withUnsafeBytes { data.append(contentsOf: $0) }
            if data.count > Self.outputLimit {
                kill(execution)
                return .output(Data(), problem: "its output is larger than 1 MiB")
            }
        }
        return .output(data, problem: nil)
    }

    private func readMessages<Input>(
        _ execution: Execution<Input, SequenceOutput, SequenceOutput>
    ) async throws -> Part {
        var last: String?
        for try await line in execution.standardError.strings(bufferingPolicy: .maxLineLength(64 << 10)) {
            let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
            if text.isEmpty { continue }
            onMessage(text)
            last = text
        }
        return .messages(last: last)
    }

    private func checked(_ communication: Communication, _ status: TerminationStatus) throws -> Data {
        try Task.checkCancellation()
        if let problem = communication.problem { throw Failure(cause: problem) }
        let said = communication.lastMessage.map { ": \($0)" } ?? ""
        switch status {
        case .exited(0): return communication.output
        case .exited(let code): throw Failure(cause: "it failed with exit code \(code)\(said)")
        case .signaled(let number): throw Failure(cause: "it was ended by signal \(number)\(said)")
        }
    }

    private static let outputLimit = 1 << 20

    /// Why there is no output.
    struct Failure: Error {
        let cause: String
        var hint: String?

        init(cause: String) {
            self.cause = cause
        }

        init(_ error: SubprocessError, plugin: ExecPlugin) {
            switch error.code {
            case .executableNotFound where FileManager.default.fileExists(atPath: plugin.command):
                cause = "the program \(plugin.command) may not be run"
            case .executableNotFound:
                cause = "the program \(plugin.command) is not there"
                hint = plugin.installHint ?? "install it, or put its folder into PATH"
            case .spawnFailed: cause = "the program \(plugin.command) cannot be started"
            default: cause = "the program \(plugin.command) cannot be run"
            }
        }
    }
}

/// How the terminal of standard input is set.
private struct TerminalMode {
    private var mode = termios()

    /// `nil` where standard input is no terminal.
    init?() {
        guard tcgetattr(0, &mode) == 0 else { return nil }
    }

    func restore() {
        var mode = mode
        tcsetattr(0, TCSANOW, &mode)
    }
}
