/// The order in which Kubernetes prefers the versions of a group.
///
/// Follows apimachinery's `version.CompareKubeAwareVersionStrings`: `v2`, `v1`, `v11beta2`, `v10beta3`, `v3beta1`,
/// `v12alpha1`, then names of any other shape in the order of their bytes.
enum VersionPriority {
    /// Whether a version is preferred over another.
    static func precedes(_ one: String, _ other: String) -> Bool {
        switch (numbers(of: one), numbers(of: other)) {
        case (let left?, let right?): right.lexicographicallyPrecedes(left)
        case (.some, nil): true
        case (nil, .some): false
        case (nil, nil): one.precedes(other)
        }
    }

    /// Stability (2 for GA), major and minor number; `nil` for a name of another shape.
    private static func numbers(of version: String) -> [Int]? {
        guard version.first == "v" else { return nil }
        let major = version.dropFirst().prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(major) else { return nil }
        let rest = version.dropFirst(1 + major.count)
        if rest.isEmpty { return [2, number, 0] }
        for (stability, word) in ["alpha", "beta"].enumerated() where rest.hasPrefix(word) {
            let minor = rest.dropFirst(word.count)
            guard minor.allSatisfy({ $0.isASCII && $0.isNumber }), let minor = Int(minor) else { return nil }
            return [stability, number, minor]
        }
        return nil
    }
}
