import DiscoveryModel
import Foundation
import OpenAPIModel
import Testing

@Suite struct SwaggerDocumentTests {
    private let apps = GroupVersion(group: "apps", version: "v1")
    private let core = GroupVersion(group: "", version: "v1")

    private let text = ##"""
        {"swagger":"2.0","info":{"title":"Made up","version":"v1"},"paths":{
        "/api/v1/pods/{name}":{"get":{"produces":["application/json","application/yaml"],"schemes":["https"],
        "parameters":[{"name":"dryRun","in":"query","type":"string","uniqueItems":true,"description":"Only ask."},
        {"$ref":"#/parameters/pretty-1"},{"name":"body","in":"body","required":true,"schema":{"$ref":"#/definitions/x.Pod"}}],
        "responses":{"200":{"description":"OK","schema":{"$ref":"#/definitions/x.Pod"}},"401":{"description":"No"}},
        "x-kubernetes-action":"get"},"parameters":[{"name":"name","in":"path","required":true,"type":"string"}]},
        "/apis/apps/v1/things":{"post":{"responses":{"200":{"description":"OK","schema":{"$ref":"#/definitions/x.Thing"}}}}},
        "/apis/apps/":{"get":{}},"/version/":{"get":{}}},
        "parameters":{"pretty-1":{"name":"pretty","in":"query","type":"string"}},
        "definitions":{"x.Pod":{"type":"object","properties":{"meta":{"$ref":"#/definitions/x.Meta"},
        "note":{"type":"string","description":"See \"$ref\":\"#/definitions/x.Meta\" in a text."}},
        "x-kubernetes-group-version-kind":[{"group":"","version":"v1","kind":"Pod"}]},
        "x.Meta":{"type":"object","properties":{"self":{"$ref":"#/definitions/x.Meta"},"$ref":{"type":"string"}}},
        "x.Thing":{"type":"object"},"x.Lonely":{"type":"object"},
        "x.Deployment":{"type":"object","x-kubernetes-group-version-kind":[{"group":"apps","version":"v1","kind":"Deployment"}]}}}
        """##

    @Test func isSplitByGroupVersion() throws {
        let swagger = try SwaggerDocument(Data(text.utf8))
        #expect(swagger.groupVersions == [core, apps])
        let pods = try OpenAPIDocument(swagger.document(of: core))
        #expect(pods.namedDefinitions.map(\.name) == ["x.Meta", "x.Pod"])
        #expect(pods.definitions[1].kinds == [GroupVersionKind(group: "", version: "v1", kind: "Pod")])
        #expect(pods.findings == [])
        let things = try OpenAPIDocument(swagger.document(of: apps))
        #expect(things.namedDefinitions.map(\.name) == ["x.Deployment", "x.Thing"])
    }

    @Test func referencesLeadToComponentsAndTextsStay() throws {
        let swagger = try SwaggerDocument(Data(text.utf8))
        let pods = try OpenAPIDocument(swagger.document(of: core))
        let pod = try #require(try pods.definition("x.Pod"))
        #expect(try pods.node(try #require(pod.property("meta")).node).attributes.reference == "x.Meta")
        #expect(pod.property("note")?.description == ##"See "$ref":"#/definitions/x.Meta" in a text."##)
        #expect(try pods.definition("x.Meta")?.properties.map(\.name) == ["$ref", "self"])
    }

    @Test func operationsAreWrittenAsInVersion3() throws {
        let swagger = try SwaggerDocument(Data(text.utf8))
        let body = String(decoding: swagger.document(of: core), as: UTF8.self)
        let item = try #require(SchemaValue(json: body)?["paths"]?["/api/v1/pods/{name}"])
        let operation = try #require(item["get"])
        let parameters = operation["parameters"]?.list
        #expect(parameters?.map { $0["name"]?.string } == ["dryRun", "pretty"])
        #expect(parameters?[0]["schema"]?.json == #"{"type":"string","uniqueItems":true}"#)
        #expect(parameters?[0]["description"]?.string == "Only ask.")
        let schema = ##"{"schema":{"$ref":"#/components/schemas/x.Pod"}}"##
        #expect(operation["responses"]?["200"]?["content"]?["application/yaml"]?.json == schema)
        #expect(operation["responses"]?["401"]?["content"] == nil)
        #expect(operation["requestBody"]?["content"]?["application/json"]?.json == schema)
        #expect(operation["schemes"] == nil)
        #expect(operation["x-kubernetes-action"]?.string == "get")
        #expect(item["parameters"]?.list?[0]["schema"]?.json == #"{"type":"string"}"#)
        #expect(!body.contains("#/definitions/") || body.contains(##"\"#/definitions/x.Meta\" in a text"##))
    }

    @Test(arguments: ["", "{}", #"{"swagger":"1.2"}"#, #"{"openapi":"3.0.0"}"#, "[1]", "{", #"{"swagger":"2.0"} x"#])
    func anythingElseIsRefused(text: String) {
        #expect(throws: OpenAPIDocumentError.self) { try SwaggerDocument(Data(text.utf8)) }
    }

    @Test func definitionsThatReferToEachOtherEnd() throws {
        let loop = ##"""
            {"swagger":"2.0","definitions":{"a":{"$ref":"#/definitions/b","x-kubernetes-group-version-kind":
            [{"group":"g","version":"v1","kind":"A"}]},"b":{"$ref":"#/definitions/a"},"c":{"$ref":"#/definitions/none"}}}
            """##
        let swagger = try SwaggerDocument(Data(loop.utf8))
        let groupVersion = GroupVersion(group: "g", version: "v1")
        #expect(swagger.groupVersions == [groupVersion])
        let document = try OpenAPIDocument(swagger.document(of: groupVersion))
        #expect(document.namedDefinitions.map(\.name) == ["a", "b"])
    }
}
