/// Fields of types that are compiled into servers, which their OpenAPI calls required and which may be missing all the same:
/// Go has no absent value, so an empty one is decoded, and defaulting fills it or validation takes it. Of some, OpenAPI
/// says so itself in later releases.
package enum UndemandedFields {
    /// Those of a definition, by its name in OpenAPI; none of a custom resource's.
    package static func names(in definition: String) -> Set<String> { table[definition] ?? [] }

    private static let table: [String: Set<String>] = {
        var table: [String: Set<String>] = [:]
        for (definitions, fields) in facts {
            for definition in definitions { table["io.k8s.\(definition)", default: []].formUnion(fields) }
        }
        return table
    }()

    private static let facts: [(definitions: [String], fields: Set<String>)] = [
        // Defaulted: "True", the group of RBAC, what a driver does that says nothing, the server's own audience.
        (["api.batch.v1.PodFailurePolicyOnPodConditionsPattern"], ["status"]),
        (["api.rbac.v1.RoleRef"], ["apiGroup"]),
        (["api.storage.v1.CSIDriver"], ["spec"]),
        (["api.storage.v1.TokenRequest"], ["audience"]),
        // The empty selector selects all; the empty term is one that nothing matches.
        (["api.networking.v1.NetworkPolicySpec"], ["podSelector"]),
        (["api.core.v1.PreferredSchedulingTerm"], ["preference"]),
        // Zero is a value.
        (["api.scheduling.v1.PriorityClass"], ["value"]),
        (["api.apps.v1.ControllerRevision"], ["revision"]),
        (["api.core.v1.ISCSIVolumeSource", "api.core.v1.ISCSIPersistentVolumeSource"], ["lun"]),
        (["v1", "v1beta2", "v1beta1", "v1alpha3"].map { "api.resource.\($0).ResourcePool" }, ["generation"]),
        // False is one.
        (
            ["apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion"],
            ["served", "storage"]
        ),
        // An empty text is one.
        (["api.core.v1.HTTPHeader", "api.core.v1.Sysctl"], ["value"]),
        (["api.apps.v1.StatefulSetSpec"], ["serviceName"]),
        // So is an empty list.
        (["v1", "v1beta1"].map { "api.discovery.\($0).EndpointSlice" }, ["endpoints"]),
        (["api.core.v1.LimitRangeSpec"], ["limits"]),
        (["api.batch.v1.PodFailurePolicy"], ["rules"]),
        (["api.storage.v1.CSINode"], ["spec"]),
        (["api.storage.v1.CSINodeSpec"], ["drivers"]),
    ]
}
