import DiscoveryModel
import DiscoveryWire
import Foundation
import Testing

@Suite struct APIResourceListDocumentTests {
    private let groupVersion = GroupVersion(group: "apps", version: "v1")

    private func list(_ resources: String) throws -> APIResourceList {
        let json = #"{"kind":"APIResourceList","groupVersion":"apps/v1","resources":[\#(resources)]}"#
        return try APIResourceListDocument(decoding: Data(json.utf8)).list(for: groupVersion)
    }

    @Test func aSubresourceIsSplitOffAtTheFirstSlash() throws {
        let resource = try list(#"{"name":"a/b/c","kind":"K","verbs":["get"],"namespaced":true,"singularName":"x"}"#)
            .resources[0]
        #expect(resource.resource == "a")
        #expect(resource.subresource == "b/c")
        #expect(resource.singularName == "")
    }

    @Test func aSubresourceWithoutItsResourceIsKept() throws {
        #expect(try list(#"{"name":"a/status","kind":"K","verbs":["get"],"namespaced":true}"#).resources.count == 1)
    }

    @Test func aSubresourceHasItsResourcesScope() throws {
        let resources = try list(
            #"{"name":"a","kind":"K","verbs":["get"],"namespaced":true},{"name":"a/status","kind":"K","verbs":["get"]}"#
        ).resources
        #expect(resources[1].namespaced)
    }

    @Test func anEmptyResourceListIsAnAnswer() throws {
        #expect(try list("").resources.isEmpty)
        let json = #"{"kind":"APIResourceList","resources":null}"#
        #expect(try APIResourceListDocument(decoding: Data(json.utf8)).list(for: groupVersion).resources.isEmpty)
    }

    @Test(arguments: ["\"apps/v1\"", "\"\"", "null"]) func aListMayLeaveOutWhoseItIs(said: String) throws {
        let json = #"{"kind":"APIResourceList","groupVersion":\#(said),"resources":[{"name":"a","kind":"K"}]}"#
        let list = try APIResourceListDocument(decoding: Data(json.utf8)).list(for: groupVersion)
        #expect(list.resources.map(\.name) == ["a"])
    }

    @Test(arguments: ["v1", "apps/v2", "Apps/v1", "apps/v1 "]) func aListOfAnotherGroupVersionIsNone(said: String)
        throws
    {
        let json = #"{"kind":"APIResourceList","groupVersion":"\#(said)","resources":[]}"#
        let document = try APIResourceListDocument(decoding: Data(json.utf8))
        let error = #expect(throws: DiscoveryWireError.self) { try document.list(for: groupVersion) }
        #expect(error?.description == "the answer is of another group version")
    }

    @Test func storageVersionHashesAreKeptApart() throws {
        let json =
            #"{"kind":"APIResourceList","resources":[{"name":"a","kind":"K","verbs":["get"],"storageVersionHash":"abc="}]}"#
        let document = try APIResourceListDocument(decoding: Data(json.utf8))
        #expect(document.storageVersionHashes == ["a": "abc="])
    }
}
