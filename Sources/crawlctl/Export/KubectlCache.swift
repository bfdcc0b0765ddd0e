import DiscoveryModel
import Foundation

/// Where kubectl, helm, k9s and whatever else is built on client-go keep discovery documents.
///
/// Follows client-go's `discovery/cached/disk` and cli-runtime's `config_flags.go`.
enum KubectlCache {
    static let groups = "servergroups.json"
    static let resources = "serverresources.json"
    static let folderMode: mode_t = 0o750
    static let fileMode: mode_t = 0o660

    /// `$KUBECACHEDIR`, else `~/.kube/cache`.
    static func defaultRoot(_ context: CommandContext) -> String {
        let folder = context.environment["KUBECACHEDIR"] ?? ""
        return folder.isEmpty ? "\(context.homeDirectory)/.kube/cache" : folder
    }

    /// The names of the folders, below the root, that lead to a server's documents.
    ///
    /// - Parameter host: The server as kubectl is given it; a path in it makes folders of its own.
    /// - Throws: `CommandFailure` where kubectl would leave its root.
    static func folder(ofHost host: String) throws -> [String] {
        var text = host
        for scheme in ["https://", "http://"] {
            if let range = text.range(of: scheme) { text.removeSubrange(range) }
        }
        var safe = ""
        for scalar in text.unicodeScalars {
            let isKept =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "_/.()".unicodeScalars.contains(scalar))
            safe.unicodeScalars.append(isKept ? scalar : "_")
        }
        let names = safe.split(separator: "/").map(String.init).filter { $0 != "." }
        guard !names.isEmpty, !names.contains(".."), names.allSatisfy({ $0.utf8.count <= FileName.longest }) else {
            throw CommandFailure("cannot use the server \(host): its cache would have no folder of its own")
        }
        return ["discovery"] + names
    }

    /// The names that lead from a server's folder to a group version's document; `nil` where a name cannot be a file's.
    static func place(of groupVersion: GroupVersion) -> [String]? {
        let names = groupVersion.group.isEmpty ? [groupVersion.version] : [groupVersion.group, groupVersion.version]
        let isFree = names.allSatisfy { FileName.isPlain($0) && ![groups, resources].contains($0.lowercased()) }
        return isFree ? names + [resources] : nil
    }
}
