/// How much one explanation may become: schemas of a few kilobytes can describe more fields than there are atoms.
final class ExplainLimit {
    /// Fields in all. The largest resource that is known has about a tenth of them.
    static let fields = 100_000
    /// Bytes of names, descriptions and paths in all.
    static let bytes = 100_000_000
    /// Levels of fields.
    static let levels = 200

    private var fieldsLeft: Int
    private var bytesLeft = ExplainLimit.bytes
    /// Whether fields were left out.
    private(set) var isReached = false

    init(fields: Int = ExplainLimit.fields) { fieldsLeft = fields }

    /// Whether there is room for another field, which takes it.
    ///
    /// - Parameter pathSize: The bytes of the names above it.
    func take(name: String, description: String, level: Int, pathSize: Int = 0) -> Bool {
        bytesLeft -= name.utf8.count + description.utf8.count + level * 2 + pathSize
        fieldsLeft -= 1
        if fieldsLeft < 0 || bytesLeft < 0 || level > Self.levels { isReached = true }
        return fieldsLeft >= 0 && bytesLeft >= 0 && level <= Self.levels
    }
}
