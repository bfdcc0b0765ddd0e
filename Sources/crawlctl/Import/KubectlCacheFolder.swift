import DiscoveryModel
import DiscoveryWire
import Foundation

/// One server's folder of client-go's disk cache.
///
/// An empty list is never in it, so a group version without a document is not known, rather than empty.
struct KubectlCacheFolder: RecordedDocuments {
    let path: String
    let reader: DocumentReader
    /// The groups that the cluster is known to have.
    var known: [APIGroup] = []
    private let document: GroupDiscoveryDocument

    /// - Throws: `CommandFailure` when its list of groups is none.
    init(path: String, groups: Data, reader: DocumentReader) throws {
        self.path = path
        self.reader = reader
        let file = "\(path)/\(KubectlCache.groups)"
        guard case .document(.legacy(let groups)) = try RecordedGroups(decoding: groups, path: file), !groups.isEmpty
        else { throw CommandFailure("cannot use \(file): it is no list of API groups") }
        document = .legacy(groups)
    }

    func groups(isCore: Bool) -> RecordedGroups {
        guard case .legacy(let groups) = document, groups.contains(where: { $0.name.isEmpty == isCore }) else {
            return .absent
        }
        return .document(.legacy(groups.map { group in staleGroup(group.name) ?? group }))
    }

    /// client-go drops versions that are stale: a group without any has those that it was known to have.
    private func staleGroup(_ name: String) -> GroupDiscoveryDocument.ListedGroup? {
        guard case .legacy(let groups) = document, groups.contains(where: { $0.name == name && $0.versions.isEmpty }),
            let known = known.first(where: { $0.name == name })
        else { return nil }
        return .init(
            name: name, preferredVersion: known.preferredVersion, versions: known.versions.map(\.version))
    }

    func resources(of groupVersion: GroupVersion) -> RecordedAnswer {
        if staleGroup(groupVersion.group) != nil { return .stale }
        let answer = KubectlCache.place(of: groupVersion).flatMap {
            RecordedAnswer(at: "\(path)/\($0.joined(separator: "/"))", reader)
        }
        return answer ?? .failed(GroupVersionFailure(message: "it is not in the cache"))
    }

    func serverVersion() -> Data? { nil }

    /// The folders below a cache's root, or its folder `discovery`, that hold a server's documents, as kubectl's URLs lead
    /// to them.
    ///
    /// A URL with a path leads to folders within folders; more than eight of them, or than a thousand servers, are not
    /// looked at.
    static func servers(below root: String) -> [String] {
        var found: [String] = []
        func look(_ names: [String]) {
            guard names.count <= 8, found.count < 1000 else { return }
            let path = ([root] + names).joined(separator: "/")
            if FileManager.default.fileExists(atPath: "\(path)/\(KubectlCache.groups)") {
                found.append(names.joined(separator: "/"))
                return
            }
            let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            for entry in entries.sorted() {
                var status = stat()
                if lstat("\(path)/\(entry)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR { look(names + [entry]) }
            }
        }
        look([])
        return found
    }
}
