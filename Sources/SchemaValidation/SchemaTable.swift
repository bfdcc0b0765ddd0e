import OpenAPIModel

/// The schemas that were met, each compiled once.
final class SchemaTable {
    private let source: any ValidationSchemaSource
    private var compiled: [Int64: CompiledSchema] = [:]
    private var definitions: [String: Int64?] = [:]
    private var patterns: [String: Pattern?] = [:]

    init(_ source: any ValidationSchemaSource) {
        self.source = source
    }

    func schema(_ node: Int64) throws -> CompiledSchema {
        if let known = compiled[node] { return known }
        let schema = CompiledSchema(try source.node(node))
        compiled[node] = schema
        return schema
    }

    func facets(_ link: CompiledSchema.Link) throws -> Facets {
        switch link {
        case .node(let id): try facets(try schema(id))
        case .inline(let inline): try facets(inline.schema)
        }
    }

    func facets(_ links: [CompiledSchema.Link]) throws -> Facets {
        guard links.count != 1 else { return try facets(links[0]) }
        return try links.reduce(into: Facets()) { $0.formUnion(try facets($1)) }
    }

    /// A schema with what it refers to; a reference that leads back adds nothing, one that leads nowhere neither.
    func facets(_ schema: CompiledSchema) throws -> Facets {
        if let known = schema.facets { return known }
        var facets = Facets()
        var met: Set<String> = []
        try gather(schema, &facets, &met, depth: 0)
        schema.facets = facets
        return facets
    }

    private func gather(
        _ schema: CompiledSchema, _ facets: inout Facets, _ met: inout Set<String>, depth: Int
    ) throws {
        guard depth < 100, facets.schemas.count < 1000 else { return }
        facets.schemas.append(schema)
        if let name = schema.reference {
            facets.followsReference = true
            facets.add(name)
            if met.insert(name).inserted, let node = try definition(name) {
                try gather(try self.schema(node), &facets, &met, depth: depth + 1)
            }
        }
        for link in schema.allOf {
            if case .inline(let inline) = link { try gather(inline.schema, &facets, &met, depth: depth + 1) }
        }
    }

    private func definition(_ name: String) throws -> Int64? {
        if let known = definitions[name] { return known }
        let node = try source.node(ofDefinition: name)
        definitions[name] = .some(node)
        return node
    }

    /// A pattern, parsed once; `nil` where it is none that is understood.
    func pattern(_ text: String) -> Pattern? {
        if let known = patterns[text] { return known }
        let pattern = try? Pattern(text)
        patterns[text] = .some(pattern)
        return pattern
    }
}
