/// The version of this program.
enum Version {
    static let text = "0.1.0"

    /// What servers are told; not a name for which they would pretty-print.
    static let userAgent = "crawlctl/\(text)"
}
