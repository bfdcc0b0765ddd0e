/// Why the store cannot do what it was asked.
public struct DiscoveryStoreError: Error, CustomStringConvertible {
    /// What kind of failure.
    public enum Code: Hashable, Sendable {
        /// There is no file, and reading does not make one.
        case noDatabase
        /// The file is no SQLite database, or one of another program.
        case notADatabase
        /// The file is damaged.
        case corrupt
        /// The file was written by a newer crawlctl, with this schema version.
        case newerSchema(Int)
        /// Another process holds the file for longer than we wait.
        case locked
        /// The file or its folder may not be written, or not be read.
        case notPermitted
        /// The disk, or the allowance on it, is full.
        case full
        /// No cluster has this name.
        case unknownCluster
        /// The name is taken, or may not be used.
        case invalidName
        /// Two clusters have this name, and nothing says that they are one.
        case otherCluster
        /// The cluster has no snapshot at that moment.
        case noSnapshot
        /// The cluster's schemas were not read, or not by that moment.
        case noSchemas
        /// What a validator speaks of is no longer there, since the cluster was forgotten meanwhile.
        case outdatedValidator
        /// The query is wrong, or not allowed.
        case invalidQuery
        /// The query took longer than it may.
        case queryTimeout
        /// Anything else that SQLite says.
        case other
    }

    /// What kind of failure.
    public let code: Code
    /// What and where: `cannot read /home/me/discovery.db`.
    public let what: String
    /// The cause, in one line.
    public let cause: String
    /// What the user may do about it.
    public let hint: String?

    /// Makes an error.
    public init(_ code: Code, what: String, cause: String, hint: String? = nil) {
        self.code = code
        self.what = what
        self.cause = cause
        self.hint = hint
    }

    /// One line, without a final full stop.
    public var description: String { "\(what): \(cause)" }
}
