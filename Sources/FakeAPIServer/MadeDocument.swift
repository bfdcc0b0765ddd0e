import DiscoveryModel
import Foundation

/// The document of one group version.
struct MadeDocument {
    let list: APIResourceList
    let revision: Int

    init(_ list: APIResourceList, revision: Int) {
        self.list = list
        self.revision = revision
    }

    var body: Data {
        let document: JSON = .object([
            "openapi": .text("3.0.0"), "info": .object(["title": .text("Made up"), "version": .text("v1")]),
            "paths": .object(paths(isSwagger: false)),
            "components": .object(["schemas": .object(definitions(prefix: "#/components/schemas/"))]),
        ])
        return document.encodedAsDocument()
    }

    // MARK: - Definitions

    private static let metadata = "example.meta.v1.ObjectMeta"
    private static let container = "example.core.v1.Container"
    private static let podSpec = "example.core.v1.PodSpec"
    private static let validation = "example.meta.v1.Validation"

    func definitions(prefix: String) -> [String: JSON] {
        var definitions: [String: JSON] = [Self.metadata: metadata, Self.validation: validation(prefix)]
        for resource in resources {
            definitions[name(of: resource)] = schema(of: resource, prefix)
            if resource.kind == "Pod" || resource.kind == "Deployment" {
                definitions[Self.podSpec] = podSpec(prefix)
                definitions[Self.container] = container
            }
        }
        return definitions
    }

    private var resources: [APIResource] { list.resources.filter { $0.subresource == nil } }

    private func name(of resource: APIResource) -> String {
        let group = list.groupVersion.group.split(separator: ".").reversed().joined(separator: ".")
        return "example.\(group.isEmpty ? "core" : group).\(list.groupVersion.version).\(resource.kind)"
    }

    private func text(_ text: String) -> JSON { .text(revision == 1 ? text : "\(text) Revision \(revision).") }

    private func field(_ type: String, _ description: String, _ more: [String: JSON] = [:]) -> JSON {
        JSON.object(["type": .text(type), "description": text(description)]).merging(more)
    }

    private func reference(_ name: String, _ prefix: String, _ description: String) -> JSON {
        .object([
            "allOf": .list([.object(["$ref": .text(prefix + name)])]), "description": text(description),
            "default": .object([:]),
        ])
    }

    private func schema(of resource: APIResource, _ prefix: String) -> JSON {
        let spec: JSON =
            switch resource.kind {
            case "Pod": reference(Self.podSpec, prefix, "What is to run.")
            case "Deployment": deploymentSpec(prefix)
            default: ownSpec(of: resource, prefix)
            }
        return field(
            "object", "A \(resource.kind) is made up; <tests> & \"benchmarks\" read about it.",
            [
                "properties": .object([
                    "apiVersion": field("string", "Which version of the API the object is written in."),
                    "kind": field("string", "What the object is."),
                    "metadata": reference(Self.metadata, prefix, "What the object is called."),
                    "spec": spec,
                    "status": field(
                        "object", "How the \(resource.kind) is.",
                        ["properties": .object(["phase": field("string", "In which phase it is.")])]),
                ]),
                "x-kubernetes-group-version-kind": .list([
                    .object([
                        "group": .text(list.groupVersion.group), "version": .text(list.groupVersion.version),
                        "kind": .text(resource.kind),
                    ])
                ]),
            ])
    }

    private func ownSpec(of resource: APIResource, _ prefix: String) -> JSON {
        let lower = resource.kind.prefix(1).lowercased() + resource.kind.dropFirst()
        return field(
            "object", "How the \(resource.kind) is wanted.",
            [
                "required": .list([.text("\(lower)Name")]),
                "properties": .object([
                    "\(lower)Name": field("string", "The name behind the \(resource.kind).", ["minLength": .number(1)]),
                    "replicas": field(
                        "integer", "How many there are to be.", ["format": .text("int32"), "default": .number(1)]),
                    "mode": field("string", "How it goes on.", ["enum": .list([.text("Fast"), .text("Slow")])]),
                    "port": .object([
                        "description": text("A number or a name."), "x-kubernetes-int-or-string": .bool(true),
                        "anyOf": .list([.object(["type": .text("integer")]), .object(["type": .text("string")])]),
                    ]),
                    "labels": field(
                        "object", "Words to find it by.",
                        ["additionalProperties": .object(["type": .text("string")])]),
                    "validation": reference(Self.validation, prefix, "What is allowed."),
                    "extra": field("object", "Anything.", ["x-kubernetes-preserve-unknown-fields": .bool(true)]),
                ]),
            ])
    }

