/// A way in which a fake API server misbehaves at one path.
public enum Fault: Sendable {
    /// An error status: 503 as the plain text of an aggregator, any other as a `Status` document.
    ///
    /// `retryAfter` is the value of a Retry-After header, seconds or an HTTP date.
    case status(Int, retryAfter: String? = nil)
    /// A fixed answer, whatever was asked.
    case body(FixedBody)
    /// The right answer with its full Content-Length, of which only so many bytes come before the connection is closed.
    case truncated(after: Int)
    /// A redirect to a URL, with a Location header and no body.
    case redirect(to: String, status: Int = 302)
    /// Nothing, for as long as the client waits.
    case hang
    /// The right answer, of whose body one byte comes after each interval.
    case trickle(every: Duration)
    /// A body that never ends: chunked over HTTP/1.1, sent as fast as the client reads.
    case endless(contentType: String = "application/json")
    /// A small gzip body that unpacks to so many zero bytes (at least one), about a thousandth in size.
    ///
    /// It is made when the fault is set, at some 300 MB/s.
    case gzipBomb(unpackedSize: Int)
    /// The connection is closed without an answer; over HTTP/2 that ends its other requests too.
    case disconnect
    /// The right answer, late.
    case delay(Duration)
}
