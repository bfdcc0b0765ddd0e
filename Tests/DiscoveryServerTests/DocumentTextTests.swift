import Foundation
import NIOCore
import TestSupport
import Testing

@testable import DiscoveryServer

@Suite struct DocumentTextTests {
    @Test(arguments: [
        ("{}", "{}"), ("[]", "[]"), (#"{"a":[]}"#, "{\n  \"a\": []\n}"),
        (
            #"{"a":{"b":[1,"x,{}:y\"[",true]},"c":null}"#,
            "{\n  \"a\": {\n    \"b\": [\n      1,\n      \"x,{}:y\\\"[\",\n      true\n    ]\n  },\n  \"c\": null\n}"
        ),
    ])
    func peopleGetWhatGoWouldIndent(json: String, text: String) {
        #expect(String(buffer: DocumentText.pretty(ByteBuffer(string: json))) == text)
    }

    @Test func yamlKeepsWhatLooksLikeSomethingElse() {
        let json = #"{"b":true,"a":["v1","1.36","true","",null,2],"c":{},"d":[],"e":"no"}"#
        #expect(
            String(buffer: DocumentText.yaml(ByteBuffer(string: json)))
                == "a:\n- v1\n- \"1.36\"\n- \"true\"\n- \"\"\n- null\n- 2\nb: true\nc: {}\nd: []\ne: \"no\"\n")
    }

    @Test func gzipIsWhatGunzipReads() async throws {
        let text = (0..<20_000).map { "line \($0)\n" }.joined()
        let packed = try #require(Gzip.compress(ByteBuffer(string: text)))
        #expect(packed.readableBytes < text.utf8.count / 3)
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "text.gz")
        try Data(packed.readableBytesView).write(to: file)
        #expect(try await Program.output(of: "gzip", "-dc", file.path) == text)
    }

    @Test(arguments: [
        ("gzip", true), ("deflate, gzip", true), ("GZIP;q=0.5", true), ("gzip;q=0", false), ("gzip; q=0.0", false),
        ("br", false), (nil, false), ("", false),
    ])
    func gzipIsSentToThoseWhoTakeIt(header: String?, isAccepted: Bool) {
        #expect(Gzip.isAccepted(header) == isAccepted)
    }

    @Test func aTokenIsCarriedWholeOrNot() throws {
        let token = try #require(BearerToken("s3cret\n"))
        #expect(token.isCarried(by: "Bearer s3cret"))
        #expect(token.isCarried(by: "bearer s3cret"))
        for header in [nil, "", "s3cret", "Bearer s3cre", "Bearer s3cret ", "Basic s3cret", "Bearer"] {
            #expect(!token.isCarried(by: header))
        }
        #expect(!"\(token)".contains("s3cret") && !String(reflecting: token).contains("s3cret"))
        #expect(BearerToken(" \n") == nil && BearerToken("a b") == nil && BearerToken("a\nb") == nil)
    }
}
