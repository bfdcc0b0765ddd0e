import DiscoveryModel
import DiscoveryWire
import Foundation

/// One aggregated document, with or without the core group.
struct RecordedDocument: RecordedDocuments {
    let path: String
    private let document: GroupDiscoveryDocument
    private let hasCore: Bool

    /// - Throws: `CommandFailure` when it is none, or lists groups without their resources.
    init(_ data: Data, path: String) throws {
        guard case .document(let document) = try RecordedGroups(decoding: data, path: path),
            case .aggregated(let groups, _) = document
        else {
            throw CommandFailure(
                "cannot use \(path): it lists groups without their resources",
                hint: "give the folder with the documents of the group versions, or an aggregated document")
        }
        guard groups.contains(where: { !$0.name.isEmpty }) else {
            throw CommandFailure(
                "cannot use \(path): it has the core group alone, or none",
                hint: "put it into a folder as api.json, beside the document of /apis as apis.json")
        }
        self.path = path
        self.document = document
        hasCore = groups.contains(where: \.name.isEmpty)
    }

    func groups(isCore: Bool) -> RecordedGroups {
        // A document of /apis alone says nothing of the core group.
        isCore && !hasCore ? .failed(GroupVersionFailure(message: "it is not in the document")) : .document(document)
    }

    func resources(of groupVersion: GroupVersion) -> RecordedAnswer {
        .failed(GroupVersionFailure(message: "it is not in the document"))
    }

    func serverVersion() -> Data? { nil }
}
