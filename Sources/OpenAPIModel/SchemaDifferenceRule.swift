/// Who works with objects of a kind: what breaks one need not break the other.
public struct SchemaClients: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: Int

    /// Makes a set from its bits.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Who gets objects from the server and makes something of what is in them.
    public static let readers = SchemaClients(rawValue: 1)
    /// Who sends objects to the server: manifests, and programs that create and update.
    public static let writers = SchemaClients(rawValue: 2)
    /// Both.
    public static let all: SchemaClients = [.readers, .writers]

    /// `readers`, `writers`, or both.
    public var names: [String] {
        (contains(.readers) ? ["readers"] : []) + (contains(.writers) ? ["writers"] : [])
    }
}

/// Why a difference of two schemas is breaking or not, and for whom.
///
/// The question is what becomes of a client that was written for the old schema and is given a server with the new one:
/// of a reader when objects are such as the new schema allows, of a writer when its objects are judged by the new schema.
///
/// | what differs | breaks readers | breaks writers |
/// |---|---|---|
/// | a field went | yes | yes |
/// | a field came | | where it is required |
/// | another type | yes | yes |
/// | a type that takes more: a number for a whole one, a text too, anything | yes | |
/// | a type that takes less | | yes |
/// | a field is required now | | yes |
/// | a field is not required any more | yes | |
/// | values of an enum went | | yes |
/// | values of an enum came | yes | |
/// | a default came | | |
/// | a default went, or is another | yes | yes |
/// | another format | yes | yes |
/// | a wider format, or none any more | yes | |
/// | a narrower format, or one where there was none | | yes |
/// | null is a value now | yes | |
/// | null is no value any more | | yes |
/// | a bound is narrower, another pattern, a new rule | | yes |
/// | fewer schemas to choose from, or more to fulfil (`anyOf`, `oneOf`, `allOf`, `not`) | | yes |
/// | more schemas to choose from, or fewer to fulfil | yes | |
/// | a bound is wider, a rule or a pattern went | | |
/// | lists or maps are merged in another way | | yes |
/// | unknown fields are dropped now | yes | yes |
/// | unknown fields are kept now | | |
/// | it is deprecated now, or not any more | | |
public enum SchemaDifferenceRule: String, Hashable, Sendable, CaseIterable {
    /// A field is not there any more.
    case fieldRemoved
    /// There is another field, which may be left out.
    case fieldAdded
    /// There is another field, which must be given.
    case requiredFieldAdded
    /// The type is another.
    case typeChanged
    /// The type takes all that the old one does, and more.
    case typeWidened
    /// The old type takes all that the new one does, and more.
    case typeNarrowed
    /// A field must be given now.
    case requiredAdded
    /// A field may be left out now.
    case requiredRemoved
    /// Values are not allowed any more.
    case enumValuesRemoved
    /// More values are allowed.
    case enumValuesAdded
    /// What is left out gets a value.
    case defaultAdded
    /// What is left out gets no value any more.
    case defaultRemoved
    /// What is left out gets another value.
    case defaultChanged
    /// The format is another.
    case formatChanged
    /// The format has all values of the old one, and more.
    case formatWidened
    /// The old format has all values of the new one, and more.
    case formatNarrowed
    /// Null is a value.
    case nullableAdded
    /// Null is no value.
    case nullableRemoved
    /// Values are bounded more narrowly.
    case boundNarrowed
    /// Values are bounded less narrowly.
    case boundWidened
    /// Texts must fit another pattern.
    case patternChanged
    /// Texts need not fit a pattern any more.
    case patternRemoved
    /// There is another validation rule.
    case validationAdded
    /// A validation rule went.
    case validationRemoved
    /// There are fewer schemas to choose from, more to fulfil, or others (`oneOf`, `anyOf`, `allOf`, `not`).
    case combinationChanged
    /// There are more schemas to choose from, or fewer to fulfil.
    case combinationWidened
    /// Lists or maps are merged in another way.
    case mergeChanged
    /// Fields that the schema does not name are kept.
    case unknownFieldsKept
    /// Fields that the schema does not name are not kept any more.
    case unknownFieldsDropped
    /// It is marked deprecated, or its description begins to say so.
    case deprecated
    /// It is not deprecated any more.
    case undeprecated

    /// For whom it is breaking.
    public var breaks: SchemaClients {
        switch self {
        case .fieldRemoved, .typeChanged, .defaultRemoved, .defaultChanged, .formatChanged, .unknownFieldsDropped: .all
        case .requiredRemoved, .enumValuesAdded, .nullableAdded, .typeWidened, .formatWidened, .combinationWidened:
            .readers
        case .requiredFieldAdded, .requiredAdded, .enumValuesRemoved, .nullableRemoved, .boundNarrowed,
            .patternChanged, .validationAdded, .combinationChanged, .mergeChanged, .typeNarrowed, .formatNarrowed:
            .writers
        case .fieldAdded, .defaultAdded, .boundWidened, .patternRemoved, .validationRemoved, .unknownFieldsKept,
            .deprecated, .undeprecated:
            []
        }
    }

    /// Why, in a few words, without a final full stop.
    public var reason: String {
        switch self {
        case .fieldRemoved: "it is neither kept nor sent any more"
        case .fieldAdded: "nobody depends on it yet"
        case .requiredFieldAdded, .requiredAdded: "objects without it are refused"
        case .typeChanged: "values of the old type are refused and not sent"
        case .typeWidened: "there may be values of another type"
        case .typeNarrowed: "values of other types are refused"
        case .requiredRemoved: "it may be missing"
        case .enumValuesRemoved: "the values that went are refused"
        case .enumValuesAdded: "there may be values that nobody knew"
        case .defaultAdded: "what is left out gets a value"
        case .defaultRemoved: "what is left out stays empty"
        case .defaultChanged: "what is left out means something else"
        case .formatChanged: "values of the old format may be refused, those of the new one unknown"
        case .formatWidened: "there may be values that the old format did not have"
        case .formatNarrowed: "values of no such format may be refused"
        case .nullableAdded: "it may be null"
        case .nullableRemoved: "null is refused"
        case .boundNarrowed: "values outside are refused"
        case .boundWidened: "what was allowed still is"
        case .patternChanged: "what does not fit the pattern is refused"
        case .patternRemoved, .validationRemoved: "what was allowed still is"
        case .validationAdded: "what breaks the rule is refused"
        case .combinationChanged: "what fits none of the schemas is refused"
        case .combinationWidened: "there may be values that fit none of the old schemas"
        case .mergeChanged: "what several clients apply is merged in another way"
        case .unknownFieldsKept: "nothing that was kept is dropped"
        case .unknownFieldsDropped: "fields that the schema does not name are dropped"
        case .deprecated: "it still works"
        case .undeprecated: "it works as it did"
        }
    }
}
