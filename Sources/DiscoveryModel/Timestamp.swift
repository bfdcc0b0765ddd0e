import Foundation

/// Times as this project writes and reads them: UTC, ISO 8601 in RFC 3339's profile, years 0 to 9999.
///
/// A history has hundreds of times and Foundation takes some microseconds for each, so they are written and read here. It
/// also writes the millisecond below the one that it read, so that no snapshot was found at its own time.
public enum Timestamp {
    /// `2026-11-24T10:01:17.123Z`, to the nearest millisecond: sorts as text, and is what the database holds.
    public static func milliseconds(_ date: Date) -> String {
        let total = Int((date.timeIntervalSince1970 * 1000).rounded())
        let (seconds, rest) = total.quotientAndRemainder(flooringBy: 1000)
        return text(seconds: seconds, milliseconds: rest)
    }

    /// `2026-11-24T10:01:17Z`, the second in which it is: what people and JSON get.
    public static func seconds(_ date: Date) -> String {
        let total = Int((date.timeIntervalSince1970 * 1000).rounded())
        return text(seconds: total.quotientAndRemainder(flooringBy: 1000).0, milliseconds: nil)
    }

    /// Reads an RFC 3339 date (00:00 UTC), or time with a zone, with or without fractions of a second; `nil` for anything
    /// else, such as the 30th of February, or what is in another year than 0 to 9999 in UTC.
    public static func date(rfc3339 text: String) -> Date? {
        var reader = DigitReader(text)
        guard let days = reader.days() else { return nil }
        if reader.isAtEnd { return Date(timeIntervalSince1970: Double(days) * 86400) }
        guard reader.skip("T", "t"), let seconds = reader.secondOfDay(), let fraction = reader.fraction(),
            let zone = reader.zone(), reader.isAtEnd
        else { return nil }
        let date = Date(timeIntervalSince1970: Double(days * 86400 + seconds - zone) + fraction)
        // What is written of another year has more digits, and would not sort as text.
        return years.contains(date) ? date : nil
    }

    /// The years that four digits can tell, but for the last millisecond, which might be rounded up.
    private static let years =
        Date(timeIntervalSince1970: -62_167_219_200)...Date(timeIntervalSince1970: 253_402_300_799.999)

    private static func text(seconds total: Int, milliseconds: Int?) -> String {
        let (days, seconds) = total.quotientAndRemainder(flooringBy: 86400)
        let (year, month, day) = CivilDate.date(ofDay: days)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func append(_ number: Int, _ digits: Int, _ end: Character) {
            var scale = digits == 4 ? 1000 : digits == 3 ? 100 : 10
            while scale > 0 {
                bytes.append(UInt8(truncatingIfNeeded: 0x30 + number / scale % 10))
                scale /= 10
            }
            bytes.append(end.asciiValue ?? 0x20)
        }
        append(year, 4, "-")
        append(month, 2, "-")
        append(day, 2, "T")
        append(seconds / 3600, 2, ":")
        append(seconds / 60 % 60, 2, ":")
        append(seconds % 60, 2, milliseconds == nil ? "Z" : ".")
        if let milliseconds { append(milliseconds, 3, "Z") }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The Gregorian calendar, counted in days since 1970.
private enum CivilDate {
    /// Years are counted from March, so that the leap day is the last of them.
    static func day(year: Int, month: Int, day: Int) -> Int {
        let (marchYear, marchMonth) = (month > 2 ? year : year - 1, (month + 9) % 12)
        let (era, yearOfEra) = marchYear.quotientAndRemainder(flooringBy: 400)
        let dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + (153 * marchMonth + 2) / 5 + day - 1
        return 146_097 * era + dayOfEra - 719_468
    }

    static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (day + 719_468).quotientAndRemainder(flooringBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = 400 * era + yearOfEra + (month > 2 ? 0 : 1)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

/// Reads a time from its digits.
private struct DigitReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) {
        rest = Array(text.utf8)[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ characters: Character...) -> Bool {
        guard let first = rest.first, characters.contains(where: { $0.asciiValue == first }) else { return false }
        rest.removeFirst()
        return true
    }

    /// A number of exactly so many digits that is in a range.
    private mutating func number(_ digits: Int, _ range: ClosedRange<Int>) -> Int? {
        let prefix = rest.prefix(digits)
        guard prefix.count == digits, prefix.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        let number = prefix.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        return range.contains(number) ? number : nil
    }

    /// `2026-11-24`, in days since 1970.
    mutating func days() -> Int? {
        guard let year = number(4, 0...9999), skip("-"), let month = number(2, 1...12), skip("-"),
            let day = number(2, 1...31)
        else { return nil }
        let days = CivilDate.day(year: year, month: month, day: day)
        return CivilDate.date(ofDay: days).day == day ? days : nil
    }

    /// `10:01:17`; a leap second is the one after it.
    mutating func secondOfDay() -> Int? {
        guard let hour = number(2, 0...23), skip(":"), let minute = number(2, 0...59), skip(":"),
            let second = number(2, 0...60)
        else { return nil }
        return (hour * 60 + minute) * 60 + second
    }

    /// `.123`, or nothing.
    mutating func fraction() -> Double? {
        guard skip(".") else { return 0 }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        guard !digits.isEmpty else { return nil }
        var (number, scale) = (0.0, 1.0)
        for digit in digits.prefix(15) {
            number = number * 10 + Double(digit - 0x30)
            scale *= 10
        }
        return number / scale
    }

    /// `Z`, `+02:00` or `-03:30`, in seconds east of UTC.
    mutating func zone() -> Int? {
        if skip("Z", "z") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard skip("+", "-"), let hour = number(2, 0...23) else { return nil }
        _ = skip(":")
        guard let minute = number(2, 0...59) else { return nil }
        return (hour * 3600 + minute * 60) * (isWest ? -1 : 1)
    }
}

extension Int {
    /// Divides so that the rest is never negative.
    fileprivate func quotientAndRemainder(flooringBy divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
