import Foundation
import Synchronization

/// A proxy on 127.0.0.1 that tunnels: HTTP `CONNECT` (RFC 9110, section 9.3.6) and SOCKS 5 (RFC 1928), told apart by a
/// connection's first byte. It remembers where it was asked to go.
package final class TunnelProxy: Sendable {
    package let port: UInt16
    private let listener: Int32
    private let asked = Mutex<[String]>([])

    /// The targets so far, `host:port`, the host as the client named it.
    package var targets: [String] { asked.withLock { $0 } }

    package init() throws {
        listener = socket(AF_INET, Self.stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                Thread.detachNewThread { [weak self] in
                    self?.serve(client)
                    close(client)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func serve(_ client: Int32) {
        guard let first = Self.read(client, 1)?.first else { return }
        guard let (host, port) = first == 5 ? Self.socksTarget(client) : Self.connectTarget(client) else { return }
        asked.withLock { $0.append("\(host):\(port)") }
        // Whatever name was asked for, it is this machine.
        guard let server = Self.connection(toPort: port) else { return }
        let answer: [UInt8] =
            first == 5 ? [5, 0, 0, 1, 127, 0, 0, 1, 0, 0] : Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8)
        _ = answer.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Self.flags) }
        let back = Thread { Self.copy(from: server, to: client) }
        back.start()
        Self.copy(from: client, to: server)
        close(server)
    }

    private static func connectTarget(_ client: Int32) -> (String, UInt16)? {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard head.count < 10_000, let byte = read(client, 1)?.first else { return nil }
            head.append(byte)
        }
        // The C of CONNECT is read already.
        let words = String(decoding: head, as: UTF8.self).split(separator: " ")
        guard words.first == "ONNECT", words.count > 2, let colon = words[1].lastIndex(of: ":"),
            let port = UInt16(words[1][words[1].index(after: colon)...])
        else { return nil }
        return (String(words[1][..<colon]), port)
    }

    private static func socksTarget(_ client: Int32) -> (String, UInt16)? {
        guard let count = read(client, 1)?.first, read(client, Int(count)) != nil else { return nil }
        _ = [UInt8(5), 0].withUnsafeBytes { send(client, $0.baseAddress, $0.count, flags) }
        guard let head = read(client, 4), head[1] == 1 else { return nil }
        var host = ""
        switch head[3] {
        case 1:
            guard let bytes = read(client, 4) else { return nil }
            host = bytes.map(String.init).joined(separator: ".")
        case 3:
            guard let length = read(client, 1)?.first, let bytes = read(client, Int(length)) else { return nil }
            host = String(decoding: bytes, as: UTF8.self)
        default: return nil
        }
        guard let port = read(client, 2) else { return nil }
        return (host, UInt16(port[0]) << 8 | UInt16(port[1]))
    }

    private static func connection(toPort port: UInt16) -> Int32? {
        let server = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = port.bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if connected { return server }
        close(server)
        return nil
    }

    private static func read(_ descriptor: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes[done...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard got > 0 else { return nil }
            done += got
        }
        return bytes
    }

    private static func copy(from source: Int32, to target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let got = recv(source, &buffer, buffer.count, 0)
            guard got > 0 else { break }
            var sent = 0
            while sent < got {
                let count = buffer[sent..<got].withUnsafeBytes { send(target, $0.baseAddress, $0.count, flags) }
                guard count > 0 else { break }
                sent += count
            }
        }
        shutdown(target, Int32(SHUT_RDWR))
    }

    #if os(Linux)
        private static let stream = Int32(SOCK_STREAM.rawValue)
        private static let flags = Int32(MSG_NOSIGNAL)
    #else
        private static let stream = SOCK_STREAM
        private static let flags: Int32 = 0
    #endif
}
