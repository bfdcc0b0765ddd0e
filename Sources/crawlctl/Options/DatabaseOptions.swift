import ArgumentParser
import DiscoveryStore
import Foundation

/// Which file the store is in.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp(
            "The database file; else $CRAWLCTL_DB, else discovery.db in crawlctl's data folder.", valueName: "path"))
    var path: String?

    /// The file's path, absolute.
    func path(_ context: CommandContext) -> String {
        let path = path ?? context.environment["CRAWLCTL_DB"].flatMap { $0.isEmpty ? nil : $0 } ?? defaultPath(context)
        return URL(filePath: path).standardizedFileURL.path
    }

    private func defaultPath(_ context: CommandContext) -> String {
        #if os(macOS)
            let data = "\(context.homeDirectory)/Library/Application Support"
        #else
            let data =
                context.environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
                ?? "\(context.homeDirectory)/.local/share"
        #endif
        return "\(data)/crawlctl/discovery.db"
    }

    func openForReading(_ context: CommandContext) throws -> DiscoveryDatabase {
        try DiscoveryDatabase.openForReading(path: path(context))
    }

    func openForWriting(_ context: CommandContext) throws -> DiscoveryDatabase {
        try DiscoveryDatabase.openForWriting(path: path(context))
    }
}
