import Foundation

/// A `Status` document (`meta/v1`), with which an API server says why it refuses.
enum ServerStatus {
    private struct Document: Decodable {
        var kind: String?
        var message: String?
    }

    /// The server's words, at most 300 characters of them; `nil` where it has none.
    static func message(in body: Data) -> String? {
        guard body.count < 64 << 10, let document = try? JSONDecoder().decode(Document.self, from: body),
            document.kind == "Status", let message = document.message, !message.isEmpty
        else { return nil }
        return message.count > 300 ? message.prefix(300) + "…" : message
    }
}
