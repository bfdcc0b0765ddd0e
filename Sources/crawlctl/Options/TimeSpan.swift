import ArgumentParser

/// A length of time as kubectl and Go write it: `30s`, `1m30s`, `500ms`; a bare number is seconds, 0 is no limit.
struct TimeSpan: ExpressibleByArgument, CustomStringConvertible {
    /// `nil` for no limit.
    let seconds: Double?
    let description: String

    init(seconds: Int) {
        self.seconds = Double(seconds)
        description = "\(seconds)s"
    }

    init?(argument: String) {
        description = argument
        var total = 0.0
        if let number = Double(argument), number.isFinite, number >= 0 {
            total = number
        } else {
            guard !argument.isEmpty else { return nil }
            var rest = argument[...]
            while !rest.isEmpty {
                let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
                let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
                guard let number = Double(digits), let scale = Self.scales[String(unit)] else { return nil }
                total += number * scale
                rest = rest.dropFirst(digits.count + unit.count)
            }
        }
        guard total < 1e9 else { return nil }
        seconds = total == 0 ? nil : total
    }

    var defaultValueDescription: String { description }

    /// `nil` for no limit.
    var duration: Duration? { seconds.map { .seconds($0) } }

    private static let scales: [String: Double] = ["ms": 0.001, "s": 1, "m": 60, "h": 3600]
}
