import DiscoveryModel
import DiscoveryWire
import Testing

@Suite struct AcceptHeaderTests {
    static let modern: Set<DiscoveryForm> = [.aggregatedV2, .legacy]
    static let beta: Set<DiscoveryForm> = [.aggregatedV2beta1, .legacy]

    static let firstClauses: [(String, Set<DiscoveryForm>, DiscoveryForm)] = [
        (DiscoveryMediaType.bestForm, modern, .aggregatedV2),
        (DiscoveryMediaType.bestForm, beta, .aggregatedV2beta1),
        (DiscoveryMediaType.bestForm, [.legacy], .legacy),
        ("application/json,\(DiscoveryMediaType.aggregatedV2)", modern, .legacy),
    ]

    @Test(arguments: firstClauses)
    func firstClauseThatIsServedWins(header: String, offered: Set<DiscoveryForm>, expected: DiscoveryForm) {
        #expect(AcceptHeader(header).form(among: offered) == expected)
    }

    @Test(arguments: [
        "application/json; as=APIGroupDiscoveryList; v=v2; g=apidiscovery.k8s.io",
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;profile=nopeer",
        "text/html, application/json;v=v2;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList",
    ])
    func orderOfParametersAndUnknownOnesDoNotMatter(header: String) {
        #expect(AcceptHeader(header).form(among: Self.modern) == .aggregatedV2)
    }

    @Test(arguments: [nil, "", "*/*", "application/*", "application/json", "text/html,*/*"])
    func whateverDoesNotAskForAFormGetsTheLegacyOne(header: String?) {
        #expect(AcceptHeader(header).form(among: Self.modern) == .legacy)
    }

    @Test(arguments: [
        "text/html", "application/json;g=apidiscovery.k8s.io;v=v3;as=APIGroupDiscoveryList",
        "application/json;as=Table;v=v1;g=meta.k8s.io", DiscoveryMediaType.aggregatedV2beta1,
    ])
    func nothingIsChosenWhenNothingFits(header: String) {
        #expect(AcceptHeader(header).form(among: Self.modern) == nil)
    }
}
