import Foundation

/// A file that is made in a hidden folder beside its place, with what belongs to it meanwhile, and then put there.
struct NewFile {
    let path: String
    let isReplacing: Bool
    /// Where it is made; its folder is made with it.
    let temporary: String
    private let folder: String

    init(path: String, isReplacing: Bool) {
        self.path = path
        self.isReplacing = isReplacing
        folder = "\(Self.parent(of: path))/.crawlctl-\(UInt32.random(in: .min ... .max))"
        temporary = "\(folder)/new.db"
    }

    func check(what: String) throws(DiscoveryStoreError) {
        var (status, folder) = (stat(), stat())
        let parent = Self.parent(of: path)
        guard stat(parent, &folder) == 0 else {
            throw DiscoveryStoreError(.notPermitted, what: what, cause: "there is no folder \(parent)")
        }
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw DiscoveryStoreError(.invalidName, what: what, cause: "it is there, and not a regular file")
        }
        if !isReplacing { throw exists(what: what) }
    }

    private static func parent(of path: String) -> String { URL(filePath: path).deletingLastPathComponent().path }

    private func exists(what: String) -> DiscoveryStoreError {
        DiscoveryStoreError(
            .invalidName, what: what, cause: "there is such a file already", hint: "replace it with --force")
    }

    func commit(what: String) throws(DiscoveryStoreError) {
        if !isReplacing {
            // Unlike a rename, this fails where somebody made such a file meanwhile.
            if link(temporary, path) == 0 { return }
            if errno == EEXIST { throw exists(what: what) }
        }
        guard rename(temporary, path) == 0 else {
            throw DiscoveryStoreError(
                .notPermitted, what: what, cause: String(cString: strerror(errno)).lowercased())
        }
    }

    /// Removes what is not in its place, also while another thread makes more of it.
    func removeTemporary() {
        for _ in 0..<100 where access(folder, F_OK) == 0 { try? FileManager.default.removeItem(atPath: folder) }
    }
}
