import Testing

@testable import DiscoveryStore

@Suite struct NameWordsTests {
    @Test(arguments: [
        ("replicas", ""), ("nodeName", "node Name"), ("podIPs", "pod IPs"), ("hostIP", "host IP"),
        ("HTTPGetAction", "HTTP Get Action"), ("clusterIPs", "cluster IPs"), ("io.example.v1.PodSpec", "Pod Spec"),
        ("", ""), ("X", ""), ("externalIPsPolicy", "external IPs Policy"), ("ärztePlan", "ärzte Plan"),
    ])
    func aNameIsItsWords(name: String, words: String) {
        #expect(NameWords.words(of: name) == words)
    }
}
