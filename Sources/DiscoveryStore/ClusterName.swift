import DiscoveryModel

/// The rules for names of clusters.
public enum ClusterName {
    /// Checks that a cluster may have a name.
    ///
    /// - Throws: ``DiscoveryStoreError`` with `invalidName` for an empty name, one with control characters, one longer
    ///   than 500 bytes, and one that begins like a built-in reference (`upstream:`, `fleet:`).
    public static func check(_ name: String) throws(DiscoveryStoreError) {
        let cause: String
        if name.allSatisfy(\.isWhitespace) {
            cause = "it is empty"
        } else if name.utf8.count > 500 {
            cause = "it is longer than 500 bytes"
        } else if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            cause = "it has control characters"
        } else if name.hasPrefix("upstream:") || name.hasPrefix("fleet:") {
            cause = "names that begin with upstream: or fleet: are built in"
        } else {
            return
        }
        throw DiscoveryStoreError(
            .invalidName, what: "cannot name a cluster so", cause: cause, hint: "choose a name with --name")
    }

    /// Makes the part of a URL that stands for a cluster: its name where that can be one, else something readable.
    ///
    /// - Parameter isTaken: Whether another cluster has a slug.
    static func slug(for name: String, isTaken: (String) throws -> Bool) rethrows -> String {
        var slug = ""
        for scalar in name.unicodeScalars {
            let isKept =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "._-".unicodeScalars.contains(scalar))
            if isKept { slug.unicodeScalars.append(scalar) } else if !slug.hasSuffix("-") { slug += "-" }
        }
        slug = String(slug.drop { $0 == "-" || $0 == "." }.prefix(100))
        while slug.hasSuffix("-") { slug.removeLast() }
        if slug.isEmpty { slug = "cluster" }
        var candidate = slug
        var number = 2
        while try isBuiltInSlug(candidate) || isTaken(candidate) {
            candidate = "\(slug)-\(number)"
            number += 1
        }
        return candidate
    }

    /// Whether URLs call a built-in surface so: `fleet-common`, `upstream-1.36`.
    static func isBuiltInSlug(_ slug: String) -> Bool {
        FleetSurface.Rule.allCases.contains { slug == "fleet-\($0)" }
            || slug.wholeMatch(of: #/upstream-[0-9]+\.[0-9]+/#) != nil
    }
}
