import Foundation

/// What a user writes to name a surface: `prod`, `prod@2026-11-02`, `prod@previous`, `upstream:1.36`, `fleet:common`.
///
/// A reference is only read apart here. Whether `a@b` is the cluster `a` at a time or a cluster of that whole name is
/// for the source to say, which knows its names: the whole text wins.
public struct SurfaceReference: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    public let text: String
    /// The part before the last `@`, and the moment after it, when what follows the `@` is a moment.
    public let dated: Dated?
    /// Whether a cluster of that whole name would be meant.
    public let mayBeName: Bool

    /// A name and a moment.
    public struct Dated: Hashable, Sendable {
        /// What stands before the `@`.
        public let name: String
        /// What stands behind it.
        public let moment: SurfaceMoment
        /// The same, as it was written.
        public let momentText: String
    }

    /// Reads a reference apart; never fails, since every text may be a cluster's name.
    ///
    /// - Parameter now: What `-7d` counts back from.
    public init(_ text: String, now: Date) {
        self.text = text
        mayBeName = true
        dated = text.lastIndex(of: "@").flatMap { at in
            SurfaceMoment(text[text.index(after: at)...], now: now)
                .map {
                    Dated(
                        name: String(text[..<at]), moment: $0, momentText: String(text[text.index(after: at)...]))
                }
        }
    }

    /// A cluster at a moment, whatever else is called like the two together; `nil` when the text is no moment.
    ///
    /// - Parameter now: What `-7d` counts back from.
    public init?(_ name: String, at momentText: String, now: Date) {
        guard let moment = SurfaceMoment(momentText, now: now) else { return nil }
        text = "\(name)@\(momentText)"
        dated = Dated(name: name, moment: moment, momentText: momentText)
        mayBeName = false
    }

    private init(text: String, dated: Dated, mayBeName: Bool) {
        self.text = text
        self.dated = dated
        self.mayBeName = mayBeName
    }

    /// The same, read as it was written, where it is known which time its moment means.
    public func meaning(_ date: Date) -> SurfaceReference {
        guard let dated else { return self }
        return SurfaceReference(
            text: text, dated: Dated(name: dated.name, moment: .at(date), momentText: dated.momentText),
            mayBeName: mayBeName)
    }

    /// As it was written.
    public var description: String { text }

    /// Whether no cluster can be called so: it names a baseline, or what clusters have together.
    public var isComputed: Bool { upstreamName != nil || fleetName != nil }

    /// The name before the `:` where the text begins with `upstream:`, which no cluster may be called.
    public var upstreamName: Substring? {
        text.hasPrefix("upstream:") ? text.dropFirst("upstream:".count) : nil
    }

    /// The name behind the `:` where the text begins with `fleet:`, which no cluster may be called either.
    public var fleetName: Substring? {
        text.hasPrefix("fleet:") ? text.dropFirst("fleet:".count) : nil
    }
}

/// A moment in a cluster's history.
public enum SurfaceMoment: Hashable, Sendable {
    /// The newest snapshot.
    case latest
    /// The snapshot before the newest.
    case previous
    /// The snapshot with this number.
    case snapshot(Int64)
    /// The snapshot that was the newest at this time.
    case at(Date)

    /// Reads `latest`, `previous`, `id:12`, an RFC 3339 date (00:00 UTC) or time, `-7d`, `-12h`, `-30m` or `-2w`;
    /// `nil` for anything else.
    public init?(_ text: some StringProtocol, now: Date) {
        if text == "latest" {
            self = .latest
        } else if text == "previous" {
            self = .previous
        } else if text.hasPrefix("id:"), let id = Int64(text.dropFirst(3)), id > 0 {
            self = .snapshot(id)
        } else if text.hasPrefix("-"), let unit = text.last, let seconds = Self.seconds[unit],
            let count = Int(text.dropFirst().dropLast()), (0...1_000_000).contains(count)
        {
            self = .at(now.addingTimeInterval(-Double(count) * seconds))
        } else if let date = Timestamp.date(rfc3339: String(text)) {
            self = .at(date)
        } else {
            return nil
        }
    }

    private static let seconds: [Character: TimeInterval] = ["m": 60, "h": 3600, "d": 86400, "w": 604_800]
}
