extension SurfaceIndex {
    /// Says what becomes of a `scaleTargetRef`.
    ///
    /// As for the autoscaler's controller (`pkg/controller/podautoscaler/horizontal.go`), which looks for the kind in the
    /// group, the version that is written there does not count.
    public func scaleTarget(group: String, kind: String) -> ScaleTargetAnswer {
        let named = resources(ofKind: kind)
        let inGroup = named.filter { $0.groupVersion.group == group }
        if inGroup.isEmpty {
            let unknown = groups[group].map(unknownVersions(of:)) ?? []
            guard unknown.isEmpty else { return .unknown(unknown) }
            return .unserved(elsewhere: preferredByGroup(named).map(\.groupVersion))
        }
        let isScalable = inGroup.contains { entry in
            resources(named: "\(entry.resource.resource)/scale").contains { $0.groupVersion == entry.groupVersion }
        }
        return isScalable ? .scalable : .unscalable
    }
}
