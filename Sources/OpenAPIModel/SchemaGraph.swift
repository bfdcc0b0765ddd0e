import Crypto

/// The schemas of one document, each distinct one once; numbers count from 0 in the order in which they were met, those
/// below a schema before it.
public struct SchemaGraph: Sendable {
    /// A name and what the document says at that place.
    public struct Label: Hashable, Sendable {
        /// A field's or a definition's name; `""` for elements and values.
        public var name: String
        /// The description; `""` where there is none.
        public var description: String
    }

    /// What a schema says of itself.
    public struct Attributes: Hashable, Sendable {
        /// In the form of ``SchemaAttributes``.
        public var text: String
        /// The name of the definition that it stands for.
        public var reference: String?
    }

    /// A schema.
    public struct Node: Hashable, Sendable {
        /// The number of its attributes.
        public var attributes: Int32
        /// What is below it: the fields by the bytes of their names, then elements and values.
        public var edges: [Edge]
    }

    /// What leads from a schema to one below it.
    public struct Edge: Hashable, Sendable {
        /// What the one below is.
        public var role: SchemaField.Role
        /// The number of its label.
        public var label: Int32
        /// The number of the schema below.
        public var child: Int32
    }

    /// All labels.
    public private(set) var labels: [Label] = []
    /// All attributes.
    public private(set) var attributes: [Attributes] = []
    /// All schemas.
    public private(set) var nodes: [Node] = []
    /// For each label a number of 31 bits that depends on its content alone: by it a store finds what it has already.
    public private(set) var labelHashes: [Int64] = []
    /// The same for attributes.
    public private(set) var attributeHashes: [Int64] = []
    /// The same for schemas, with all that is below them.
    public private(set) var nodeHashes: [Int64] = []
    private var labelNumbers: [Label: Int32] = [:]
    private var attributeNumbers: [String: Int32] = [:]
    private var nodeNumbers: [Node: Int32] = [:]

    /// The number of a label.
    mutating func number(of label: Label) -> Int32 {
        if let known = labelNumbers[label] { return known }
        let number = Int32(labels.count)
        labels.append(label)
        labelNumbers[label] = number
        return number
    }

    /// The number of attributes.
    ///
    /// - Parameter reference: Finds the definition that they stand for, where they are new.
    mutating func number(ofAttributes text: String, reference: () -> String?) -> Int32 {
        if let known = attributeNumbers[text] { return known }
        let number = Int32(attributes.count)
        attributes.append(Attributes(text: text, reference: reference()))
        attributeNumbers[text] = number
        return number
    }

    /// The number of a schema.
    mutating func number(of node: Node) -> Int32 {
        if let known = nodeNumbers[node] { return known }
        let number = Int32(nodes.count)
        nodes.append(node)
        nodeNumbers[node] = number
        return number
    }

    /// Forgets by what numbers are found, and makes the hashes: nothing is added any more.
    mutating func seal() {
        (labelNumbers, attributeNumbers, nodeNumbers) = ([:], [:], [:])
        let labelDigests = labels.map { Self.digest($0.name, $0.description) }
        let attributeDigests = attributes.map { Self.digest($0.text, "") }
        var nodeDigests: [UInt64] = []
        nodeDigests.reserveCapacity(nodes.count)
        for node in nodes {
            var words = [attributeDigests[Int(node.attributes)]]
            for edge in node.edges {
                words += [
                    UInt64(edge.role.rawValue), labelDigests[Int(edge.label)], nodeDigests[Int(edge.child)],
                ]
            }
            nodeDigests.append(words.withUnsafeBytes { Self.digest($0) })
        }
        labelHashes = labelDigests.map { Int64($0 >> 33) }
        attributeHashes = attributeDigests.map { Int64($0 >> 33) }
        nodeHashes = nodeDigests.map { Int64($0 >> 33) }
    }

    /// Nobody can make many texts of one digest, which would make a store compare each with all others.
    private static func digest(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        SHA256.hash(data: bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func digest(_ one: String, _ other: String) -> UInt64 {
        var text = "\(one)\0\(other)"
        return text.withUTF8 { digest(UnsafeRawBufferPointer($0)) }
    }

    /// A schema as questions see it.
    func schemaNode(_ number: Int32) throws(OpenAPIDocumentError) -> SchemaNode {
        let node = nodes[Int(number)]
        return SchemaNode(
            id: Int64(number), attributes: try SchemaAttributes(attributes[Int(node.attributes)].text),
            fields: node.edges.map { edge in
                let label = labels[Int(edge.label)]
                return SchemaField(
                    name: label.name, description: label.description, role: edge.role, node: Int64(edge.child))
            })
    }
}
