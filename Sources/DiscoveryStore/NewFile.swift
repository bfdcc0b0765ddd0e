import Foundation

/// A file that is made beside its place and then put there.
struct NewFile {
    let path: String
    let isReplacing: Bool
    let temporary: String

    init(path: String, isReplacing: Bool) {
        self.path = path
        self.isReplacing = isReplacing
        temporary = "\(path).\(UInt32.random(in: .min ... .max))"
    }

    func check(what: String) throws(DiscoveryStoreError) {
        var (status, folder) = (stat(), stat())
        let parent = URL(filePath: path).deletingLastPathComponent().path
        guard stat(parent, &folder) == 0 else {
            throw DiscoveryStoreError(.notPermitted, what: what, cause: "there is no folder \(parent)")
        }
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw DiscoveryStoreError(.invalidName, what: what, cause: "it is there, and not a regular file")
        }
        if !isReplacing { throw exists(what: what) }
    }

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

    func removeTemporary() {
        for suffix in ["", "-journal"] { unlink(temporary + suffix) }
    }
}
