import Testing

@testable import SchemaValidation

@Suite struct PatternTests {
    @Test(arguments: [
        ("", "", true), ("a", "bab", true), ("^a$", "a", true), ("^a$", "a\n", false), ("a|b", "xb", true),
        ("^(a|b)*$", "abba", true), ("^(?:ab)+$", "abab", true), ("^(?P<x>a)(?<y>b)$", "ab", true),
        ("^a?b$", "b", true),
        ("^a{2}$", "aaa", false), ("^a{2,}$", "aaaa", true), ("^a{1,3}$", "aaaa", false), ("^a{,3}$", "a{,3}", true),
        ("^x{$", "x{", true), ("^a+?b*?$", "aab", true), ("^[a-c]+$", "abc", true), ("^[^a-c]+$", "abc", false),
        ("^[]a]+$", "]a", true), ("^[a-]+$", "a-", true), ("^[\\w.-]+$", "a_1.-", true), ("^[^\\s]$", " ", false),
        ("^\\d{3}-\\D$", "123-x", true), ("^\\S+\\s\\S+$", "a b", true), ("\\bfoo\\b", "a foo b", true),
        ("\\bfoo\\b", "afoo", false), ("a\\Bb", "ab", true), ("^\\Qa.b\\E$", "a.b", true),
        ("^\\Qa.b\\E$", "axb", false),
        ("(?i)^abc$", "aBC", true), ("^(?i:a)b$", "Ab", true), ("^(?i:a)b$", "AB", false), ("(?i)k", "\u{212A}", true),
        ("(?i)^[a-z]$", "\u{17F}", true),
        ("^.$", "\n", false), ("(?s)^.$", "\n", true), ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb", false),
        ("^\\x41\\x{1F600}$", "A😀", true), ("^\\101$", "A", true), ("^\\p{Lu}\\pL$", "Äö", true),
        ("^\\P{L}$", "1", true), ("^[\\p{Nd}x]+$", "٣x", true), ("^[[:alpha:]]+$", "abc", true),
        ("^[[:^digit:]]+$", "ab1", false), ("\\A\\z", "", true), ("^\\.\\/\\-$", "./-", true), ("^$", "", true),
        ("^(|a)b$", "b", true), ("^(a*)*$", "aaab", false), ("^é$", "é", true), ("^é$", "e\u{301}", false),
        ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", "a-b.example", true),
        ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", "a-.example", false),
        ("^(([0-9]+(\\.[0-9]+)?(ms|s|m|h))|0)$", "1.5h", true),
    ])
    func matchesAsRE2Does(pattern: String, text: String, isMatch: Bool) throws {
        #expect(try Pattern(pattern).matches(text) == isMatch)
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[a", "[b-a]", "*", "a**", "a{2}{3}", "\\", "\\1", "\\8", "(?=a)", "(?!a)", "(?<=a)",
        "(?<!a)",
        "\\p{Greek}", "\\p{Nope}", "a{1001}", "(a{1000}){1000}", "\\x", "\\x{110000}", "\\C", "[[:nope:]]", "(?z)",
        "\\i",
        String(repeating: "(", count: 5000) + String(repeating: ")", count: 5000),
    ])
    func whatItDoesNotKnowIsRefused(pattern: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "^(.*)*$x", "((((a?){20}){10}){5})b", "(x+x+)+y",
            "^(([a-z])+.)+[A-Z]([a-z])+$",
        ])
    func noPatternIsCatastrophic(pattern: String) throws {
        let text = String(repeating: "a", count: 5000) + "!"
        #expect(try !Pattern(pattern).matches(text))
    }

    @Test(.timeLimit(.minutes(1))) func nothingRepeatedIsNothing() throws {
        let nothing = (0..<40).reduce("") { text, _ in "(\(text)){1000}" }
        #expect(try Pattern(nothing).matches("a"))
    }
}
