import DiscoveryModel

extension BaselineTable {
    /// Reads a table's text.
    ///
    /// - Throws: ``UpstreamBaselineError`` with the number of the first line that is not understood.
    init(parsing bytes: [UInt8], release: String) throws(UpstreamBaselineError) {
        var parser = BaselineTableParser(release: release)
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            parser.number = index + 1
            try parser.read(BaselineLine(line))
        }
        self = try parser.finish()
    }
}

/// Puts lines together.
private struct BaselineTableParser {
    private let release: String
    private var table: BaselineTable
    private var hasRelease = false
    private var resourceVerbs: [String]?
    private var subresourceVerbs: [String]?
    private var parent: BaselineTable.Resource?
    /// The line that is being read.
    var number = 0

    init(release: String) {
        self.release = release
        table = BaselineTable(release: release)
    }

    private func broken(_ cause: String) -> UpstreamBaselineError { .broken(release, line: number, cause) }

    consuming func finish() throws(UpstreamBaselineError) -> BaselineTable {
        guard hasRelease else { throw broken("no release line") }
        return table
    }

    mutating func read(_ line: BaselineLine) throws(UpstreamBaselineError) {
        guard let first = line.words.first else {
            guard line.serving == .always else { throw broken("a mark without a line") }
            return
        }
        if line.isIndented {
            try first.hasPrefix("/") ? readSubresource(line) : readResource(line)
            return
        }
        switch first {
        case "release": try readRelease(line)
        case "verbs": try readVerbs(line)
        case "group": try readGroup(line)
        case "preferredVersion": try readPreferredVersion(line)
        case "version": try readVersion(line)
        default: throw broken("a line cannot begin with \(first)")
        }
    }

    private mutating func readRelease(_ line: BaselineLine) throws(UpstreamBaselineError) {
        guard line.words.dropFirst() == [release], line.serving == .always else {
            throw broken("this is not release \(release)")
        }
        hasRelease = true
    }

    private mutating func readVerbs(_ line: BaselineLine) throws(UpstreamBaselineError) {
        let verbs = Array(line.words.dropFirst(2))
        switch line.words.dropFirst().first {
        case "resource" where line.serving == .always: resourceVerbs = verbs
        case "subresource" where line.serving == .always: subresourceVerbs = verbs
        default: throw broken("verbs are those of resource or of subresource")
        }
    }

    /// The one word after a line's first.
    private func name(in line: BaselineLine) throws(UpstreamBaselineError) -> String {
        guard line.words.count == 2 else { throw broken("\(line.words[0]) takes one name") }
        return line.words[1]
    }

    private func serving(
        _ line: BaselineLine, beneath outer: BaselineTable.Serving
    ) throws(UpstreamBaselineError) -> BaselineTable.Serving {
        guard let serving = line.serving.beneath(outer) else { throw broken("+all and -all exclude each other") }
        return serving
    }

    private mutating func readGroup(_ line: BaselineLine) throws(UpstreamBaselineError) {
        let word = try name(in: line)
        let name = word == "\"\"" ? "" : word
        guard !table.groups.contains(where: { $0.name == name }) else { throw broken("group \(word) is there twice") }
        table.groups.append(.init(name: name, serving: line.serving, line: number))
        parent = nil
    }

    private mutating func readPreferredVersion(_ line: BaselineLine) throws(UpstreamBaselineError) {
        guard let group = table.groups.last else { throw broken("no group above") }
        let preference = (try name(in: line), try serving(line, beneath: group.serving), number)
        table.groups[table.groups.count - 1].preferences.append(preference)
    }

    private mutating func readVersion(_ line: BaselineLine) throws(UpstreamBaselineError) {
        guard let group = table.groups.last else { throw broken("no group above") }
        let version = BaselineTable.Version(
            version: try name(in: line), serving: try serving(line, beneath: group.serving), line: number)
        table.groups[table.groups.count - 1].versions.append(version)
        parent = nil
    }

