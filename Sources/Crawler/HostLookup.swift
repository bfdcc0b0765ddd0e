import Foundation

/// What became of looking up a host's name.
public struct HostLookup: Sendable {
    /// The host, a name or an address.
    public let host: String
    /// Whether it was an address to begin with.
    public let isAddress: Bool
    /// The addresses, each once, in the order in which they would be tried.
    public let addresses: [String]
    /// Seconds that it took.
    public let duration: TimeInterval
    /// Why there are none.
    public let failure: TransportError?

    /// Looks a host up as libcurl does: by the system's rules, hosts file and name servers.
    ///
    /// - Parameter timeout: How long to wait; `nil` for as long as the system does. A look-up cannot be ended, so one that
    ///   is waited for no longer goes on in the background.
    public static func look(up host: String, timeout: Duration?) async -> HostLookup {
        if isAddress(host) {
            return HostLookup(host: host, isAddress: true, addresses: [host], duration: 0, failure: nil)
        }
        let (answers, answered) = AsyncStream<(addresses: [String], code: Int32)>.makeStream()
        let start = ContinuousClock.now
        Thread.detachNewThread { answered.yield(addresses(of: host)) }
        let answer = await withTaskGroup(of: (addresses: [String], code: Int32)?.self) { group in
            group.addTask { await answers.first { _ in true } }
            if let timeout {
                group.addTask {
                    try? await Task.sleep(for: timeout)
                    return nil
                }
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        let duration = (.now - start) / .seconds(1)
        return HostLookup(
            host: host, isAddress: false, addresses: answer?.addresses ?? [], duration: duration,
            failure: failure(answer?.code))
    }

    private static func failure(_ code: Int32?) -> TransportError? {
        switch code {
        case 0: nil
        case nil: TransportError(.timeout, "the name servers do not answer")
        case EAI_NONAME: TransportError(.unknownHost, "unknown host")
        case EAI_AGAIN: TransportError(.unknownHost, "the name servers cannot say")
        case let code?: TransportError(.unknownHost, String(cString: gai_strerror(code)).lowercased())
        }
    }

    private static func isAddress(_ host: String) -> Bool {
        var (four, six) = (in_addr(), in6_addr())
        return inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1
    }

    private static func addresses(of host: String) -> (addresses: [String], code: Int32) {
        var hints = addrinfo()
        #if os(Linux)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return ([], code) }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var entry = list
        while let current = entry?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                current.ai_addr, current.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
            {
                let address = text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
                if !addresses.contains(address) { addresses.append(address) }
            }
            entry = current.ai_next
        }
        return (addresses, 0)
    }
}
