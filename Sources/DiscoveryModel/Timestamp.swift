import Foundation

/// Times as this project writes and reads them: UTC, ISO 8601.
public enum Timestamp {
    /// `2026-11-24T10:01:17.123Z`: sorts as text, and is what the database holds.
    public static func milliseconds(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// `2026-11-24T10:01:17Z`: what people and JSON get.
    public static func seconds(_ date: Date) -> String {
        date.formatted(.iso8601)
    }

    /// Reads an RFC 3339 date (00:00 UTC), or time with a zone, with or without fractions of a second.
    public static func date(rfc3339 text: String) -> Date? {
        let text = text.uppercased()
        if text.utf8.count == 10 {
            let date = try? Date(text, strategy: .iso8601.year().month().day())
            return date.flatMap { seconds($0).hasPrefix(text) ? $0 : nil }
        }
        return (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
