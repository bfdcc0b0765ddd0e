import DiscoveryModel
import DiscoveryWire
import Testing

@Suite struct DiscoveryMediaTypeTests {
    @Test(arguments: [
        ("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", DiscoveryForm.aggregatedV2),
        (
            "application/json; as=APIGroupDiscoveryList; charset=utf-8; v=v2beta1; g=apidiscovery.k8s.io",
            .aggregatedV2beta1
        ),
        (#"Application/JSON;g="apidiscovery.k8s.io";V=v2;as=APIGroupDiscoveryList"#, .aggregatedV2),
        ("application/json", .legacy), ("text/html", .legacy), ("", .legacy), (";;;=", .legacy),
        ("application/json;g=apidiscovery.k8s.io;v=v3;as=APIGroupDiscoveryList", .legacy),
        ("application/json;g=other;v=v2;as=APIGroupDiscoveryList", .legacy),
    ])
    func aContentTypeAnnouncesAForm(header: String, form: DiscoveryForm) {
        #expect(DiscoveryMediaType.form(ofContentType: header) == form)
    }

    @Test func noContentTypeAnnouncesTheLegacyForm() {
        #expect(DiscoveryMediaType.form(ofContentType: nil) == .legacy)
    }

    @Test func theBestFormIsAskedForInOrder() {
        let clauses = DiscoveryMediaType.bestForm.split(separator: ",").map(String.init)
        #expect(
            clauses.map { DiscoveryMediaType.form(ofContentType: $0) } == [.aggregatedV2, .aggregatedV2beta1, .legacy])
        #expect(!DiscoveryMediaType.bestForm.contains(" "))
    }
}
