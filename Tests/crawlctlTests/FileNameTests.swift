import DiscoveryModel
import Foundation
import Testing

@testable import crawlctl

@Suite(.fewAtOnce) struct FileNameTests {
    @Test(arguments: [
        ("apps", "apps"), ("rbac.authorization.k8s.io", "rbac.authorization.k8s.io"), ("v1beta1", "v1beta1"),
        ("..", "%2E."), (".", "%2E"), (".hidden", "%2Ehidden"), ("a/b", "a%2Fb"), ("../../x", "%2E.%2F..%2Fx"),
        ("Apps", "%41pps"), ("x.json", "x%2Ejson"), ("x.json.y", "x.json.y"), (".json", "%2Ejson"),
        ("a%2fb", "a%252fb"),
        ("a\0b", "a%00b"), ("größe", "gr%C3%B6%C3%9Fe"), ("a b\n", "a%20b%0A"), ("C:\\x", "%43%3A%5Cx"),
    ])
    func namesFromServersAreNeverPaths(name: String, encoded: String) {
        #expect(FileName.encoding(name) == encoded)
    }

    /// Whatever a file system makes of capitals, two names are two files.
    @Test func differentNamesStayDifferentWithoutCapitals() {
        let names = ["apps", "Apps", "APPS", "%41pps", "a.json", "a", ".a", "%2Ea", "aé", "ae\u{301}"]
        #expect(Set(names.map { FileName.encoding($0).lowercased() }).count == names.count)
    }

    @Test func documentsAndFoldersNeverWantOneName() {
        let groups = ["x", "x.json", "x.json.json"]
        let files = groups.map { DiscoveryTree.place(ofGroup: $0)[1] }
        let folders = groups.map { DiscoveryTree.place(of: GroupVersion(group: $0, version: "v1"))[1] }
        #expect(Set(files + folders).count == 6)
    }

    @Test(arguments: [
        ("https://10.0.0.1:6443", "10.0.0.1_6443"), ("http://127.0.0.1:8001", "127.0.0.1_8001"),
        ("127.0.0.1:8001", "127.0.0.1_8001"), ("https://h:6443/", "h_6443"),
        ("https://rancher.example.com/k8s/clusters/c-ab", "rancher.example.com/k8s/clusters/c_ab"),
        ("https://[::1]:6443", "___1__6443"), ("https://a(b)-c~d", "a(b)_c_d"), ("https://größe:1", "gr__e_1"),
        ("https://a//./b", "a/b"),
    ])
    func serversAreCalledAsKubectlCallsThem(host: String, folder: String) throws {
        #expect(try KubectlCache.folder(ofHost: host) == ["discovery"] + folder.split(separator: "/").map(String.init))
    }

    @Test(arguments: ["", "https://", "https://h/../../x", "..", "https://h/\(String(repeating: "x", count: 300))"])
    func serversThatWouldLeaveTheCacheAreRefused(host: String) {
        #expect(throws: CommandFailure.self) { try KubectlCache.folder(ofHost: host) }
    }

    @Test(arguments: [
        ("apps", "v1", ["apps", "v1", "serverresources.json"]), ("", "v1", ["v1", "serverresources.json"]),
        ("..", "v1", nil), ("a/b", "v1", nil), ("servergroups.json", "v1", nil), ("apps", "serverresources.json", nil),
        ("", "", nil), ("apps", ".v1", nil), ("a b", "v1", nil), (String(repeating: "x", count: 256), "v1", nil),
    ])
    func theCacheHasPlainNamesOnly(group: String, version: String, place: [String]?) {
        #expect(KubectlCache.place(of: GroupVersion(group: group, version: version)) == place)
    }

    @Test(arguments: [
        "path\taccept\tstatus\n", "",
        "path\taccept\tstatus\tcontent_type\tetag\tfile\n/apis\tx\t200\tx\t\t../apis.json\n",
        "path\taccept\tstatus\tcontent_type\tetag\tfile\n/apis\tx\t200\tx\t\t/etc/passwd\n",
        "path\taccept\tstatus\tcontent_type\tetag\tfile\n/apis\tx\tok\tx\t\tapis.json\n",
        "path\taccept\tstatus\tcontent_type\tetag\tfile\n/apis\tx\t200\n",
        "path\taccept\tstatus\tcontent_type\tetag\tfile\n/apis\tx\t200\tx\t\ta/./b\n",
    ])
    func listsOfExchangesNameFilesOfTheirFolderOnly(text: String) {
        #expect(throws: CommandFailure.self) { try ExchangeList(text, path: "x") }
    }

    @Test func theBestFormIsTaken() throws {
        let list = try ExchangeList(
            """
            path\taccept\tstatus\tcontent_type\tetag\tfile\r
            /apis\tapplication/json\t200\tapplication/json\t\tlegacy/apis.json\r
            /apis\tapplication/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList\t200\tx\t"e"\tv2/apis.json\r

            """, path: "x")
        #expect(list.best("/apis")?.file == ["v2", "apis.json"])
        #expect(list.best("/api") == nil)
    }
}
