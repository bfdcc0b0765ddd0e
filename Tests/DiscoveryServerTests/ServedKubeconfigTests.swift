import Testing

@testable import DiscoveryServer

@Suite struct ServedKubeconfigTests {
    @Test(arguments: [
        ("https://0.0.0.0:8443", "https://127.0.0.1:8443"), ("http://[::]:8001", "http://[::1]:8001"),
        ("http://0:1", "http://127.0.0.1:1"), ("http://[0:0::0]:1", "http://[::1]:1"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"), ("http://[::1]:1", "http://[::1]:1"),
        ("https://10.0.0.1:1", "https://10.0.0.1:1"), ("http://[fd00::1]:1", "http://[fd00::1]:1"),
        ("http://name.example:1", "http://name.example:1"), ("http://localhost:1", "http://localhost:1"),
    ])
    func everyAddressIsTheLoopbackAddress(url: String, reachable: String) {
        #expect(ServedKubeconfig.reachable(url) == reachable)
    }
}
