import Foundation
import HTTPTypes
import Synchronization

/// A line for each request, on standard error; written off the threads that answer.
final class AccessLog: Sendable {
    private let lines = Mutex<[String]>([])
    private let queue = DispatchQueue(label: "access log")

    func add(_ head: HTTPRequest, from address: String, status: Int, bytes: Int, duration: Duration) {
        let milliseconds = (duration / .microseconds(1)).rounded() / 1000
        let line =
            "\(Self.time()) \(address) \"\(head.method.rawValue) \(Self.escaped(head.path ?? "/"))\" \(status) \(bytes) \(milliseconds)ms \"\(Self.escaped(head.headerFields[.userAgent] ?? ""))\"\n"
        let isFirst = lines.withLock { lines in
            lines.append(line)
            return lines.count == 1
        }
        if isFirst { queue.async { self.flush() } }
    }

    /// Writes what was collected.
    func flush() {
        let text = lines.withLock { lines in
            defer { lines = [] }
            return lines.joined()
        }
        FileHandle.standardError.write(Data(text.utf8))
    }

    private static func time() -> String { Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }

    /// At most 500 characters, nothing in them that a terminal or a reader of lines would take for more.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars.prefix(500) {
            switch scalar {
            case "\"", "\\": escaped += "\\\(scalar)"
            case _ where scalar.value >= 0x20 && scalar.value < 0x7F: escaped.unicodeScalars.append(scalar)
            default: escaped += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return escaped
    }
}
