import ArgumentParser
import Crawler

/// How to read a server.
struct CrawlTuningOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How long one request may take; 0 for no limit.", valueName: "time"))
    var requestTimeout = TimeSpan(seconds: 32)

    @Option(help: ArgumentHelp("How long requests that failed may be repeated, in all.", valueName: "time"))
    var retryDeadline = TimeSpan(seconds: 60)

    @Option(help: ArgumentHelp("Requests at once where group versions are read one by one.", valueName: "count"))
    var requestsInFlight = 32

    @Option(
        help: ArgumentHelp(
            "With --schemas: requests at once for OpenAPI documents, which servers make when asked.",
            valueName: "count"))
    var schemaRequestsInFlight = 4

    @Option(help: ArgumentHelp("How large one answer may be, unpacked, in MiB.", valueName: "MiB"))
    var maxAnswer = 256

    @Flag(help: "Ask for the legacy form only.")
    var legacyOnly = false

    func validate() throws {
        if !(1...1000).contains(requestsInFlight) { throw ValidationError("--requests-in-flight is 1 to 1000") }
        if !(1...100).contains(schemaRequestsInFlight) {
            throw ValidationError("--schema-requests-in-flight is 1 to 100")
        }
        if !(1...4096).contains(maxAnswer) { throw ValidationError("--max-answer is 1 to 4096") }
    }

    var crawlOptions: CrawlOptions {
        var options = CrawlOptions()
        options.legacyOnly = legacyOnly
        options.requestsInFlight = requestsInFlight
        options.schemaRequestsInFlight = schemaRequestsInFlight
        options.requestTimeout = requestTimeout.duration
        options.retryDeadline = retryDeadline.duration ?? .seconds(86400)
        options.bodyLimit = maxAnswer << 20
        return options
    }
}
