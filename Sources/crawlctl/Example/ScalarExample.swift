import Foundation
import OpenAPIModel

/// Values that one schema allows, for the types that have nothing below them.
struct ScalarExample {
    let schema: FieldSchema
    /// Counts the elements of a list that must differ, from 0.
    let variant: Int

    private static let placeholder = "no example is known"

    /// A text of the format and the pattern, or one with a comment.
    var text: ExampleNode {
        let least = whole("minLength") ?? 0
        let most = whole("maxLength") ?? Int.max
        guard least <= most else { return .text("", comment: Self.placeholder) }
        if let pattern = schema.first({ $0["pattern"]?.string }) {
            if let sample = PatternSample.text(matching: pattern, lengths: least...most) { return .text(sample) }
            return .text("example", comment: "has to match \(pattern.prefix(200))")
        }
        if schema.parts.contains(where: { $0.definition?.name.hasSuffix(".meta.v1.MicroTime") ?? false }) {
            return .text("2026-01-01T00:00:00.000000Z")
        }
        if let format = schema.first(\.format), let known = Self.formats[format] { return .text(known) }
        var text = variant == 0 ? ExampleNode.placeholder : "\(ExampleNode.placeholder)-\(variant + 1)"
        if text.count > most { text = String(text.suffix(most)) }
        if least > 1000 { return .text(text, comment: "has to have \(least) characters") }
        return .text(text + String(repeating: "e", count: max(0, least - text.count)))
    }

    private static let formats = [
        "date-time": "2026-01-01T00:00:00Z", "date": "2026-01-01", "datetime": "2026-01-01T00:00:00Z", "duration": "1s",
        "uuid": "12345678-1234-4234-8234-123456789abc", "uuid4": "12345678-1234-4234-8234-123456789abc",
        "byte": "ZXhhbXBsZQ==", "ipv4": "192.0.2.1", "ip": "192.0.2.1", "ipv6": "2001:db8::1", "cidr": "192.0.2.0/24",
        "mac": "00:00:5e:00:53:01", "hostname": "example.com", "uri": "https://example.com/",
        "url": "https://example.com/", "email": "someone@example.com", "quantity": "1",
    ]

    /// A number within the bounds.
    func number(isWhole: Bool) -> ExampleNode {
        var value = 1.0 + Double(variant)
        if let least = bound("minimum") {
            let isExclusive = schema.first { $0["exclusiveMinimum"]?.bool } ?? false
            if value < least || isExclusive && value <= least {
                value = (isWhole ? least.rounded(.up) : least) + Double(variant)
                if isExclusive && value <= least { value += 1 }
            }
        }
        if let most = bound("maximum") {
            let isExclusive = schema.first { $0["exclusiveMaximum"]?.bool } ?? false
            if value > most || isExclusive && value >= most { value = isWhole ? most.rounded(.down) : most }
            if isExclusive && value >= most { value -= 1 }
        }
        if let step = bound("multipleOf"), step > 0 { value = (value / step).rounded(.up) * step }
        guard value.isFinite, abs(value) < 9e15 else {
            return ExampleNode(.scalar(.number("1")), comment: Self.placeholder)
        }
        let isInteger = value == value.rounded()
        return ExampleNode(.scalar(.number(isInteger ? String(Int64(value)) : String(value))))
    }

    private func bound(_ keyword: String) -> Double? { schema.first { $0[keyword]?.number }.flatMap { Double($0) } }

    private func whole(_ keyword: String) -> Int? {
        bound(keyword).flatMap { Int(exactly: $0.rounded()) }.map { max(0, $0) }
    }
}
