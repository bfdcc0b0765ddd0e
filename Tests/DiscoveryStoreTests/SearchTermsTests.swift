import Testing

@testable import DiscoveryStore

@Suite struct SearchTermsTests {
    @Test func wordsAreQuotedAndTheLastGoesOn() throws {
        #expect(try #require(SearchTerms("Pod  \"Disruption\" OR*")).query == #""pod" "disruption" "or""#)
        #expect(try #require(SearchTerms("pod-disruption")).query == #""pod" "disruption"*"#)
        #expect(SearchTerms(" .\"*() ") == nil)
        #expect(try #require(SearchTerms(String(repeating: "a b ", count: 50))).terms.count == 16)
    }

    @Test(arguments: [
        ("pod disruption", "PodDisruptionBudget", 3), ("pods", "podIPs", 2), ("policies", "networkPolicy", 2),
        ("poddisruptionbudget", "PodDisruptionBudget", 3), ("replica", "replicas", 1),
    ])
    func aNameHasTheWords(text: String, name: String, count: Int) throws {
        let terms = try #require(SearchTerms(text))
        #expect(terms.count(in: name) == count)
        var name = name
        #expect(name.withUTF8 { terms.mayBe(in: $0) })
    }

    @Test(arguments: [("pod disruption", "pods"), ("ip", "description"), ("replicas", "rep")])
    func aNameHasThemNot(text: String, name: String) throws {
        #expect(try #require(SearchTerms(text)).count(in: name) == nil)
    }

    @Test func theFirstOfTheWordsIsFound() throws {
        let terms = try #require(SearchTerms("taints"))
        let text: Substring = "Constraints and the taint."
        #expect(terms.place(in: text).map { text[$0...] } == "taint.")
    }
}
