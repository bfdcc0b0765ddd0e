/// Reads the objects in a file: YAML of any number of documents, or JSON of any number of values.
///
/// A list, typed or not, stands for its items, and so does a sequence at the top. Nothing that a file holds keeps a
/// reader from the rest of it: what is broken is a problem of its document, and time and memory are bounded by
/// ``ManifestLimits`` and the largest document.
public struct ManifestReader {
    private let limits: ManifestLimits

    /// Makes a reader.
    public init(limits: ManifestLimits = ManifestLimits()) {
        self.limits = limits
    }

    /// Reads a file, calls `body` with each thing in it, in order, and returns how many documents it has.
    ///
    /// What begins with a bracket is JSON, unless it cannot be read as such and is not called so (`isJSON`): YAML may
    /// begin with a bracket too, as kubectl has it.
    @discardableResult
    public func read(
        _ bytes: [UInt8], file: String, isJSON: Bool = false, _ body: (ManifestItem) -> Void
    ) -> Int {
        let text = bytes.starts(with: YAMLChunk.byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
        if bytes.count > limits.fileBytes {
            let message = "the file is larger than \(limits.fileBytes >> 20) MiB"
            body(.problem(ManifestProblem(.tooLarge, at: ManifestPlace(file: file), message)))
            return 1
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            let place = ManifestPlace(file: file, line: 1, document: 1)
            body(.problem(ManifestProblem(.invalidText, at: place, "not a text in UTF-8, but in UTF-16")))
            return 1
        }
        let first = text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if isJSON || first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            if let count = readJSON(text, file: file, isJSON: isJSON, body) { return count }
        }
        return readYAML(text, file: file, body)
    }

    /// - Returns: How many values; `nil` when it is no JSON, and may be something else.
    private func readJSON(
        _ text: ArraySlice<UInt8>, file: String, isJSON: Bool, _ body: (ManifestItem) -> Void
    ) -> Int? {
        var (roots, problem): ([JSONNode], ManifestProblem?) = ([], nil)
        if String(validating: text, as: UTF8.self) == nil {
            guard isJSON else { return nil }
            let place = ManifestPlace(file: file, line: InvalidText.line(in: text) + 1, document: 1)
            problem = ManifestProblem(.invalidText, at: place, "not a text in UTF-8")
        } else {
            var reader = JSONReader(text, depthLimit: limits.depth)
            do throws(JSONReader.Failure) {
                while let root = try reader.next() { roots.append(root) }
            } catch {
                guard isJSON else { return nil }
                let place = ManifestPlace(file: file, line: error.line, document: roots.count + 1)
                problem = ManifestProblem(.invalidJSON, at: place, "not JSON: \(error.message)")
            }
        }
        for (index, root) in roots.enumerated() {
            let place = ManifestPlace(file: file, line: root.line, document: index + 1)
            visit(ManifestNode(value: .json(root)), at: place, body)
        }
        if let problem { body(.problem(problem)) }
        return roots.count + (problem == nil ? 0 : 1)
    }

    private func readYAML(_ text: ArraySlice<UInt8>, file: String, _ body: (ManifestItem) -> Void) -> Int {
        let reader = YAMLReader(limits: limits)
        var number = 0
        for chunk in YAMLChunk.split(text) {
            let place = ManifestPlace(file: file, document: number + 1, source: chunk.source)
            let result = reader.read(chunk, at: place)
            // A text of carriage returns alone may have several.
            for root in result.roots where !root.isNull {
                number += 1
                var place = place.at(line: root.line)
                place.document = number
                visit(root, at: place, body)
            }
            for var problem in result.problems {
                problem.place.document = problem.code == .duplicateKey ? max(1, number) : number + 1
                body(.problem(problem))
            }
            if result.problems.contains(where: { $0.code != .duplicateKey }) { number += 1 }
            if result.document?.isExhausted == true {
                body(.problem(ManifestProblem(.tooLarge, at: place.at(line: chunk.firstLine), Self.tooMuch)))
            }
        }
        return number
    }

    private static let tooMuch = "too much to read: its aliases repeat too much"

    private func visit(_ root: ManifestNode, at place: ManifestPlace, _ body: (ManifestItem) -> Void) {
        var visitor = Visitor(limits: limits, place: place)
        visitor.visit(root, implied: nil, depth: 0, body)
        guard visitor.objects > limits.objects else { return }
        body(.problem(ManifestProblem(.tooLarge, at: place, "it has more than \(limits.objects) objects")))
    }
}

/// Finds the objects in one document.
private struct Visitor {
    /// What a typed list says of items that do not say it themselves.
    struct Implied {
        var apiVersion: String
        var kind: String
    }

    let limits: ManifestLimits
    let place: ManifestPlace
    var objects = 0

    mutating func visit(_ node: ManifestNode, implied: Implied?, depth: Int, _ body: (ManifestItem) -> Void) {
        guard objects <= limits.objects, depth <= limits.depth else { return }
        if let items = node.items {
            for item in items { visit(item, implied: nil, depth: depth + 1, body) }
            return
        }
        objects += 1
        guard objects <= limits.objects else { return }
        let place = place.at(line: node.line)
        guard node.isMapping else { return body(.other(place, reason: "it is no object")) }
        var (apiVersion, kind) = (node["apiVersion"]?.text ?? "", node["kind"]?.text ?? "")
        if let implied, apiVersion.isEmpty, kind.isEmpty { (apiVersion, kind) = (implied.apiVersion, implied.kind) }
        guard !apiVersion.isEmpty, !kind.isEmpty else {
            let lacking =
                apiVersion.isEmpty ? kind.isEmpty ? "neither apiVersion nor kind" : "no apiVersion" : "no kind"
            return body(.other(place, reason: "it has \(lacking)"))
        }
        if kind.hasSuffix("List"), let items = node["items"], items.items != nil || items.isNull {
            // As in apimachinery's UnstructuredJSONScheme; a List of v1 implies nothing.
            let implied = Implied(apiVersion: apiVersion, kind: String(kind.dropLast("List".count)))
            for item in items.items ?? [] {
                visit(item, implied: implied.kind.isEmpty ? nil : implied, depth: depth + 1, body)
            }
            return
        }
        body(.object(ManifestObject(place: place, apiVersion: apiVersion, kind: kind, root: node)))
    }
}
