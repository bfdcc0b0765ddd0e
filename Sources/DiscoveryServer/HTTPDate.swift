import Foundation
import Synchronization

/// Dates as headers have them (RFC 9110, 5.6.7).
enum HTTPDate {
    private static let last = Mutex<(second: time_t, text: String)>((0, ""))

    /// The Date header: made once a second.
    static func now() -> String {
        let second = time(nil)
        return last.withLock { last in
            if last.second != second { last = (second, text(ofSecond: second)) }
            return last.text
        }
    }

    /// Any other moment.
    static func text(of date: Date) -> String { text(ofSecond: time_t(date.timeIntervalSince1970)) }

    private static func text(ofSecond second: time_t) -> String {
        var parts = tm()
        var moment = second
        gmtime_r(&moment, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        let time = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return "\(day) \(parts.tm_year + 1900) \(time) GMT"
    }
}
