/// The different contents that one group version has on several clusters, numbered from 1.
///
/// A singular name that the server does not give, as none did before Kubernetes 1.27, is taken for the one that clients guess.
struct VersionContents {
    /// The resources that any of them has.
    let names: Set<String>
    /// By the digest of a list, its number.
    private var numbers: [ContentDigest: Int] = [:]
    /// By the digest of a list and a resource, the number of what the list has under that name; empty where there is one
    /// list only, in which every resource has the number 1.
    private var resources: [ContentDigest: [String: Int]] = [:]
    /// The resources that are of different scopes or kinds.
    private var ambiguous: Set<String> = []

    /// - Parameter lists: What the sets of clusters have, the largest set first; `nil` where that was never seen or is not
    ///   served.
    init(_ lists: [APIResourceList?]) {
        var different: [APIResourceList] = []
        for case let list? in lists where numbers[list.digest] == nil {
            different.append(list)
            numbers[list.digest] = different.count
        }
        names = Set(different.lazy.flatMap { $0.resources.lazy.map(\.resource) })
        if different.count > 1 { number(different) }
    }

    private mutating func number(_ lists: [APIResourceList]) {
        var known: [[String: Int]: Int] = [:]
        var contents: [String: [[UInt8]: Int]] = [:]
        var meanings: [String: APIResource?] = [:]
        for list in lists {
            var numbers: [String: Int] = [:]
            var rest = list.resources[...]
            while let first = rest.first {
                let same = rest.prefix { $0.resource == first.resource }
                rest = rest[same.endIndex...]
                let encoding = same.reduce(into: []) { $0 += CanonicalForm.encoding(of: $1.comparable) }
                let next = (contents[first.resource]?.count ?? 0) + 1
                let number = contents[first.resource]?[encoding] ?? next
                contents[first.resource, default: [:]][encoding] = number
                numbers[first.resource] = number
                let meaning = first.subresource == nil ? first : nil
                if let other = meanings.updateValue(meaning, forKey: first.resource),
                    other?.namespaced != meaning?.namespaced || other?.responseKind != meaning?.responseKind
                {
                    ambiguous.insert(first.resource)
                }
            }
            resources[list.digest] = numbers
            let number = known[numbers] ?? known.count + 1
            known[numbers] = number
            self.numbers[list.digest] = number
        }
    }

    /// The number of a list.
    func content(of list: APIResourceList) -> Int? { numbers[list.digest] }

    /// The number of what a list has under a name; `nil` when it has nothing.
    func content(of resource: String, in list: APIResourceList) -> Int? {
        resources.isEmpty ? (names.contains(resource) ? 1 : nil) : resources[list.digest]?[resource]
    }

    /// Whether a name is of one scope and kind wherever it is served.
    func isOneResource(_ name: String) -> Bool { names.contains(name) && !ambiguous.contains(name) }
}

extension APIResource {
    /// The resource with the singular name that clients take: where the server gives none, the kind in small letters.
    var comparable: APIResource {
        guard singularName.isEmpty && subresource == nil else { return self }
        var comparable = self
        comparable.singularName = kind.lowercased()
        return comparable
    }
}
