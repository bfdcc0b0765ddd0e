import Crawler
import DiscoveryModel
import DiscoveryStore
import DiscoveryWire
import Foundation
import Kubeconfig
import OpenAPIModel
import UpstreamBaselines

/// An error whose description is made for people; all of our own are.
protocol HintedError: Error, CustomStringConvertible {
    /// What the user may do about it.
    var hint: String? { get }
}

extension HintedError {
    var hint: String? { nil }
}

extension CrawlError: HintedError {}
extension DiscoveryStoreError: HintedError {}
extension DiscoveryWireError: HintedError {}
extension DuplicateResourceError: HintedError {}
extension KubeconfigError: HintedError {}
extension OpenAPIDocumentError: HintedError {}
extension TransportError: HintedError {}
extension UpstreamBaselineError: HintedError {}

/// A failure of the command itself.
struct CommandFailure: HintedError {
    let description: String
    let hint: String?

    init(_ description: String, hint: String? = nil) {
        self.description = description
        self.hint = hint
    }
}

/// Errors as people read them.
enum ErrorText {
    /// `Error: what, where: cause`, and a line for the hint where there is one.
    static func text(_ error: any Error) -> String {
        let text = "Error: \(line(error))"
        guard let hint = hint(error) else { return text }
        return "\(text)\n  hint: \(hint)"
    }

    /// One line, with control characters escaped.
    static func line(_ error: any Error) -> String {
        PrintableText.escaping((error as? any HintedError)?.description ?? (error as NSError).localizedDescription)
    }

    static func hint(_ error: any Error) -> String? {
        (error as? any HintedError)?.hint.map(PrintableText.escaping)
    }
}
