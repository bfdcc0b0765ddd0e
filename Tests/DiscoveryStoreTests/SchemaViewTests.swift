import DiscoveryModel
import DiscoveryStore
import Foundation
import OpenAPIModel
import Testing

@Suite struct SchemaViewTests {
    private let apps = GroupVersion(group: "apps", version: "v1")

    private func store() throws -> TestStore {
        let store = try TestStore()
        let list = try APIResourceList(
            groupVersion: apps,
            resources: [
                APIResource(
                    resource: "things", singularName: "thing",
                    responseKind: GroupVersionKind(group: "apps", version: "v1", kind: "Thing"), namespaced: true,
                    verbs: ["get"])
            ])
        try store.save(
            TestStore.read([
                ObservedGroup(
                    name: "apps", preferredVersion: "v1", versions: [.init(version: "v1", outcome: .current(list))])
            ]))
        let text = ##"""
            {"openapi":"3.0.0","components":{"schemas":{
            "x.Meta":{"type":"object","properties":{"name":{"type":"string","description":"Its name."},
            "owner":{"allOf":[{"$ref":"#/components/schemas/x.Meta"}],"description":"Whose it is."}}},
            "x.ThingList":{"type":"object","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/x.Thing"}}},
            "x-kubernetes-group-version-kind":[{"group":"apps","version":"v1","kind":"ThingList"}]},
            "x.Thing":{"type":"object","description":"A thing.","required":["metadata"],"properties":{
            "metadata":{"$ref":"#/components/schemas/x.Meta"},
            "spec":{"type":"object","properties":{
            "hostIPs":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"},
            "parts":{"type":"array","items":{"type":"object","required":["port"],"properties":{
            "port":{"x-kubernetes-int-or-string":true,"description":"Where it listens."}}}},
            "mode":{"type":"string","enum":["A","B"],"default":"A","nullable":true,"format":"x"},
            "extra":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
            "byName":{"type":"object","additionalProperties":{"type":"object","properties":{"value":{"type":"integer"}}}}}}},
            "x-kubernetes-group-version-kind":[{"group":"apps","version":"v1","kind":"Thing"}]}}}}
            """##
        try store.saveSchemas([(apps, try OpenAPIDocument(Data(text.utf8)))])
        return store
    }

    @Test func everyFieldHasItsPath() throws {
        let store = try store()
        let rows = try store.query(
            "SELECT path, type, item_type, required, cluster, group_version, kind FROM api_field ORDER BY path")
        #expect(Set(rows.map { $0[4...].map { $0 } }) == [[.text("prod"), .text("apps/v1"), .text("Thing")]])
        #expect(
            rows.map { Array($0.prefix(4)) } == [
                [.text("metadata"), .text("object"), .null, .integer(1)],
                [.text("metadata.name"), .text("string"), .null, .integer(0)],
                [.text("metadata.owner"), .text("object"), .null, .integer(0)],
                [.text("spec"), .text("object"), .null, .integer(0)],
                [.text("spec.byName"), .text("object"), .text("object"), .integer(0)],
                [.text("spec.byName.value"), .text("integer"), .null, .integer(0)],
                [.text("spec.extra"), .text("object"), .null, .integer(0)],
                [.text("spec.hostIPs"), .text("array"), .text("string"), .integer(0)],
                [.text("spec.mode"), .text("string"), .null, .integer(0)],
                [.text("spec.parts"), .text("array"), .text("object"), .integer(0)],
                [.text("spec.parts.port"), .null, .null, .integer(1)],
            ])
    }

    @Test func aFieldSaysWhatItIs() throws {
        let store = try store()
        #expect(
            try store.query("SELECT format, default_value, enum, nullable FROM api_field WHERE path = 'spec.mode'")
                == [[.text("x"), .text("A"), .text(#"["A","B"]"#), .integer(1)]])
        #expect(
            try store.query(
                "SELECT path FROM api_field WHERE int_or_string UNION ALL SELECT path FROM api_field WHERE preserve_unknown_fields UNION ALL SELECT path FROM api_field WHERE list_type = 'set'"
            )
                == [[.text("spec.parts.port")], [.text("spec.extra")], [.text("spec.hostIPs")]])
        #expect(
            try store.query("SELECT reference, description FROM api_field WHERE path = 'metadata.owner'")
                == [[.text("x.Meta"), .text("Whose it is.")]])
    }

    @Test func kindsAreListedWithTheirResources() throws {
        let store = try store()
        #expect(
            try store.query("SELECT kind, resource, definition, description FROM api_kind ORDER BY kind") == [
                [.text("Thing"), .text("things"), .text("x.Thing"), .text("A thing.")],
                [.text("ThingList"), .null, .text("x.ThingList"), .text("")],
            ])
        #expect(
            try store.query("SELECT cluster, group_version, definitions, state, findings FROM api_openapi_document")
                == [[.text("prod"), .text("apps/v1"), .integer(3), .text("current"), .null]])
        #expect(
            try store.query("SELECT cluster, documents, latest FROM api_schema_snapshot")
                == [[.text("prod"), .integer(1), .integer(1)]])
    }

    @Test(arguments: [
        ("listens", "port"), ("host", "hostIPs"), ("IPs", "hostIPs"), ("hostIPs", "hostIPs"),
        ("listening elsewhere", ""),
        ("listening where", "port"), ("things", "x.Thing"), ("owner", "owner"), ("by name", "byName"), ("por*", "port"),
    ])
    func namesAndDescriptionsAreSearchedByWord(words: String, name: String) throws {
        let store = try store()
        let rows = try store.query(
            """
            SELECT name FROM schema_search WHERE schema_search MATCH :words
            ORDER BY bm25(schema_search, 10, 5, 1) LIMIT 1
            """, parameters: ["words": words])
        #expect(rows == (name.isEmpty ? [] : [[.text(name)]]))
    }

    @Test func aSearchShowsWhereTheWordStands() throws {
        let store = try store()
        let rows = try store.query(
            "SELECT snippet(schema_search, 2, '[', ']', '…', 8) FROM schema_search WHERE schema_search MATCH 'listens'")
        #expect(rows == [[.text("Where it [listens].")]])
    }

    @Test func theReaderFindsWhatRefersToWhat() throws {
        let store = try store()
        try store.schemas { schemas throws in
            let kinds = try schemas.kinds(of: apps)
            #expect(kinds.map(\.kind) == ["Thing", "ThingList"])
            let document = try #require(try schemas.document(of: apps))
            #expect(try schemas.definitions(of: document).map(\.name) == ["x.Meta", "x.ThingList", "x.Thing"])
            let thing = try #require(try schemas.definition(named: "x.Thing", in: document))
            let metadata = try schemas.node(try #require(schemas.node(thing.node).property("metadata")).node)
            #expect(try schemas.target(of: metadata, in: document)?.name == "x.Meta")
            #expect(try schemas.definition(named: "none", in: document) == nil)
            #expect(
                try schemas.json(ofNode: metadata.id) == ##"{"$ref":"#/components/schemas/x.Meta"}"##)
            let none = GroupVersionKind(group: "apps", version: "v1", kind: "None")
            #expect(try schemas.definition(of: none) == nil)
        }
    }
}
