import Crawler
import Testing

@Suite(.fewAtOnce) struct ServerAddressTests {
    @Test(arguments: [
        ("https://10.0.0.1:6443", "https://10.0.0.1:6443"), ("https://host/", "https://host"),
        ("https://host:443/k8s/clusters/c-ab/", "https://host/k8s/clusters/c-ab"),
        ("http://host:80", "http://host"), ("HTTP://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("https://user:password@host:6443/x?token=secret#y", "https://host:6443/x"),
        ("https://[::1]:6443", "https://[::1]:6443"), ("https://[fd00::1]", "https://[fd00::1]"),
    ])
    func dropsWhatIsNoAddress(text: String, description: String) throws {
        #expect(try ServerAddress(text).description == description)
    }

    @Test(arguments: [
        "", "host", "ftp://host", "https://", "https://host:0", "https://host:99999", "unix:///x", "https://a b",
    ])
    func refusesOtherTexts(text: String) {
        let error = #expect(throws: CrawlError.self) { try ServerAddress(text) }
        #expect(error?.code == .invalidServer)
    }
}
