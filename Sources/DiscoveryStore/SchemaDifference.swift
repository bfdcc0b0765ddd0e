import DiscoveryModel
import OpenAPIModel

/// One difference of the schemas of two surfaces: of which field, and what each side has.
public struct SchemaDifference: Sendable {
    /// What happened to the field.
    public var event: DifferenceRecord.Kind
    /// The first kind that has the field.
    public var kind: GroupVersionKind
    /// The names that lead to it there; empty for the kind itself.
    public var path: [String]
    /// All kinds that differ by it, the first one too: those whose schemas refer to the same definition.
    public var kinds: [GroupVersionKind]
    /// The definition in which it is; `nil` where that is the kind's own.
    public var definition: String?
    /// The rule by which it is breaking or not.
    public var rule: SchemaDifferenceRule
    /// What differs: `type`, `required`, or a keyword; `nil` where the whole field came or went.
    public var property: String?
    /// What the old side has; of a field its type. `nil` for nothing.
    public var from: SchemaValue?
    /// What the new side has.
    public var to: SchemaValue?

    /// For whom it is breaking.
    public var breaks: SchemaClients { rule.breaks }
    /// What it means, for whomever it is worst.
    public var impact: DifferenceImpact { breaks.isEmpty ? .compatible : .breaking }
}

/// In what the schemas of two surfaces differ.
public struct SchemaDifferences: Sendable {
    /// By kind in the order of the surfaces, then path.
    public var differences: [SchemaDifference] = []
    /// Whether there were more than ``SchemaComparison/limit``.
    public var isCut = false
    /// The group versions that both sides serve and whose document only one of them has.
    public var unknown: [GroupVersion] = []
    /// The group versions that both sides serve and whose document could never be read on one of them, or on both.
    public var unread: [GroupVersion] = []
}
