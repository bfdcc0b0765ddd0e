import CCurl
import Foundation

/// What is wanted of a transfer beside its answer.
struct TransferWatch: Sendable {
    /// Over which connection the transfer goes.
    enum Connection: Sendable {
        /// Any; one that is open already is best.
        case any
        /// One that is made for it, and watched while it is made.
        case fresh
        /// One that is made and closed again without a request, and watched.
        case only
    }

    var connection = Connection.any
    /// Called on the event loop's thread when libcurl is done with the transfer, before its answer is given back; not for
    /// a transfer that was cancelled.
    var onEnd: @Sendable (TransferDetails) -> Void
}

/// How a transfer went, whatever came of it.
struct TransferDetails: Sendable {
    /// The address that was connected to, the proxy's where there is one.
    var address: String?
    var port: Int?
    /// Seconds from the start until the host's name was looked up; 0 where it did not come so far, here and below.
    var lookedUp: TimeInterval
    /// Until the TCP connection was there.
    var connected: TimeInterval
    /// Until the TLS connection was there, a tunnel through a proxy before it.
    var secured: TimeInterval
    /// Until the end.
    var total: TimeInterval
    /// Such as `HTTP/2`.
    var httpVersion: String?
    var handshake: TLSHandshake
    /// What the server showed, its own certificate first; empty unless the connection was watched.
    var certificates: [Certificate]

    init(
        _ handle: UnsafeMutableRawPointer, _ handshake: TLSHandshake, startedAt: ContinuousClock.Instant
    ) {
        func seconds(_ info: CURLINFO) -> TimeInterval {
            var microseconds: curl_off_t = 0
            ccurl_easy_getinfo_offset(handle, info, &microseconds)
            return Double(microseconds) / 1_000_000
        }
        var text: UnsafePointer<CChar>?
        var (port, version) = (0, 0)
        ccurl_easy_getinfo_string(handle, CURLINFO_PRIMARY_IP, &text)
        ccurl_easy_getinfo_long(handle, CURLINFO_PRIMARY_PORT, &port)
        ccurl_easy_getinfo_long(handle, CURLINFO_HTTP_VERSION, &version)
        address = text.map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        self.port = port > 0 ? port : nil
        lookedUp = seconds(CURLINFO_NAMELOOKUP_TIME_T)
        connected = seconds(CURLINFO_CONNECT_TIME_T)
        // libcurl does not say it of a connection whose TLS failed; but TLS began over one.
        if connected == 0, let begunAt = handshake.begunAt { connected = (begunAt - startedAt) / .seconds(1) }
        secured = seconds(CURLINFO_APPCONNECT_TIME_T)
        total = seconds(CURLINFO_TOTAL_TIME_T)
        httpVersion =
            switch version {
            case Int(CURL_HTTP_VERSION_1_0): "HTTP/1.0"
            case Int(CURL_HTTP_VERSION_1_1): "HTTP/1.1"
            case Int(CURL_HTTP_VERSION_2_0): "HTTP/2"
            default: nil
            }
        self.handshake = handshake
        certificates = Self.certificates(handle)
    }

    /// libcurl gives each certificate as a list of `Name:value`, one of them the PEM text; the others are worded
    /// differently by each TLS library.
    private static func certificates(_ handle: UnsafeMutableRawPointer) -> [Certificate] {
        guard let shown = ccurl_easy_certinfo(handle)?.pointee, let lists = shown.certinfo else { return [] }
        return (0..<Int(shown.num_of_certs)).compactMap { index in
            var entry = lists[index]
            while let current = entry {
                let line = String(cString: current.pointee.data)
                if line.hasPrefix("Cert:") { return Certificate.all(inPEM: Data(line.utf8)).first }
                entry = current.pointee.next
            }
            return nil
        }
    }
}
