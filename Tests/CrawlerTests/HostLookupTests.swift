import Crawler
import Testing

@Suite(.fewAtOnce) struct HostLookupTests {
    @Test(arguments: ["127.0.0.1", "::1"]) func anAddressIsNotLookedUp(address: String) async {
        let lookup = await HostLookup.look(up: address, timeout: nil)
        #expect(lookup.isAddress)
        #expect(lookup.addresses == [address])
        #expect(lookup.failure == nil)
    }

    @Test func aNameOfThisMachineIsFound() async {
        let lookup = await HostLookup.look(up: "localhost", timeout: .seconds(20))
        #expect(!lookup.isAddress)
        #expect(lookup.failure == nil)
        #expect(Set(lookup.addresses).isSubset(of: ["127.0.0.1", "::1"]))
        #expect(Set(lookup.addresses).count == lookup.addresses.count)
    }
}
