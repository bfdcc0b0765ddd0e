import Manifests
import OpenAPIModel

/// Holds a decoded value against the schemas that it has to fulfil.
struct ValueValidator {
    let table: SchemaTable
    let findings: Findings
    /// Whether only types count in the status.
    var leavesOutStatus = false
    /// How many schemas to choose from stand within each other at one value: a schema may lead back to itself.
    private var nesting = 0
    private static let nestingLimit = 16

    init(table: SchemaTable, findings: Findings, leavesOutStatus: Bool) {
        (self.table, self.findings, self.leavesOutStatus) = (table, findings, leavesOutStatus)
    }

    func validate(
        _ value: ManifestValue, _ facets: Facets, _ decoding: Decoding, at path: FieldPath
    ) throws {
        try findings.spend(1 + facets.schemas.count)
        guard isOfType(value, facets, decoding, at: path) else { return }
        if case .null = value.content {
            // Where only some values are allowed, null is none of them, even where it is named (kube-openapi's
            // `basicCommonValidator`).
            if decoding == .structural { facets.schemas.forEach { checkEnum(value, $0, decoding, at: path) } }
            return
        }
        for schema in facets.schemas {
            if schema.hasRules { findings.note(.rules) }
            checkEnum(value, schema, decoding, at: path)
            switch value.content {
            case .string(let text): try check(text, schema, decoding, at: path, line: value.line)
            case .number(let number): check(number, schema, at: path, line: value.line)
            case .list(let items): try check(items, schema, decoding, at: path, line: value.line)
            case .object(let members):
                check(members, schema, undemanded: facets.undemanded, at: path, line: value.line)
            case .null, .bool: break
            }
        }
        if facets.isQuantity, case .string(let text) = value.content, !TextFormat.isQuantity(text) {
            findings.add(.type, at: path, line: value.line) { path in
                "\(path): Invalid value: \(findings.shown(ValueText.quoted(text))): "
                    + "quantities must match the regular expression '\(TextFormat.quantityExpression)'"
            }
        }
        if facets.isMicroTime, case .string(let text) = value.content, TextFormat.lacksMicroseconds(text) {
            findings.addInvalid(
                ValueText.quoted(text), as: .type, at: path, line: value.line,
                "must be of type date-time, with six decimals: \(findings.shown(ValueText.quoted(text)))")
        }
        try validateBelow(value, facets, decoding, at: path)
        for schema in facets.schemas { try choose(value, schema, decoding, at: path) }
    }

    private func validateBelow(
        _ value: ManifestValue, _ facets: Facets, _ decoding: Decoding, at path: FieldPath
    ) throws {
        var next = self
        next.nesting = 0
        switch value.content {
        case .list(let items):
            let links = facets.schemas.compactMap(\.items)
            guard !links.isEmpty else { return }
            let below = try table.facets(links)
            for (index, item) in items.enumerated() {
                try next.validate(item, below, decoding.below(below), at: path.element(index))
            }
        case .object(let members):
            for member in members.members {
                let links = facets.links(member.key)
                guard !links.isEmpty else { continue }
                let isStatus = leavesOutStatus && path.depth == 0 && member.key == "status"
                if isStatus && decoding == .structural { continue }
                if isStatus { findings.codes = [.type] }
                defer { if isStatus { findings.codes = nil } }
                let below = try table.facets(links)
                try next.validate(member.value, below, decoding.below(below), at: path.field(member.key))
            }
        case .null, .bool, .number, .string: return
        }
    }

    /// `anyOf`, `oneOf` and `not`.
    private func choose(
        _ value: ManifestValue, _ schema: CompiledSchema, _ decoding: Decoding, at path: FieldPath
    ) throws {
        guard nesting < Self.nestingLimit else { return }
        var inner = self
        inner.nesting += 1
        func validate(_ link: CompiledSchema.Link) throws {
            let branch = try table.facets(link)
            try inner.validate(value, branch, decoding.below(branch), at: path)
            try refuseUnnamed(value, branch, at: path)
        }
        func failures(_ link: CompiledSchema.Link) throws -> Int {
            try findings.failures { try validate(link) }
        }
        func fail(_ reason: (String) -> String) {
            findings.add(.invalid, at: path, line: value.line) { path in
                "\(path.isEmpty ? "<nil>" : path): Invalid value: \"\": \"\(path)\" must \(reason(path))"
            }
        }
        // Types alone were looked at already.
        if schema.typesToChooseFrom != nil { return }
        /// Tells what is wrong with the value by the schema that it is nearest to.
        func explain(_ links: [CompiledSchema.Link], _ failures: [Int]) throws {
            guard let least = failures.min(), let nearest = failures.firstIndex(of: least) else { return }
            if links.count > 1 && findings.isTelling { try validate(links[nearest]) }
        }
        if !schema.anyOf.isEmpty {
            var counts: [Int] = []
            for link in schema.anyOf where counts.last != 0 { counts.append(try failures(link)) }
            if counts.last != 0 {
                fail { _ in "validate at least one schema (anyOf)" }
                try explain(schema.anyOf, counts)
            }
        }
        if !schema.oneOf.isEmpty {
            let counts = try schema.oneOf.map(failures)
            let valid = counts.count { $0 == 0 }
            if valid != 1 {
                fail { _ in
                    "validate one and only one schema (oneOf). Found "
                        + (valid == 0 ? "none valid" : "\(valid) valid alternatives")
                }
                if valid == 0 { try explain(schema.oneOf, counts) }
            }
        }
        if let not = schema.not, try failures(not) == 0 { fail { _ in "not validate the schema (not)" } }
    }

    /// What a schema to choose from forbids; for all others the decoder has told unknown fields.
    private func refuseUnnamed(_ value: ManifestValue, _ facets: Facets, at path: FieldPath) throws {
        guard case .object(let members) = value.content,
            facets.schemas.contains(where: { if case .forbidden = $0.additional { true } else { false } })
        else { return }
        for member in members.members where facets.links(member.key).isEmpty {
            findings.add(.unknownField, at: path.field(member.key), line: member.line) { "unknown field \"\($0)\"" }
        }
    }
}
