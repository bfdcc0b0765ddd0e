import DiscoveryModel
import DiscoveryStore
import Foundation
import Manifests
import OpenAPIModel
import SchemaValidation

/// Validates objects against the schemas of references, and gathers what could not be.
final class SchemaCheck {
    private let targets: [Target?]
    private var gaps: [Gap] = []
    private var known: Set<Gap> = []
    /// Whether an object was not validated to its end.
    private(set) var isPartial = false
    /// What the store failed with; nothing is validated after that.
    private(set) var failure: (any Error)?

    /// Something that was not validated.
    struct Gap: Hashable {
        enum Reason: Hashable {
            case noSchema
            /// The schemas of the group version are not current.
            case notCurrent(asOf: Date?)
            case note(ValidationNote)
        }

        var label: String
        var type: GroupVersionKind
        /// The object, where it is about one.
        var place: ManifestPlace?
        var reason: Reason
    }

    /// - Parameter surfaces: Of the same references, in the same order.
    init(_ readers: [SchemaReader?], _ surfaces: [ResolvedSurface]) {
        targets = zip(readers, surfaces).map { reader, surface in
            reader.map { Target($0, SurfaceIndex(surface)) }
        }
    }

    /// What is wrong with an object, for each reference; `nil` where it was not validated.
    func problems(of object: ManifestObject) -> [[SchemaProblem]?] {
        let nothing = [[SchemaProblem]?](repeating: nil, count: targets.count)
        guard failure == nil, let version = GroupVersion(object.apiVersion) else { return nothing }
        let type = GroupVersionKind(group: version.group, version: version.version, kind: object.kind)
        guard targets.contains(where: { $0 != nil }) else { return nothing }
        let contents = object.root.contents()
        return targets.map { target in
            guard let target, failure == nil else { return nil }
            do {
                if let condition = target.reader.conditions[version] {
                    add(.notCurrent(asOf: condition.asOf), type, target)
                }
                guard let schema = try target.schema(of: type) else {
                    add(.noSchema, type, target)
                    return nil
                }
                guard let contents else {
                    add(.tooDeep, type, target, at: object.place)
                    return nil
                }
                let result = try schema.validator.validate(
                    contents, node: schema.definition.node, definition: schema.definition.name,
                    isCustomResource: schema.isCustomResource, hasStatusSubresource: schema.hasStatusSubresource,
                    hidesValues: type.group.isEmpty && type.kind == "Secret")
                for note in result.notes { add(note, type, target, at: object.place) }
                return result.problems
            } catch {
                failure = error
                return nil
            }
        }
    }

    /// What keeps the validation from being whole, in the order in which it was met; without the schemas of what is not
    /// served, which a finding says, and of what the input defines, which no schema of a cluster is asked for.
    func gaps(in input: CheckInput, _ findings: [Finding]) -> [Gap] {
        let unserved = Set(
            findings.filter { [.missing, .moved, .skipped].contains($0.status) }
                .map { "\($0.ref ?? "") \($0.apiVersion ?? "") \($0.kind ?? "")" })
        return gaps.filter { gap in
            guard gap.reason == .noSchema else { return true }
            let version = GroupVersion(group: gap.type.group, version: gap.type.version)
            return !input.defines(gap.type) && !unserved.contains("\(gap.label) \(version) \(gap.type.kind)")
        }
    }

    private func add(_ note: ValidationNote, _ type: GroupVersionKind, _ target: Target, at place: ManifestPlace) {
        switch note {
        case .rules, .pattern: add(.note(note), type, target)
        case .moreProblems: add(.note(note), type, target, at: place)
        case .tooMuchToValidate, .tooDeep:
            isPartial = true
            add(.note(note), type, target, at: place)
        }
    }

    private func add(
        _ reason: Gap.Reason, _ type: GroupVersionKind, _ target: Target, at place: ManifestPlace? = nil
    ) {
        let gap = Gap(label: target.reader.label, type: type, place: place, reason: reason)
        if known.count < 10_000, known.insert(gap).inserted { gaps.append(gap) }
    }
}

/// The schemas of one reference.
private final class Target {
    struct Schema {
        let validator: ObjectValidator
        let definition: SchemaDefinition
        let isCustomResource: Bool
        let hasStatusSubresource: Bool
    }

    let reader: SchemaReader
    private let index: SurfaceIndex
    private var validators: [Int64: ObjectValidator] = [:]
    private var schemas: [GroupVersionKind: Schema?] = [:]

    init(_ reader: SchemaReader, _ index: SurfaceIndex) {
        (self.reader, self.index) = (reader, index)
    }

    /// The schema of a kind; `nil` when there is none.
    func schema(of type: GroupVersionKind) throws -> Schema? {
        if let known = schemas[type] { return known }
        let schema = try reader.definition(of: type).map { definition, document in
            let validator =
                validators[document.id] ?? ObjectValidator(DocumentSchemas(reader: reader, document: document))
            validators[document.id] = validator
            return Schema(
                validator: validator, definition: definition,
                isCustomResource: definition.isOfCustomResource(type),
                // Of what is not known to be served, the status is not judged.
                hasStatusSubresource: index.hasStatus(type) ?? true)
        }
        schemas[type] = .some(schema)
        return schema
    }
}

/// One document of the store.
private struct DocumentSchemas: ValidationSchemaSource {
    let reader: SchemaReader
    let document: StoredOpenAPIDocument

    func node(_ id: Int64) throws -> SchemaNode { try reader.node(id) }

    func node(ofDefinition name: String) throws -> Int64? { try reader.definition(named: name, in: document)?.node }
}