    private func deploymentSpec(_ prefix: String) -> JSON {
        field(
            "object", "How the Deployment is wanted.",
            [
                "required": .list([.text("template")]),
                "properties": .object([
                    "replicas": field("integer", "How many pods there are to be.", ["format": .text("int32")]),
                    "template": field(
                        "object", "What each pod is made of.",
                        [
                            "properties": .object([
                                "metadata": reference(Self.metadata, prefix, "What each pod is called."),
                                "spec": reference(Self.podSpec, prefix, "What is to run in each pod."),
                            ])
                        ]),
                ]),
            ])
    }

    private func podSpec(_ prefix: String) -> JSON {
        field(
            "object", "What runs together.",
            [
                "required": .list([.text("containers")]),
                "properties": .object([
                    "containers": field(
                        "array", "The containers.",
                        [
                            "items": .object(["$ref": .text(prefix + Self.container)]),
                            "x-kubernetes-list-type": .text("map"),
                            "x-kubernetes-list-map-keys": .list([.text("name")]),
                        ]),
                    "nodeName": field("string", "Where it runs."),
                    "tolerations": field(
                        "array", "Which taints it bears.", ["items": field("object", "One taint that it bears.")]),
                ]),
            ])
    }

    private var container: JSON {
        field(
            "object", "A process and its surroundings.",
            [
                "required": .list([.text("image"), .text("name")]),
                "properties": .object([
                    "image": field("string", "What it is started from."),
                    "name": field("string", "What it is called."),
                    "hostIPs": field("array", "Where it listens.", ["items": .object(["type": .text("string")])]),
                ]),
            ])
    }

    private var metadata: JSON {
        field(
            "object", "What every object has.",
            [
                "properties": .object([
                    "name": field("string", "The object's name."),
                    "labels": field(
                        "object", "The object's labels.",
                        ["additionalProperties": .object(["type": .text("string"), "default": .text("")])]),
                ])
            ])
    }

    private func validation(_ prefix: String) -> JSON {
        field(
            "object", "A rule, and rules within it.",
            [
                "properties": .object([
                    "rule": field("string", "What has to be so."),
                    "not": .object(["$ref": .text(prefix + Self.validation)]),
                ])
            ])
    }

    // MARK: - Paths

    func paths(isSwagger: Bool) -> [String: JSON] {
        var paths: [String: JSON] = [:]
        for resource in resources {
            let place = resource.namespaced ? "/namespaces/{namespace}" : ""
            let reference: JSON = .object([
                "$ref": .text((isSwagger ? "#/definitions/" : "#/components/schemas/") + name(of: resource))
            ])
            let kind: [String: JSON] = [
                "x-kubernetes-action": .text("get"),
                "x-kubernetes-group-version-kind": .object([
                    "group": .text(list.groupVersion.group), "version": .text(list.groupVersion.version),
                    "kind": .text(resource.kind),
                ]),
            ]
            let operation: JSON =
                isSwagger
                ? .object([
                    "produces": .list([.text("application/json")]), "schemes": .list([.text("https")]),
                    "parameters": .list([
                        .object(["name": .text("dryRun"), "in": .text("query"), "type": .text("string")])
                    ]),
                    "responses": .object(["200": .object(["description": .text("OK"), "schema": reference])]),
                ])
                : .object([
                    "responses": .object([
                        "200": .object([
                            "description": .text("OK"),
                            "content": .object(["application/json": .object(["schema": reference])]),
                        ])
                    ])
                ])
            paths["\(list.groupVersion.path)\(place)/\(resource.resource)/{name}"] = .object([
                "get": operation.merging(kind)
            ])
        }
        return paths
    }
}
