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

    @Test(
        arguments: [
            ("application/json;q=0.1, application/yaml", .yaml),
            ("application/yaml;q=0.5,application/json;q=0.6", .json),
            ("application/yaml, application/json", .yaml), ("application/yaml;q=1,application/json;q=1.0", .yaml),
            ("application/json;q=0, application/yaml;q=0.1", .yaml), ("*/*, application/yaml", .yaml),
            ("application/json;q=0,*/*;q=0.2", .yaml), ("application/yaml;q=0,*/*", .json),
            ("application/json;q=many,application/yaml;q=0.1", .yaml), ("application/json;q=many", .json),
            ("application/json;q=0", nil), ("*/*;q=0", nil), ("application/json;q=0.000,application/yaml; q = 0", nil),
        ] as [(String, AcceptHeader.Encoding?)])
    func theQualityDecides(header: String, encoding: AcceptHeader.Encoding?) {
        #expect(AcceptHeader(header).choice(forms: Self.modern, encodings: [.json, .yaml])?.encoding == encoding)
    }

    @Test func aFormOfLessQualityComesLater() {
        let header = "\(DiscoveryMediaType.aggregatedV2);q=0.2,application/json;q=0.8"
        #expect(AcceptHeader(header).form(among: Self.modern) == .legacy)
        let refused = "\(DiscoveryMediaType.aggregatedV2);q=0,*/*"
        #expect(AcceptHeader(refused).form(among: Self.modern) == .legacy)
    }
}
