/// The words of a name in camel case, which searches look for one by one.
enum NameWords {
    /// `pod disruption budget` of `io.k8s.api.policy.v1.PodDisruptionBudget`, `pod IPs` of `podIPs`; `""` where the name
    /// is one word.
    static func words(of name: String) -> String {
        let last = Array((name.split(separator: ".").last ?? "").unicodeScalars)
        var words = ""
        for (index, scalar) in last.enumerated() {
            if index > 0, beginsWord(last, at: index) { words += " " }
            words.unicodeScalars.append(scalar)
        }
        return words == name ? "" : words
    }

    /// A capital behind anything else begins a word, and so does the last of several before a small letter, unless that
    /// is only the s of a plural.
    private static func beginsWord(_ name: [Unicode.Scalar], at index: Int) -> Bool {
        guard isCapital(name[index]) else { return false }
        if !isCapital(name[index - 1]) { return true }
        guard index + 1 < name.count, isSmall(name[index + 1]) else { return false }
        let isPlural = name[index + 1] == "s" && (index + 2 == name.count || isCapital(name[index + 2]))
        return !isPlural
    }

    private static func isCapital(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }
    private static func isSmall(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) }
}
