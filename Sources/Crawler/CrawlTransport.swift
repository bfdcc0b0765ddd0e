import CCurl
import Foundation

/// The connections of one or more crawls: libcurl on a thread of its own.
///
/// Making one starts to load libcurl at once, in the background. Its connections are reused by every crawl that is
/// given it. When it is released, transfers that still run are ended.
public struct CrawlTransport: Sendable {
    let loop: EventLoop

    /// Starts to load libcurl, in the background, where it is known early that a transport will be made: with all that
    /// libcurl brings, loading it takes as long as reading the arguments.
    public static func prepare() { Thread.detachNewThread { _ = ccurl_load() } }

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - userAgent: Sent with every request. API servers pretty-print for some names (curl, Wget, Mozilla/5.0).
    ///   - connections: How many connections to one host there may be at once.
    ///   - servers: How many servers are read at once, so that connections to each can be kept.
    public init(userAgent: String, connections: Int = 32, servers: Int = 1) {
        loop = EventLoop(userAgent: userAgent, connections: connections, kept: connections + 4 * servers)
    }
}
