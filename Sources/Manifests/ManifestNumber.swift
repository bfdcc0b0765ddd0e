/// A number of a manifest.
public struct ManifestNumber: Hashable, Sendable {
    /// As JSON would have it: whole numbers without a point.
    public let text: String
    /// The nearest floating point number.
    public let value: Double
    /// The whole number that it is, however it is written; `nil` for any other, and for one that needs more than 64 bits.
    public let integer: Int64?

    /// A whole number.
    public init(_ integer: Int64) {
        text = String(integer)
        value = Double(integer)
        self.integer = integer
    }

    /// Any number.
    public init(_ value: Double) {
        self.value = value
        // Beyond 2^53 a floating point number is no certain whole one, and servers take it for none.
        integer = value.magnitude < 9_007_199_254_740_992 && value == value.rounded() ? Int64(value) : nil
        text = integer.map(String.init) ?? "\(value)"
    }

    /// A number in JSON; `nil` where it is none.
    public init?(json text: String) {
        if let integer = Int64(text) {
            self.init(integer)
        } else if let value = Double(text) {
            self.init(value)
        } else {
            return nil
        }
    }
}
