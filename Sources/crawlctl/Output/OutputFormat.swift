import ArgumentParser

/// How rows are printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case wide
    case name
    case json
    case yaml
    case csv
    case tsv
    case markdown
}

/// The options of every command that prints rows.
struct OutputOptions: ParsableArguments {
    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print rows.")
    var format = OutputFormat.table

    @Flag(help: "Print no line of column names.")
    var noHeaders = false

    @OptionGroup var color: ColorOptions
}

/// Whether to colour what a person reads.
struct ColorOptions: ParsableArguments {
    enum When: String, CaseIterable, ExpressibleByArgument {
        case auto, always, never
    }

    @Option(help: "Colour what people read; auto: on a terminal, unless NO_COLOR is set.")
    var color = When.auto

    func isOn(_ context: CommandContext, stream: OutputStream) -> Bool {
        switch color {
        case .always: true
        case .never: false
        case .auto:
            stream.isTerminal && (context.environment["NO_COLOR"] ?? "").isEmpty
                && context.environment["TERM"] != "dumb"
        }
    }
}
