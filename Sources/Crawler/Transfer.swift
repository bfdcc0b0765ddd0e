import CCurl
import Foundation

/// One request on its way: a libcurl easy handle and what it has received so far.
///
/// Everything here is touched by the event loop's thread alone, once the transfer has been handed to it; that is what
/// makes `@unchecked Sendable` true.
final class Transfer: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
    private let bodyLimit: Int
    /// The host and port of the proxy, for errors; never its user and password.
    private let proxyName: String?
    private let watch: TransferWatch?
    private var handshake = TLSHandshake()
    private let startedAt = ContinuousClock.now
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var connectTo: UnsafeMutablePointer<curl_slist>?
    private var continuation: CheckedContinuation<HTTPResponse, any Error>?
    private var contentType: String?
    private var entityTag: String?
    private var retryAfter: String?
    private var body = Data()
    private var exceedsLimit = false

    init(
        _ request: HTTPRequest, over connection: ServerConnection, as credentials: Credentials, userAgent: String,
        continuation: CheckedContinuation<HTTPResponse, any Error>
    ) throws(TransportError) {
        guard let handle = ccurl_easy_init() else { throw TransportError(.other, "libcurl gives no handle") }
        self.handle = handle
        bodyLimit = request.bodyLimit
        proxyName = connection.proxyAuthority.map { "the proxy \($0)" }
        watch = request.watch
        do throws(TransportError) {
            try configure(request, connection, credentials, userAgent: userAgent)
        } catch {
            release()
            throw error
        }
        self.continuation = continuation
    }

    /// Ends the transfer with libcurl's result; the loop must have taken the handle out of its multi handle.
    func finish(_ result: CURLcode) {
        let response = self.response(result)
        watch?.onEnd(TransferDetails(handle, handshake, startedAt: startedAt))
        release()
        continuation?.resume(with: response)
        continuation = nil
    }

    /// Ends the transfer unfinished.
    func fail(_ error: TransportError) {
        release()
        continuation?.resume(throwing: error)
        continuation = nil
    }

    private func release() {
        ccurl_easy_cleanup(handle)
        ccurl_slist_free_all(headers)
        ccurl_slist_free_all(connectTo)
        (headers, connectTo) = (nil, nil)
    }

    // MARK: - Options

    private func configure(
        _ request: HTTPRequest, _ connection: ServerConnection, _ credentials: Credentials, userAgent: String
    ) throws(TransportError) {
        let address = connection.address
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_PROTOCOLS, Int(address.isSecure ? CURLPROTO_HTTPS : CURLPROTO_HTTP))
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_USERAGENT, userAgent)
        set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        if let timeout = request.timeout { set(CURLOPT_TIMEOUT_MS, max(1, Int(timeout / .milliseconds(1)))) }
        if !connection.disableCompression { set(CURLOPT_ACCEPT_ENCODING, "gzip") }
        configureProxy(connection)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_PIPEWAIT, address.isSecure ? 1 : 0)

        if let document = request.document {
            add(header: "Content-Type: application/json")
            set(CURLOPT_COPYPOSTFIELDS, document)
        }
        add(header: "Accept: \(request.accept)")
        if let tag = request.ifNoneMatch { add(header: "If-None-Match: \(tag)") }
        for header in connection.impersonation?.headers ?? [] { add(header: "\(header.name): \(header.value)") }
        var host = address.authority
        if address.isSecure {
            if let authorization = credentials.authorization { add(header: "Authorization: \(authorization)") }
            try configureTLS(connection, credentials)
            if let name = connection.tlsServerName, name != address.host {
                // libcurl takes the name that it asks for and checks from the URL, so the URL gets that name, the
                // connection goes to the real host, and the Host header says the real host again.
                add(header: "Host: \(address.authority)")
                connectTo = ccurl_slist_append(nil, "\(name):\(address.port):\(address.bracketedHost):\(address.port)")
                ccurl_easy_setopt_pointer(handle, CURLOPT_CONNECT_TO, connectTo)
                host = "\(name):\(address.port)"
            }
        }
        ccurl_easy_setopt_pointer(handle, CURLOPT_HTTPHEADER, headers)
        set(
            CURLOPT_URL,
            "\(address.isSecure ? "https" : "http")://\(host)\(request.isWholePath ? "" : address.pathPrefix)\(request.path)"
        )

        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_easy_setopt_pointer(handle, CURLOPT_WRITEDATA, context)
        ccurl_easy_setopt_write_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        ccurl_easy_setopt_pointer(handle, CURLOPT_HEADERDATA, context)
        ccurl_easy_setopt_write_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            transfer.receive(headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        if let watch, watch.connection != .any { configure(watch) }
    }

    private func configure(_ watch: TransferWatch) {
        set(CURLOPT_FRESH_CONNECT, 1)
        set(CURLOPT_CONNECT_ONLY, watch.connection == .only ? 1 : 0)
        set(CURLOPT_CERTINFO, 1)
        ccurl_easy_setopt_pointer(handle, CURLOPT_DEBUGDATA, Unmanaged.passUnretained(self).toOpaque())
        ccurl_easy_setopt_debug_callback(handle) { _, type, bytes, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            switch type {
            case CURLINFO_SSL_DATA_OUT: transfer.handshake.sent()
            case CURLINFO_SSL_DATA_IN:
                transfer.handshake.receive(UnsafeRawBufferPointer(start: bytes, count: count))
            default: break
            }
            return 0
        }
        // Without this nothing is told; with a function to tell it to, nothing is printed.
        set(CURLOPT_VERBOSE, 1)
    }

    /// Without a proxy of our own libcurl would look for one in the environment, by rules that are not kubectl's.
    private func configureProxy(_ connection: ServerConnection) {
        guard let url = connection.proxyURL else { return set(CURLOPT_PROXY, "") }
        // As Go does, names are looked up by the SOCKS proxy.
        set(CURLOPT_PROXY, url.hasPrefix("socks5://") ? "socks5h://\(url.dropFirst(9))" : url)
        set(CURLOPT_NOPROXY, "")
        switch connection.trust {
        case .file(let path): set(CURLOPT_PROXY_CAINFO, path)
        case .anyServer:
            set(CURLOPT_PROXY_SSL_VERIFYPEER, 0)
            set(CURLOPT_PROXY_SSL_VERIFYHOST, 0)
        case .data(let data): try? set(CURLOPT_PROXY_CAINFO_BLOB, data)
        case .system: break
        }
    }

    private func configureTLS(_ connection: ServerConnection, _ credentials: Credentials) throws(TransportError) {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        switch connection.trust {
        case .system: break
        case .file(let path):
            // Without this libcurl trusts its built-in folder of authorities as well.
            ccurl_easy_setopt_string(handle, CURLOPT_CAPATH, nil)
            set(CURLOPT_CAINFO, path)
        case .data(let data):
            ccurl_easy_setopt_string(handle, CURLOPT_CAPATH, nil)
            try set(CURLOPT_CAINFO_BLOB, data)
        case .anyServer:
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        switch credentials.clientCertificate {
        case .file(let path): set(CURLOPT_SSLCERT, path)
        case .data(let data): try set(CURLOPT_SSLCERT_BLOB, data)
        case nil: break
        }
        // Without a passphrase of ours OpenSSL would ask for one on the terminal.
        set(CURLOPT_KEYPASSWD, "")
        switch credentials.clientKey {
        case .file(let path): set(CURLOPT_SSLKEY, path)
        case .data(let data): try set(CURLOPT_SSLKEY_BLOB, data)
        case nil: break
        }
    }

    private func set(_ option: CURLoption, _ value: Int) { ccurl_easy_setopt_long(handle, option, value) }

    private func set(_ option: CURLoption, _ value: String) { ccurl_easy_setopt_string(handle, option, value) }

    private func set(_ option: CURLoption, _ value: Data) throws(TransportError) {
        let result = value.withUnsafeBytes { ccurl_easy_setopt_blob(handle, option, $0.baseAddress, $0.count) }
        guard result == CURLE_OK else {
            throw TransportError(.unavailable, "the installed libcurl is too old to take certificates from memory")
        }
    }

    private func add(header: String) { headers = ccurl_slist_append(headers, header) }

    // MARK: - Receiving

    private func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= bodyLimit else {
            exceedsLimit = true
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    private func receive(headerLine bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            (contentType, entityTag, retryAfter) = (nil, nil, nil)
            return
        }
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
        switch line[..<colon].lowercased() {
        case "content-type": contentType = value
        case "etag": entityTag = value
        case "retry-after": retryAfter = value
        default: break
        }
    }

    private func response(_ result: CURLcode) -> Result<HTTPResponse, any Error> {
        guard result == CURLE_OK else {
            return .failure(
                exceedsLimit
                    ? TransportError(.tooLarge, "the answer is larger than the limit of \(bodyLimit) bytes")
                    : TransportError(result, handle: handle, proxy: proxyName))
        }
        var status = 0
        var (received, microseconds): (curl_off_t, curl_off_t) = (0, 0)
        var redirect: UnsafePointer<CChar>?
        ccurl_easy_getinfo_long(handle, CURLINFO_RESPONSE_CODE, &status)
        ccurl_easy_getinfo_offset(handle, CURLINFO_SIZE_DOWNLOAD_T, &received)
        ccurl_easy_getinfo_offset(handle, CURLINFO_TOTAL_TIME_T, &microseconds)
        ccurl_easy_getinfo_string(handle, CURLINFO_REDIRECT_URL, &redirect)
        return .success(
            HTTPResponse(
                status: status, contentType: contentType, entityTag: entityTag, retryAfter: retryAfter,
                redirectURL: redirect.map { String(cString: $0) }, body: body, receivedBytes: Int64(received),
                duration: Double(microseconds) / 1_000_000))
    }
}
