import DiscoveryModel

extension DiscoveryText {
    /// `APIGroupDiscoveryList` of apidiscovery.k8s.io: `/api` or `/apis` in an aggregated form, or both in one document.
    ///
    /// This form has no field for the preferred version: clients take the first that is not stale. So a group's preferred
    /// version stands first.
    ///
    /// - Parameters:
    ///   - form: ``DiscoveryForm/aggregatedV2`` or ``DiscoveryForm/aggregatedV2beta1``.
    ///   - stale: The versions to mark stale; so is every version whose resources are not known.
    ///   - listsStaleResources: Whether what is known of a stale version is listed all the same. The API allows for it, and
    ///     client-go does not look; servers list nothing there.
    public static func aggregated(
        _ groups: [APIGroup], form: DiscoveryForm = .aggregatedV2, stale: Set<GroupVersion> = [],
        listsStaleResources: Bool = false
    ) -> [UInt8] {
        let isBeta = form == .aggregatedV2beta1
        let resources = groups.reduce(0) { $1.versions.reduce($0) { $0 + ($1.resources?.resources.count ?? 0) } }
        var text = JSONText(capacity: 128 + groups.count * 128 + resources * 256)
        text.append(json: #"{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/"#)
        text.append(json: isBeta ? #"v2beta1","metadata":{},"items":"# : #"v2","metadata":{},"items":"#)
        text.append(list: groups) { text, group in
            text.append(json: #"{"metadata":{"#)
            if !group.name.isEmpty {
                text.append(json: #""name":"#)
                text.append(group.name)
            }
            // Servers that still speak v2beta1 say so of every object.
            if isBeta {
                text.append(json: group.name.isEmpty ? #""creationTimestamp":null"# : #","creationTimestamp":null"#)
            }
            text.append(json: #"},"versions":"#)
            text.append(list: preferredFirst(group)) { text, version in
                let isStale = stale.contains(GroupVersion(group: group.name, version: version.version))
                text.append(version, isStale: isStale, listsStaleResources: listsStaleResources)
            }
            text.append(json: "}")
        }
        text.append(json: "}\n")
        return text.bytes
    }

    private static func preferredFirst(_ group: APIGroup) -> [APIGroup.Version] {
        guard let first = group.versions.first, first.version != group.preferredVersion,
            let index = group.versions.firstIndex(where: { $0.version == group.preferredVersion })
        else { return group.versions }
        var versions = group.versions
        versions.insert(versions.remove(at: index), at: 0)
        return versions
    }
}

extension JSONText {
    /// An `APIVersionDiscovery`.
    fileprivate mutating func append(_ version: APIGroup.Version, isStale: Bool, listsStaleResources: Bool) {
        append(json: #"{"version":"#)
        append(version.version)
        if let list = version.resources, !isStale || listsStaleResources, !list.resources.isEmpty {
            append(json: #","resources":"#)
            append(list)
        }
        append(json: isStale || version.resources == nil ? #","freshness":"Stale"}"# : #","freshness":"Current"}"#)
    }

    /// A list of `APIResourceDiscovery`: each resource with its subresources, which follow it in a list of the model.
    private mutating func append(_ list: APIResourceList) {
        let resources = list.resources[...]
        append(list: sequence(state: resources) { Self.nextResource(&$0) }) { text, resource in
            text.append(json: #"{"resource":"#)
            text.append(resource[resource.startIndex].resource)
            let own = resource.first?.subresource == nil ? resource.first : nil
            text.append(json: #","responseKind":"#)
            text.append(own?.responseKind, in: list.groupVersion)
            text.append(
                json: resource.first?.namespaced == true ? #","scope":"Namespaced""# : #","scope":"Cluster""#)
            text.append(json: #","singularResource":"#)
            text.append(own?.singularName ?? "")
            text.append(json: #","verbs":"#)
            text.append(own?.verbs ?? [])
            if let own { text.append(lists: own) }
            let subresources = own == nil ? resource : resource.dropFirst()
            if !subresources.isEmpty {
                text.append(json: #","subresources":"#)
                text.append(list: subresources) { $0.append(subresource: $1, in: list.groupVersion) }
            }
            text.append(json: "}")
        }
    }

    /// Takes the entries of one resource off the front.
    private static func nextResource(_ rest: inout ArraySlice<APIResource>) -> ArraySlice<APIResource>? {
        guard let first = rest.first else { return nil }
        let entries = rest.prefix { $0.resource == first.resource }
        rest = rest.dropFirst(entries.count)
        return entries
    }

    /// An `APISubresourceDiscovery`.
    private mutating func append(subresource: APIResource, in groupVersion: GroupVersion) {
        append(json: #"{"subresource":"#)
        append(subresource.subresource ?? "")
        append(json: #","responseKind":"#)
        append(subresource.responseKind, in: groupVersion)
        append(json: #","verbs":"#)
        append(subresource.verbs)
        append(json: "}")
    }

    /// A `GroupVersionKind`. One that is the enclosing group version's leaves that out; an empty one stands for a resource
    /// that is not there, so one that has no kind does not.
    private mutating func append(_ kind: GroupVersionKind?, in groupVersion: GroupVersion) {
        let isInherited =
            kind.map { !$0.kind.isEmpty && $0.group == groupVersion.group && $0.version == groupVersion.version }
            ?? true
        append(json: #"{"group":"#)
        append(isInherited ? "" : kind?.group ?? "")
        append(json: #","version":"#)
        append(isInherited ? "" : kind?.version ?? "")
        append(json: #","kind":"#)
        append(kind?.kind ?? "")
        append(json: "}")
    }
}