    private mutating func readResource(_ line: BaselineLine) throws(UpstreamBaselineError) {
        guard let group = table.groups.last, let version = group.versions.last else { throw broken("no version above") }
        guard line.words.count > 1 else { throw broken("\(line.words[0]) has no kind") }
        let kind = try responseKind(line.words[1], group: group.name, version: version.version)
        var resource = APIResource(
            resource: line.words[0], singularName: kind.kind.lowercased(), responseKind: kind, namespaced: true,
            verbs: [])
        guard !resource.resource.utf8.contains(UInt8(ascii: "/")) else {
            throw broken("a subresource has a line of its own")
        }
        var verbs = resourceVerbs
        var seen: Set<Substring> = []
        for word in line.words.dropFirst(2) {
            let (key, value) = try pair(word)
            guard seen.insert(key).inserted else { throw broken("\(key) is there twice") }
            switch key {
            case "scope" where value == "Cluster": resource.namespaced = false
            case "scope" where value == "Namespaced": break
            case "verbs": verbs = try list(value)
            case "shortNames": resource.shortNames = try list(value)
            case "categories": resource.categories = try list(value)
            case "singularName": resource.singularName = String(value)
            default: throw broken("\(word) is not understood")
            }
        }
        guard let verbs else { throw broken("no line above says the verbs of a resource") }
        resource.verbs = verbs
        try append(resource, serving: try serving(line, beneath: version.serving))
    }

    private mutating func readSubresource(_ line: BaselineLine) throws(UpstreamBaselineError) {
        guard let group = table.groups.last, let version = group.versions.last, let parent else {
            throw broken("no resource above")
        }
        var resource = APIResource(
            resource: parent.resource.resource, subresource: String(line.words[0].dropFirst()),
            responseKind: parent.resource.responseKind, namespaced: parent.resource.namespaced, verbs: [])
        guard resource.subresource != "" else { throw broken("a subresource has no name") }
        var words = line.words.dropFirst()
        if let word = words.first, !word.utf8.contains(UInt8(ascii: "=")) {
            resource.responseKind = try responseKind(word, group: group.name, version: version.version)
            words = words.dropFirst()
        }
        var verbs = subresourceVerbs
        if let word = words.popFirst() {
            let (key, value) = try pair(word)
            guard key == "verbs", words.isEmpty else { throw broken("a subresource has a kind and verbs, no more") }
            verbs = try list(value)
        }
        guard let verbs else { throw broken("no line above says the verbs of a subresource") }
        resource.verbs = verbs
        try append(resource, serving: try serving(line, beneath: parent.serving))
    }

    private mutating func append(
        _ resource: APIResource, serving: BaselineTable.Serving
    ) throws(UpstreamBaselineError) {
        let entry = BaselineTable.Resource(resource: resource, serving: serving, line: number)
        if resource.subresource == nil { parent = entry }
        let group = table.groups.count - 1
        table.groups[group].versions[table.groups[group].versions.count - 1].resources.append(entry)
    }

    private func pair(_ word: String) throws(UpstreamBaselineError) -> (key: Substring, value: Substring) {
        guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")) else {
            throw broken("\(word) is not understood")
        }
        return (word[..<equals], word[word.utf8.index(after: equals)...])
    }

    private func list(_ value: Substring) throws(UpstreamBaselineError) -> [String] {
        guard !value.isEmpty else { return [] }
        let items = value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard items.allSatisfy({ !$0.isEmpty }) else { throw broken("a list has an empty item") }
        return items.map { String(Substring($0)) }
    }

    private func responseKind(
        _ word: String, group: String, version: String
    ) throws(UpstreamBaselineError) -> GroupVersionKind {
        let parts = word.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard !parts.contains(""), !word.utf8.contains(UInt8(ascii: "=")) else { throw broken("\(word) is not a kind") }
        switch parts.count {
        case 1: return GroupVersionKind(group: group, version: version, kind: parts[0])
        case 2: return GroupVersionKind(group: "", version: parts[0], kind: parts[1])
        case 3: return GroupVersionKind(group: parts[0], version: parts[1], kind: parts[2])
        default: throw broken("\(word) is not a kind")
        }
    }
}
