import HTTPTypes
import Testing

@testable import DiscoveryServer

@Suite struct OriginCheckTests {
    @Test(arguments: [
        "127.0.0.1:8001", "localhost", "LOCALHOST:8001", "[::1]:8001", "127.1.2.3", "prod.localhost:1",
    ])
    func namesOfThisMachineAreAnsweredOnLoopback(authority: String) {
        #expect(OriginCheck(isLoopback: true).allows(authority: authority, [:]))
    }

    @Test(arguments: [
        "evil.example", "evil.example:8001", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "",
        "[::2]",
        "127.0.0.1@evil.example",
    ])
    func otherNamesAreNot(authority: String) {
        #expect(!OriginCheck(isLoopback: true).allows(authority: authority, [:]))
    }

    @Test func elsewhereEveryNameIsAnswered() {
        #expect(OriginCheck(isLoopback: false).allows(authority: "apis.example:8443", [:]))
    }

    @Test(
        arguments: [true, false], ["http://evil.example", "null", "https://127.0.0.1:8002", "http://localhost:8001"])
    func anotherOriginIsRefused(isLoopback: Bool, origin: String) {
        #expect(!OriginCheck(isLoopback: isLoopback).allows(authority: "127.0.0.1:8001", [.origin: origin]))
    }

    @Test(arguments: [true, false])
    func itsOwnPagesAreNot(isLoopback: Bool) throws {
        let check = OriginCheck(isLoopback: isLoopback)
        #expect(check.allows(authority: "127.0.0.1:8001", [.origin: "http://127.0.0.1:8001"]))
        let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
        #expect(check.allows(authority: "127.0.0.1:8001", [site: "none"]))
        #expect(check.allows(authority: "127.0.0.1:8001", [site: "same-origin"]))
        #expect(!check.allows(authority: "127.0.0.1:8001", [site: "cross-site"]))
        #expect(!check.allows(authority: "127.0.0.1:8001", [site: "same-site"]))
    }
}
