import Kubeconfig
import Testing

@Suite(.fewAtOnce) struct ProxyEnvironmentTests {
    @Test(arguments: [
        ("https://api.example.com:6443", "http://secure:1"), ("http://api.example.com", "http://plain:2"),
        ("https://localhost:6443", nil), ("https://127.0.0.2", nil), ("https://[::1]:6443", nil),
        // Each of these is in NO_PROXY in one way or another.
        ("https://internal", nil), ("https://a.internal:8443", nil), ("https://dotted.corp", nil),
        ("https://x.starred.corp", nil), ("https://10.1.2.3", nil), ("https://192.168.7.7:6443", nil),
        ("https://port.corp:8443", nil), ("https://[fd00::17]", nil),
        // And these are close to them.
        ("https://notinternal", "http://secure:1"), ("https://corp", "http://secure:1"),
        ("https://starred.corp", "http://secure:1"), ("https://11.1.2.3", "http://secure:1"),
        ("https://192.168.7.8", "http://secure:1"), ("https://port.corp:9443", "http://secure:1"),
        ("https://[fd01::17]", "http://secure:1"),
    ])
    func theVariablesAreReadAsGoReadsThem(server: String, proxy: String?) throws {
        let environment = [
            "HTTPS_PROXY": "http://secure:1", "https_proxy": "http://ignored:9", "http_proxy": "plain:2",
            "NO_PROXY":
                "internal, .dotted.corp,dotted.corp,*.starred.corp,10.0.0.0/8,192.168.7.7,port.corp:8443,fd00::/16,",
        ]
        #expect(try ProxyEnvironment(environment).proxy(for: server) == proxy)
    }

    @Test func aStarMeansNoProxyAtAll() throws {
        let environment = ["HTTPS_PROXY": "http://p", "no_proxy": "*"]
        #expect(try ProxyEnvironment(environment).proxy(for: "https://example.com") == nil)
        #expect(try ProxyEnvironment([:]).proxy(for: "https://example.com") == nil)
    }

    @Test func anUnusableProxyIsNamedAndNotQuoted() throws {
        let error = #expect(throws: KubeconfigError.self) {
            try ProxyEnvironment(["HTTPS_PROXY": "ftp://u:s3cret@p"]).proxy(for: "https://example.com")
        }
        #expect(error?.description.contains("HTTPS_PROXY") == true)
        #expect(error?.description.contains("s3cret") == false)
    }
}
