import DiscoveryStore
import Testing

@testable import crawlctl

@Suite struct SnippetTests {
    @Test func aShortTextIsOneLine() {
        #expect(Snippet.text("One.\n\n  Two. ", nil) == "One. Two.")
    }

    @Test func aLongOneBeginsWithTheSentenceThatHasTheWord() throws {
        let text = String(repeating: "Nothing to see here. ", count: 40) + "It bears taints. And so on."
        let snippet = Snippet.text(text, SearchTerms("taint"))
        #expect(snippet == "…It bears taints. And so on.")
    }

    @Test func aWordWithoutEndIsCut() throws {
        let text = String(repeating: "a", count: 5000) + " taint"
        let snippet = Snippet.text(text, SearchTerms("taint"))
        #expect(snippet.hasSuffix("taint"))
        #expect(snippet.count <= Snippet.length + 1)
        #expect(Snippet.cut(text, to: 10) == "aaaaaaaaa…")
    }
}
