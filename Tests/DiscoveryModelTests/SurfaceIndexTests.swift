import DiscoveryModel
import Foundation
import Testing

@Suite struct SurfaceIndexTests {
    /// Groups in which each answer about a kind occurs.
    private static func index(adding definitions: [CustomResourceDefinition] = []) throws -> SurfaceIndex {
        func kind(_ name: String, _ kind: String, _ group: String, _ version: String) -> APIResource {
            Samples.resource(name, kind: kind, group: group, version: version, singularName: kind.lowercased())
        }
        let groups = [
            try Samples.group(
                "",
                [
                    (
                        "v1",
                        [
                            kind("pods", "Pod", "", "v1"), kind("services", "Service", "", "v1"),
                            Samples.resource("pods/eviction", kind: "Eviction", group: "policy", version: "v1"),
                        ]
                    )
                ]),
            try Samples.group(
                "autoscaling", preferred: "v2",
                [
                    ("v2", [kind("scalers", "Scaler", "autoscaling", "v2")]),
                    (
                        "v1",
                        [
                            kind("scalers", "Scaler", "autoscaling", "v1"),
                            kind("oldthings", "OldThing", "autoscaling", "v1"),
                        ]
                    ),
                ]),
            try Samples.group(
                "networking.k8s.io", [("v1", [kind("ingresses", "Ingress", "networking.k8s.io", "v1")])]),
            try Samples.group("metrics.k8s.io", [("v1", [kind("metrics", "Metric", "metrics.k8s.io", "v1")])]),
            try Samples.group(
                "unknown.example.com",
                [
                    ("v1", nil), ("v1beta1", [kind("knowns", "Known", "unknown.example.com", "v1beta1")]),
                ]),
        ]
        let stale = GroupVersion(group: "metrics.k8s.io", version: "v1")
        let condition = GroupVersionCondition(
            groupVersion: stale, state: .stale, failure: GroupVersionFailure(message: "no"),
            asOf: Date(timeIntervalSince1970: 5))
        return SurfaceIndex(
            ResolvedSurface(
                label: "c", asOf: Date(timeIntervalSince1970: 9), surface: APISurface(groups: groups),
                conditions: [stale: condition]), adding: definitions)
    }

    private static let widget = CustomResourceDefinition(
        group: "example.com", plural: "widgets", kind: "Widget",
        versions: [.init(name: "v1beta1"), .init(name: "v1"), .init(name: "v1alpha1", served: false)])

    @Test(arguments: [
        ("v1", "Pod", "served"), ("autoscaling/v2", "Scaler", "served"),
        ("autoscaling/v1", "Scaler", "notPreferred v2"), ("autoscaling/v1", "OldThing", "served"),
        ("autoscaling/v3", "Scaler", "moved autoscaling/v2 noVersion"),
        ("autoscaling/v2", "OldThing", "moved autoscaling/v1 noKind"),
        ("extensions/v1beta1", "Ingress", "moved networking.k8s.io/v1 noGroup"),
        ("v1", "Ingress", "moved networking.k8s.io/v1 noKind"), ("v2", "Pod", "moved v1 noVersion"),
        ("networking.x-k8s.io/v1", "Ingress", "moved networking.k8s.io/v1 noGroup"),
        ("serving.example.com/v1", "Service", "missing noGroup elsewhere v1"),
        ("policy/v1", "Eviction", "missing noGroup subresources pods/eviction"),
        ("v1", "Pood", "missing noKind near v1 Pod"), ("v1", "POD", "missing noKind near v1 Pod"),
        ("v1", "Nothing", "missing noKind"), ("metrics.k8s.io/v1", "Metric", "stale"),
        ("metrics.k8s.io/v1", "Other", "missing noKind"), ("unknown.example.com/v1", "Known", "unknown"),
        ("unknown.example.com/v1", "Other", "unknown"), ("unknown.example.com/v1beta1", "Known", "served"),
        ("unknown.example.com/v2", "Known", "moved unknown.example.com/v1beta1 noVersion"),
        ("example.com/v1", "Widget", "served defined"), ("example.com/v1beta1", "Widget", "notPreferred v1 defined"),
        ("example.com/v1alpha1", "Widget", "moved example.com/v1 noVersion"),
        ("example.com/v1", "Gadget", "missing noKind"),
    ])
    func aKindIsServedOrSaidWhereItIs(apiVersion: String, kind: String, expected: String) throws {
        let groupVersion = try #require(GroupVersion(apiVersion))
        let answer = try Self.index(adding: [Self.widget]).answer(
            for: GroupVersionKind(group: groupVersion.group, version: groupVersion.version, kind: kind))
        var words = [answer.status.rawValue]
        words += [answer.preferredVersion, answer.movedTo?.description].compactMap(\.self)
        if let absence = answer.absence { words.append("\(absence)") }
        if !answer.elsewhere.isEmpty { words += ["elsewhere"] + answer.elsewhere.map(\.description) }
        if !answer.subresources.isEmpty { words += ["subresources"] + answer.subresources }
        if !answer.near.isEmpty {
            words += ["near"] + answer.near.map { "\(GroupVersion(group: $0.group, version: $0.version)) \($0.kind)" }
        }
        if answer.isDefined { words.append("defined") }
        #expect(words.joined(separator: " ") == expected)
    }

