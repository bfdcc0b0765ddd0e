import DiscoveryModel

/// The discovery documents of `/api`, `/apis` and below as bytes: those that a Kubernetes API server sends for the same
/// content, field for field in its order, with the line feed at the end.
///
/// The same content is always the same bytes. Writing is one pass over the content.
public enum DiscoveryText {
    /// `APIVersions` of meta/v1: `/api` in the legacy form.
    ///
    /// - Parameter serverAddress: `host:port`, where clients from everywhere are told to go; no client of today looks.
    public static func coreVersions(_ versions: [String], serverAddress: String? = nil) -> [UInt8] {
        var text = JSONText(capacity: 200)
        text.append(json: #"{"kind":"APIVersions","versions":"#)
        text.append(versions)
        text.append(json: #","serverAddressByClientCIDRs":"#)
        text.append(list: serverAddress.map { [$0] } ?? []) { text, address in
            text.append(json: #"{"clientCIDR":"0.0.0.0/0","serverAddress":"#)
            text.append(address)
            text.append(json: "}")
        }
        text.append(json: "}\n")
        return text.bytes
    }

    /// `APIGroupList` of meta/v1: `/apis` in the legacy form, and what client-go's disk cache calls
    /// `servergroups.json`, where the core group stands among the others.
    public static func groupList(_ groups: [APIGroup]) -> [UInt8] {
        var text = JSONText(capacity: 64 + groups.count * 256)
        text.append(json: #"{"kind":"APIGroupList","apiVersion":"v1","groups":"#)
        text.append(list: groups) { text, group in
            text.append(json: "{")
            text.append(members: group)
            text.append(json: "}")
        }
        text.append(json: "}\n")
        return text.bytes
    }

    /// `APIGroup` of meta/v1: `/apis/GROUP`.
    public static func group(_ group: APIGroup) -> [UInt8] {
        var text = JSONText(capacity: 512)
        text.append(json: #"{"kind":"APIGroup","apiVersion":"v1","#)
        text.append(members: group)
        text.append(json: "}\n")
        return text.bytes
    }

    /// `APIResourceList` of meta/v1: `/api/v1` and `/apis/GROUP/VERSION`.
    ///
    /// - Parameters:
    ///   - storageVersionHashes: By the names of the resources, where they are known.
    ///   - isCached: Whether it is for client-go's disk cache, where every document says its `apiVersion`: servers leave it
    ///     out of the core group's.
    public static func resourceList(
        _ list: APIResourceList, storageVersionHashes: [String: String] = [:], isCached: Bool = false
    ) -> [UInt8] {
        var text = JSONText(capacity: 128 + list.resources.count * 256)
        text.append(json: #"{"kind":"APIResourceList","#)
        if isCached || !list.groupVersion.group.isEmpty { text.append(json: #""apiVersion":"v1","#) }
        text.append(json: #""groupVersion":"#)
        text.append(list.groupVersion.description)
        text.append(json: #","resources":"#)
        text.append(list: list.resources) { text, resource in
            text.append(resource, in: list.groupVersion, storageVersionHash: storageVersionHashes[resource.name])
        }
        text.append(json: "}\n")
        return text.bytes
    }
}

extension JSONText {
    /// The members of an `APIGroup`. Go writes no versions as `null`.
    fileprivate mutating func append(members group: APIGroup) {
        append(json: #""name":"#)
        append(group.name)
        append(json: #","versions":"#)
        if group.versions.isEmpty {
            append(json: "null")
        } else {
            append(list: group.versions) { $0.append(version: $1.version, of: group.name) }
        }
        append(json: #","preferredVersion":"#)
        append(version: group.preferredVersion, of: group.name)
    }

    /// A `GroupVersionForDiscovery`.
    private mutating func append(version: String, of group: String) {
        append(json: #"{"groupVersion":"#)
        append(version.isEmpty ? "" : GroupVersion(group: group, version: version).description)
        append(json: #","version":"#)
        append(version)
        append(json: "}")
    }

    /// An `APIResource`.
    fileprivate mutating func append(
        _ resource: APIResource, in groupVersion: GroupVersion, storageVersionHash: String?
    ) {
        append(json: #"{"name":"#)
        append(resource.name)
        append(json: #","singularName":"#)
        append(resource.singularName)
        append(json: resource.namespaced ? #","namespaced":true"# : #","namespaced":false"#)
        let kind = resource.responseKind
        if kind.group != groupVersion.group || kind.version != groupVersion.version {
            if !kind.group.isEmpty {
                append(json: #","group":"#)
                append(kind.group)
            }
            append(json: #","version":"#)
            append(kind.version)
        }
        append(json: #","kind":"#)
        append(kind.kind)
        append(json: #","verbs":"#)
        append(resource.verbs)
        append(lists: resource)
        if let storageVersionHash {
            append(json: #","storageVersionHash":"#)
            append(storageVersionHash)
        }
        append(json: "}")
    }

    /// Short names and categories, which are left out where there are none.
    mutating func append(lists resource: APIResource) {
        if !resource.shortNames.isEmpty {
            append(json: #","shortNames":"#)
            append(resource.shortNames)
        }
        if !resource.categories.isEmpty {
            append(json: #","categories":"#)
            append(resource.categories)
        }
    }
}
