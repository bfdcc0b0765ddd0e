import Manifests
import OpenAPIModel

/// Does to an object what an API server does when it decodes one: tells fields that are unknown or there twice, drops
/// them and nulls that mean nothing, and gives custom resources their defaults.
struct ObjectDecoder {
    let table: SchemaTable
    let findings: Findings
    let depthLimit: Int

    /// A value as it is validated.
    ///
    /// - Parameter isObject: Whether it is a whole object, with apiVersion, kind and metadata.
    func decoded(
        _ value: ManifestValue, _ facets: Facets, _ decoding: Decoding, at path: FieldPath, isObject: Bool = false
    ) throws -> ManifestValue {
        try findings.spend(1)
        guard path.depth <= depthLimit else { throw findings.tooDeep() }
        switch value.content {
        case .object(let members):
            return try decoded(members, of: value, facets, decoding, at: path, isObject: isObject)
        case .list(let items):
            let below = try table.facets(facets.schemas.compactMap(\.items))
            let decoding = decoding.below(below)
            var value = value
            value.content = .list(
                try items.enumerated().map { index, item in
                    let element = path.element(index)
                    guard case .null = item.content else { return try decoded(item, below, decoding, at: element) }
                    switch decoding {
                    // Go makes an empty one of it.
                    case .goType where below.isOfObjects:
                        return ManifestValue(line: item.line, content: .object(ManifestMembers([])))
                    case .structural where !below.schemas.contains(where: \.isNullable):
                        return try defaultValue(below, line: item.line, at: element) ?? item
                    default: return item
                    }
                })
            return value
        default: return value
        }
    }

    private func decoded(
        _ members: ManifestMembers, of value: ManifestValue, _ facets: Facets, _ decoding: Decoding,
        at path: FieldPath, isObject: Bool
    ) throws -> ManifestValue {
        for repeated in members.repeated {
            let field = path.field(repeated.key)
            findings.add(.duplicateField, at: field, line: repeated.line) { "duplicate field \"\($0)\"" }
        }
        let isEmbedded = isObject || facets.schemas.contains(where: \.isEmbeddedResource)
        let isOpen = facets.isOpen(decoding)
        var kept = ManifestMembers([])
        for member in members.members {
            let field = path.field(member.key)
            let links = facets.links(member.key)
            guard !links.isEmpty else {
                let isMentioned = try decoding == .goType && isMentioned(member.key, facets)
                if isOpen || isMentioned || isEmbedded && ["apiVersion", "kind", "metadata"].contains(member.key) {
                    kept.members.append(member)
                    try lookForDuplicates(member.value, at: field)
                } else {
                    findings.add(.unknownField, at: field, line: member.line) { "unknown field \"\($0)\"" }
                }
                continue
            }
            let below = try table.facets(links)
            var member = member
            if case .null = member.value.content, !below.schemas.contains(where: \.isNullable) {
                guard decoding == .structural,
                    let value = try defaultValue(below, line: member.value.line, at: field)
                else { continue }
                member.value = value
            } else {
                member.value = try decoded(member.value, below, decoding.below(below), at: field)
            }
            kept.members.append(member)
        }
        if decoding == .structural { try addDefaults(to: &kept, line: value.line, facets, at: path) }
        return ManifestValue(line: value.line, content: .object(kept))
    }

    private func addDefaults(
        to members: inout ManifestMembers, line: Int, _ facets: Facets, at path: FieldPath
    ) throws {
        let present = Set(members.members.map(\.key))
        for schema in facets.schemas {
            for name in schema.names where !present.contains(name) {
                guard let link = schema.properties[name],
                    let value = try defaultValue(try table.facets(link), line: line, at: path.field(name))
                else { continue }
                members.members.append(.init(key: name, line: line, value: value))
            }
        }
    }

    /// What a custom resource has where nothing is given, or null that is no value; `nil` where that is nothing.
    private func defaultValue(_ facets: Facets, line: Int, at path: FieldPath) throws -> ManifestValue? {
        guard !facets.followsReference, let json = facets.schemas.lazy.compactMap(\.defaultValue).first?.json,
            let value = ManifestValue(json: json, line: line)
        else { return nil }
        if case .null = value.content { return nil }
        return try decoded(value, facets, .structural, at: path)
    }

    /// Whether one of several schemas to choose from names a field; structural schemas name all of theirs outside too.
    private func isMentioned(_ key: String, _ facets: Facets) throws -> Bool {
        for schema in facets.schemas {
            for link in schema.anyOf + schema.oneOf {
                try findings.spend(1)
                let branch = try table.facets(link)
                if branch.schemas.contains(where: { $0.properties[key] != nil }) { return true }
            }
        }
        return false
    }

    /// Looks through what no schema is known of.
    private func lookForDuplicates(_ value: ManifestValue, at path: FieldPath) throws {
        _ = try decoded(value, Facets(), .goType, at: path)
    }
}

extension Facets {
    /// The schemas of a field: those that name it, else those of the values of maps.
    func links(_ key: String) -> [CompiledSchema.Link] {
        var named: [CompiledSchema.Link] = []
        var others: [CompiledSchema.Link] = []
        for schema in schemas {
            if let link = schema.properties[key] {
                named.append(link)
            } else if case .schema(let link) = schema.additional {
                others.append(link)
            }
        }
        return named.isEmpty ? others : named
    }

    /// Whether fields that are not named are taken.
    func isOpen(_ decoding: Decoding) -> Bool {
        var isClosed = false
        for schema in schemas {
            if schema.preservesUnknownFields { return true }
            switch schema.additional {
            case .allowed, .schema: return true
            case .forbidden: isClosed = true
            case .unsaid: break
            }
            if !schema.properties.isEmpty { isClosed = true }
            // A Go type without fields is one that reads its JSON itself.
            if decoding == .structural && schema.types == ["object"] { isClosed = true }
        }
        return !isClosed
    }

    /// Whether it is objects with fields that it describes.
    var isOfObjects: Bool { schemas.contains { !$0.properties.isEmpty } }
}
