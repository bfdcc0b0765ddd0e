/// How to read a server.
public struct CrawlOptions: Sendable {
    /// Ask for the legacy form only, as servers before Kubernetes 1.26 know it.
    public var legacyOnly = false
    /// Requests in flight at once while group versions are read one by one.
    public var requestsInFlight = 32
    /// Requests for OpenAPI documents in flight at once: servers make these documents when they are asked for.
    public var schemaRequestsInFlight = 4
    /// How long one request may take; `nil` for no limit. Client-go's default is the same.
    public var requestTimeout: Duration? = .seconds(32)
    /// How long the whole crawl may go on repeating requests that failed.
    public var retryDeadline: Duration = .seconds(60)
    /// How large one answer may be, unpacked, in bytes.
    public var bodyLimit = 256 << 20

    /// The defaults.
    public init() {}
}
