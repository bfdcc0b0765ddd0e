/// Schemas that were asked for, kept for the next time until they take too much memory; then all are forgotten.
public struct SchemaNodeCache {
    private var nodes: [Int64: SchemaNode] = [:]
    private var cost = 0
    private let costLimit: Int

    /// - Parameter costLimit: In bytes, about.
    public init(costLimit: Int) { self.costLimit = costLimit }

    /// The schema of a number, if it is there.
    public subscript(id: Int64) -> SchemaNode? { nodes[id] }

    /// Keeps a schema.
    ///
    /// - Returns: Whether the others were forgotten.
    @discardableResult
    public mutating func keep(_ node: SchemaNode) -> Bool {
        let isFull = cost > costLimit
        if isFull { (nodes, cost) = ([:], 0) }
        nodes[node.id] = node
        cost += node.cost
        return isFull
    }
}

extension SchemaNode {
    /// How many bytes it takes, about: values take a few times what their text does.
    fileprivate var cost: Int {
        let fields = properties + [items, additionalProperties].compactMap { $0 }
        return fields.reduce(300 + 5 * attributes.text.utf8.count) { sum, field in
            sum + 64 + field.name.utf8.count + field.description.utf8.count
        }
    }
}
