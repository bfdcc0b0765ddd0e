extension SurfaceIndex {
    /// Says whether objects of a kind are served.
    ///
    /// A kind has moved when another version of its group has it; or another group has it, and both groups are
    /// Kubernetes' own (a name without a dot, or one that ends in `k8s.io`), so that one name is one kind: `Ingress` of
    /// `extensions` went to `networking.k8s.io`, while a `Service` of `serving.knative.dev` is not the core group's.
    ///
    /// - Parameter guesses: Whether to say what may have been meant, which costs a look at everything.
    public func answer(for asked: GroupVersionKind, guesses: Bool = true) -> KindAnswer {
        let groupVersion = GroupVersion(group: asked.group, version: asked.version)
        let named = resources(ofKind: asked.kind)
        let inGroup = named.filter { $0.groupVersion.group == asked.group }
        let exact = inGroup.filter { $0.groupVersion == groupVersion }
        let state = resolved.state(of: groupVersion)

        if exact.contains(where: { !$0.isDefined && state == .current }) {
            return served(groupVersion, among: inGroup.filter { !$0.isDefined }, isDefined: false)
        }
        if exact.contains(where: \.isDefined) {
            return served(groupVersion, among: inGroup.filter(\.isDefined), isDefined: true)
        }
        if !exact.isEmpty {
            var answer = served(groupVersion, among: inGroup.filter { !$0.isDefined }, isDefined: false)
            answer.status = .stale
            return answer
        }
        let version = groups[asked.group]?.versions.first { $0.version == asked.version }
        if let version, version.resources == nil {
            return KindAnswer(status: .unknown, asOf: nil)
        }
        var answer = absent(asked, inGroup: inGroup, named: named, guesses: guesses)
        if version != nil || defined.contains(groupVersion) {
            answer.absence = .noKind
        } else {
            let isThere = groups[asked.group] != nil || defined.contains { $0.group == asked.group }
            answer.absence = isThere ? .noVersion : .noGroup
        }
        return answer
    }

    /// - Parameter found: Entries of the kind in its group: the surface's, or the definitions'.
    private func served(_ groupVersion: GroupVersion, among found: [Entry], isDefined: Bool) -> KindAnswer {
        let preferred = preferred(among: found)?.groupVersion.version
        let isPreferred = preferred == groupVersion.version
        return KindAnswer(
            status: isPreferred ? .served : .notPreferred, isDefined: isDefined,
            preferredVersion: isPreferred ? nil : preferred,
            asOf: isDefined ? nil : resolved.asOf(of: groupVersion))
    }

    private func absent(_ asked: GroupVersionKind, inGroup: [Entry], named: [Entry], guesses: Bool) -> KindAnswer {
        if let other = preferred(among: inGroup) {
            return KindAnswer(status: .moved, movedTo: other.groupVersion)
        }
        let others = preferredByGroup(named)
        if Self.isKubernetes(asked.group),
            let other = others.first(where: { Self.isKubernetes($0.groupVersion.group) })
        {
            return KindAnswer(status: .moved, movedTo: other.groupVersion)
        }
        var answer = KindAnswer(status: .missing, elsewhere: others.map(\.groupVersion))
        guard others.isEmpty && guesses else { return answer }
        answer.subresources = subresources(taking: asked)
        guard answer.subresources.isEmpty else { return answer }
        answer.near = kinds(near: asked.kind).compactMap { kind in
            preferredByGroup(resources(ofKind: kind)).first.map {
                GroupVersionKind(group: $0.groupVersion.group, version: $0.groupVersion.version, kind: kind)
            }
        }
        return answer
    }

    /// The subresources of which this is the response kind, and not their resource's own kind.
    private func subresources(taking kind: GroupVersionKind) -> [String] {
        var seen: Set<String> = []
        return entries.filter { $0.resource.subresource != nil && $0.resource.responseKind == kind }
            .map(\.resource.name).filter { seen.insert($0).inserted }
    }

    private static func isKubernetes(_ group: String) -> Bool {
        !group.contains(".") || group.hasSuffix(".k8s.io") || group.hasSuffix(".x-k8s.io")
    }
}
