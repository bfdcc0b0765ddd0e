import DiscoveryModel

/// What helm has in `.Capabilities.APIVersions` (its `action.GetVersionSet`).
enum HelmAPIVersions {
    /// Each once: group versions in discovery order, each with the kinds of its resources and subresources behind it.
    static func list(_ surface: ExportedSurface) -> [String] {
        surface.reliableResources.flatMap { list in
            let kinds = Set(list.resources.map(\.kind)).filter { !$0.isEmpty }.sorted { $0.precedes($1) }
            return [list.groupVersion.description] + kinds.map { "\(list.groupVersion)/\($0)" }
        }
    }

    /// Whether a shell takes it for one word and helm for one version.
    static func isWord(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
    }
}
