import DiscoveryModel
import Testing

@Suite struct ByteOrderTests {
    @Test func textsAreOrderedByTheirBytesAndNothingElse() {
        // In UTF-16 the last two are the other way round, in most locales "B" comes after "a".
        let ordered = ["", "-", "B", "a", "a-b", "a.b", "aa", "é", "\u{FFFD}", "\u{1F600}"]
        #expect(ordered.reversed().sorted { $0.precedes($1) } == ordered)
        #expect(ordered.allSatisfy { !$0.precedes($0) })
    }
}
