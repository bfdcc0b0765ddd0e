/// What a diagnosis is doing: one line on a terminal, taken away before anything else is written; nothing elsewhere.
struct DoctorProgress {
    private let stream: OutputStream
    private let terminal: TerminalUse
    private let isOn: Bool

    init(_ context: CommandContext, terminal: TerminalUse) {
        stream = context.errors
        self.terminal = terminal
        isOn = stream.isTerminal && context.environment["TERM"] != "dumb"
    }

    func show(_ text: String) {
        guard isOn, !terminal.isAsking else { return }
        let width = TerminalSize.columns(of: 2) ?? 80
        stream.write("\r\u{1B}[K" + String(PrintableText.escaping(text).prefix(max(0, width - 1))))
        stream.flush()
    }

    func clear() {
        guard isOn, !terminal.isAsking else { return }
        stream.write("\r\u{1B}[K")
        stream.flush()
    }
}
