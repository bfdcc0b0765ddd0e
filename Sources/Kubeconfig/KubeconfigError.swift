/// Why no connection comes out of a kubeconfig or a pod's files.
///
/// Its text names file, stanza and key, and never quotes a value that may be a secret.
public struct KubeconfigError: Error, Hashable, CustomStringConvertible {
    /// What kind of failure.
    public enum Code: Hashable, Sendable {
        /// A file that was asked for is not there, or cannot be read.
        case unreadableFile
        /// A file is not valid YAML, or not a kubeconfig.
        case invalidFile
        /// A name occurs twice in one file.
        case duplicateName
        /// There is no such context, cluster or user.
        case unknownName
        /// No context is chosen.
        case noContext
        /// Settings that contradict each other, or a value that cannot be used.
        case invalidSetting
        /// A token or certificate file is missing or empty.
        case unusableCredential
        /// An exec plugin gave no credentials.
        case execPlugin
        /// The process is not in a pod.
        case notInCluster
    }

    /// What kind of failure.
    public let code: Code
    /// What and where.
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
