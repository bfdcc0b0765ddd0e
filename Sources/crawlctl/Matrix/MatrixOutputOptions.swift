import ArgumentParser

/// How a matrix is printed.
enum MatrixFormat: Hashable {
    /// As every command prints rows.
    case rows(OutputFormat)
    /// As a page.
    case html
}

extension MatrixFormat: ExpressibleByArgument {
    init?(argument: String) {
        if argument == "html" {
            self = .html
        } else if let format = OutputFormat(argument: argument) {
            self = .rows(format)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .rows(let format): format.rawValue
        case .html: "html"
        }
    }

    static var allValueStrings: [String] { OutputFormat.allValueStrings + ["html"] }
}

/// The options of a command that prints rows, and a page too.
struct MatrixOutputOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "How to print rows; html: a page that is whole by itself.")
    var format = MatrixFormat.rows(.table)

    @Flag(help: "Print no line of column names.")
    var noHeaders = false

    @OptionGroup var color: ColorOptions

    /// The options by which rows are printed.
    var rows: OutputOptions {
        var options = OutputOptions()
        if case .rows(let format) = format { options.format = format }
        options.noHeaders = noHeaders
        options.color = color
        return options
    }
}
