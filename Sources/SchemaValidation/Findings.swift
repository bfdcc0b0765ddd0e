/// What is found in one object, and what it may cost.
final class Findings {
    /// Thrown when there is no more to find out: enough was found, or it took too long.
    struct Enough: Error {}

    private(set) var problems: [SchemaProblem] = []
    private(set) var notes: Set<ValidationNote> = []
    private let limits: ValidationLimits
    private let hidesValues: Bool
    private var stepsLeft: Int
    private var known: Set<SchemaProblem> = []
    /// How many schemas to choose from are being tried, where what is wrong is only counted.
    private var trials = 0
    private var failures = 0
    /// The only problems that are told, where not all are.
    var codes: Set<SchemaProblem.Code>?

    init(_ limits: ValidationLimits, hidesValues: Bool) {
        self.limits = limits
        self.hidesValues = hidesValues
        stepsLeft = limits.steps
    }

    /// Takes steps off what may be done.
    func spend(_ steps: Int) throws {
        stepsLeft -= steps
        if stepsLeft < 0 {
            notes.insert(.tooMuchToValidate)
            throw Enough()
        }
        if problems.count >= limits.problems {
            notes.insert(.moreProblems)
            throw Enough()
        }
    }

    /// Says that an object nests deeper than is looked at.
    func tooDeep() -> Enough {
        notes.insert(.tooDeep)
        return Enough()
    }

    func note(_ note: ValidationNote) { notes.insert(note) }

    func add(_ code: SchemaProblem.Code, at path: FieldPath, line: Int, _ message: (String) -> String) {
        if let codes, !codes.contains(code) { return }
        guard trials == 0 else {
            failures += 1
            return
        }
        guard problems.count < limits.problems else { return }
        let text = path.text
        let problem = SchemaProblem(code: code, path: text, line: line, message: message(text))
        if known.insert(problem).inserted { problems.append(problem) }
    }

    /// What is wrong with a value, in the form `PATH: Invalid value: VALUE: PATH in body REASON`.
    func addInvalid(
        _ value: String, as code: SchemaProblem.Code = .invalid, at path: FieldPath, line: Int, _ reason: String
    ) {
        add(code, at: path, line: line) { path in
            "\(path.isEmpty ? "<nil>" : path): Invalid value: \(hidesValues ? "(hidden)" : value): \(path) in body \(reason)"
        }
    }

    /// Whether what is found is told.
    var isTelling: Bool { trials == 0 }

    /// How much a check finds wrong; it is not kept.
    func failures(_ check: () throws -> Void) rethrows -> Int {
        let before = failures
        trials += 1
        defer { (trials, failures) = (trials - 1, before) }
        try check()
        return failures - before
    }

    /// A text as it is shown in a message.
    func shown(_ text: String) -> String { hidesValues ? "(hidden)" : text }
}