    @Test func anAnswerSaysHowGoodItIs() throws {
        let index = try Self.index()
        let stale = index.answer(for: GroupVersionKind(group: "metrics.k8s.io", version: "v1", kind: "Metric"))
        #expect(stale.asOf == Date(timeIntervalSince1970: 5))
        let served = index.answer(for: GroupVersionKind(group: "", version: "v1", kind: "Pod"))
        #expect(served.asOf == Date(timeIntervalSince1970: 9))
    }

    @Test func aDefinitionMakesAnUnknownOrStaleKindServed() throws {
        let definitions = [("unknown.example.com", "Known"), ("metrics.k8s.io", "Metric")].map { group, kind in
            CustomResourceDefinition(group: group, plural: "xs", kind: kind, versions: [.init(name: "v1")])
        }
        let index = try Self.index(adding: definitions)
        for definition in definitions {
            let answer = index.answer(
                for: GroupVersionKind(group: definition.group, version: "v1", kind: definition.kind))
            #expect(answer.status == .served)
            #expect(answer.isDefined)
        }
    }

    @Test func aScaleTargetNeedsItsKindInAnyVersionAndAScale() throws {
        let scalable = CustomResourceDefinition(
            group: "example.com", plural: "widgets", kind: "Widget",
            versions: [.init(name: "v1", subresources: ["scale"])])
        let index = try Self.index(adding: [scalable])
        #expect(index.scaleTarget(group: "example.com", kind: "Widget") == .scalable)
        #expect(index.scaleTarget(group: "", kind: "Pod") == .unscalable)
        let ingress = GroupVersion(group: "networking.k8s.io", version: "v1")
        #expect(index.scaleTarget(group: "extensions", kind: "Ingress") == .unserved(elsewhere: [ingress]))
        #expect(
            index.scaleTarget(group: "unknown.example.com", kind: "Other")
                == .unknown([GroupVersion(group: "unknown.example.com", version: "v1")]))
    }

    @Test func aDefinitionAddsItsServedVersionsBestFirst() {
        let names = Self.widget.resources.map { "\($0.groupVersion) \($0.resource.name)" }
        #expect(names == ["example.com/v1 widgets", "example.com/v1beta1 widgets"])
        let full = CustomResourceDefinition(
            group: "g.example.com", plural: "xs", kind: "Ex", namespaced: false,
            versions: [.init(name: "v1", subresources: ["scale", "status"])])
        #expect(full.resources.map(\.resource.name) == ["xs", "xs/status", "xs/scale"])
        #expect(full.resources.map(\.resource.kind) == ["Ex", "Ex", "Scale"])
        #expect(full.resources.map(\.resource.singularName) == ["ex", "", ""])
    }

    @Test(arguments: [
        (["v1", "v2", "v10"], ["v10", "v2", "v1"]),
        (
            ["foo1", "v12alpha1", "v1", "foo10", "v11beta2", "v10", "v11alpha2", "v3beta1", "v2", "v10beta3"],
            ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"]
        ),
        (["v1gamma1", "version", "v", "v1beta"], ["v", "v1beta", "v1gamma1", "version"]),
    ])
    func versionsStandInKubernetesOrder(given: [String], expected: [String]) {
        let definition = CustomResourceDefinition(
            group: "example.com", plural: "xs", kind: "X", versions: given.map { .init(name: $0) })
        #expect(definition.resources.map(\.groupVersion.version) == expected)
    }
}
