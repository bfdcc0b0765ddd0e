import DiscoveryModel
import Foundation

/// Times and lengths of time as people read them.
enum Moment {
    /// What ends within this time should be seen to.
    static let soon: TimeInterval = 30 * 86400

    /// `expires on 2027-03-02, in 97 days`, or `expired on 2026-11-01, 20 days ago`.
    static func ending(_ date: Date, _ now: Date) -> String {
        let left = date.timeIntervalSince(now)
        let distance = distance(abs(left))
        // A day says little of what ends within one.
        let time = Timestamp.seconds(date)
        let day = abs(left) < 2 * 86400 ? "at \(time)" : "on \(time.prefix(10))"
        return left < 0 ? "expired \(day), \(distance) ago" : "expires \(day), in \(distance)"
    }

    /// Whole days, hours, minutes or seconds.
    private static func distance(_ seconds: TimeInterval) -> String {
        let units: [(size: TimeInterval, name: String)] = [
            (86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"),
        ]
        let unit = units.first { seconds >= 2 * $0.size } ?? units[3]
        let count = Int(min(seconds / unit.size, 1e9))
        return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
    }

    /// `24 ms`, `1.5 s`.
    static func span(_ seconds: TimeInterval) -> String {
        seconds < 0.0005 ? "<1 ms" : Quantity.seconds(seconds)
    }
}

/// Words for amounts.
enum Count {
    static func text(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// The first of many, and how many more there are.
    static func list(_ items: [String], limit: Int = 8) -> String {
        let more = items.count - limit
        return items.prefix(limit).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
