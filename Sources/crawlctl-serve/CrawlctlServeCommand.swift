import ArgumentParser

/// The root command of the servers of crawlctl.
///
/// They are a program of their own, which `crawlctl` starts from its own folder: what a server needs to be linked with
/// would make every offline answer slower.
@main
struct CrawlctlServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crawlctl-serve", abstract: "The servers of crawlctl, which starts them itself.",
        subcommands: [DiscoveryCommand.self, MetricsCommand.self])
}
