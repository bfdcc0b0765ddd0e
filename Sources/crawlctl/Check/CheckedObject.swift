import DiscoveryModel
import Manifests
import SchemaValidation

/// What is kept of an object until it is compared.
struct CheckedObject {
    /// Where it begins.
    let place: ManifestPlace
    let apiVersion: String
    let kind: String
    let name: String?
    let namespace: String?
    /// The rules of a Role or ClusterRole.
    let rules: [CheckedRule]
    /// What a HorizontalPodAutoscaler scales.
    let scaleTarget: ScaleTarget?
    /// What is wrong with its fields, for each reference; `nil` where they were not validated.
    let problems: [[SchemaProblem]?]

    /// Its type; `nil` where the apiVersion is none.
    var type: GroupVersionKind? {
        GroupVersion(apiVersion).map { GroupVersionKind(group: $0.group, version: $0.version, kind: kind) }
    }

    init(_ object: ManifestObject, schemas: SchemaCheck? = nil) {
        place = object.place
        apiVersion = object.apiVersion
        kind = object.kind
        name = object.name
        namespace = object.namespace
        let group = GroupVersion(apiVersion)?.group
        let isRole = group == "rbac.authorization.k8s.io" && ["Role", "ClusterRole"].contains(kind)
        rules = isRole ? (object.root["rules"]?.items ?? []).map(CheckedRule.init) : []
        scaleTarget =
            group == "autoscaling" && kind == "HorizontalPodAutoscaler"
            ? object.root["spec"]?["scaleTargetRef"].flatMap(ScaleTarget.init) : nil
        problems = schemas?.problems(of: object) ?? []
    }
}
