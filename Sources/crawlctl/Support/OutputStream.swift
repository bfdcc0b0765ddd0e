import Foundation
import Synchronization

/// Where text goes: collected, and written when flushed.
final class OutputStream: Sendable {
    private let buffer = Mutex<[UInt8]>([])
    private let descriptor: Int32
    /// Whether a person is looking.
    let isTerminal: Bool

    private init(descriptor: Int32, isTerminal: Bool) {
        self.descriptor = descriptor
        self.isTerminal = isTerminal
    }

    static func standardOutput() -> OutputStream { OutputStream(descriptor: 1, isTerminal: isatty(1) == 1) }

    static func standardError() -> OutputStream { OutputStream(descriptor: 2, isTerminal: isatty(2) == 1) }

    func write(_ text: String) {
        buffer.withLock { $0.append(contentsOf: text.utf8) }
    }

    func write(bytes: [UInt8]) {
        buffer.withLock { $0 += bytes }
    }

    /// Writes what was collected.
    ///
    /// A reader that has gone away is no error: the process ends quietly. A full disk is one.
    func flush() {
        let bytes = buffer.withLock { buffer in
            defer { buffer = [] }
            return buffer
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                ProcessEnd.now(0)
            } else if errno != EINTR && errno != EAGAIN {
                if descriptor == 2 { ProcessEnd.now(1) }
                let cause = String(cString: strerror(errno)).lowercased()
                OutputStream.standardError().fail("Error: cannot write to standard output: \(cause)\n")
            }
        }
    }

    private func fail(_ text: String) -> Never {
        write(text)
        flush()
        ProcessEnd.now(1)
    }
}
