import ArgumentParser

/// Writes legacy discovery documents.
struct ExportLegacyCommand: ContextualCommand, ExampledCommand {
    static let configuration = CommandConfiguration(
        commandName: "legacy", _superCommandName: ExportCommand.name,
        abstract: "A folder of legacy discovery documents that mirrors a server's paths.",
        discussion: """
            /api, /apis, and each group and group version below them: api.json, apis/apps.json, apis/apps/v1.json; with \
            version.json, and exchanges.tsv, which says which file is what answer. A group version that is not current \
            is listed, and its own answer is a 503, as the server would give it. crawlctl import reads the folder.
            """)

    static let examples = [
        Example("crawlctl export legacy --cluster prod --to ./prod", "what a server says, a file for each path"),
        Example(
            "crawlctl export legacy --cluster prod@-30d --last-known --to ./then",
            "a month ago, with all that was known"),
    ]

    @OptionGroup var export: ExportOptions
    @OptionGroup var folder: ExportFolderOption

    mutating func run(_ context: CommandContext) throws {
        let surface = try export.surface(context)
        var writer = LegacyTreeWriter(surface: surface, folder: try StagedFolder(path: folder.to))
        try writer.write()
        try writer.folder.finish(surface, writer.exchanges, context)
        surface.note(context)
        for name in writer.refused {
            context.note(PrintableText.escaping("note: \(name) is too long for a file's name: left out"))
        }
        if !writer.refused.isEmpty { throw ExitCode(2) }
    }
}
