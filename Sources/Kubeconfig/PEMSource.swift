import Foundation

/// Where a certificate or key is: in a file, or in the kubeconfig itself. Descriptions show no data.
public enum PEMSource: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The absolute path of a PEM file.
    case file(String)
    /// The PEM text.
    case data(Data)

    /// The path, or only that there is data.
    public var description: String {
        switch self {
        case .file(let path): path
        case .data: "<data>"
        }
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Nothing of the data.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
