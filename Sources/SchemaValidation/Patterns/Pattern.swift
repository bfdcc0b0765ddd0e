/// A regular expression of RE2, matched in time linear in the text, whatever the expression is.
///
/// Schemas come from servers that anybody may have written: a matcher that tries one way after the other, as Foundation's
/// and Swift's do, could be kept busy for years by one of them.
struct Pattern {
    private enum Instruction {
        case set(Int, next: Int)
        case assertion(PatternAssertion, next: Int)
        case split(Int, Int)
        case match
    }

    /// How large a program may be; counted repetitions are written out.
    private static let programLimit = 10_000

    private var program: [Instruction] = []
    private var sets: [ScalarSet] = []

    /// What matching one character costs at most, in instructions.
    var size: Int { program.count }

    /// - Throws: When it is no pattern of RE2, uses a name of a script, or is too large.
    init(_ text: String) throws(PatternError) {
        guard text.utf8.count <= 10_000 else { throw PatternError() }
        let node = try PatternParser.parse(text)
        program.append(.match)
        // Written from its end, so that what comes next is known.
        let start = try add(node, next: 0)
        self.start = start
    }

    private var start = 0

    private mutating func append(_ instruction: Instruction) throws(PatternError) -> Int {
        guard program.count < Self.programLimit else { throw PatternError() }
        program.append(instruction)
        return program.count - 1
    }

    private mutating func add(_ node: PatternNode, next: Int) throws(PatternError) -> Int {
        switch node {
        case .empty: return next
        case .set(let set):
            sets.append(set)
            return try append(.set(sets.count - 1, next: next))
        case .assertion(let assertion): return try append(.assertion(assertion, next: next))
        case .sequence(let nodes):
            var next = next
            for node in nodes.reversed() { next = try add(node, next: next) }
            return next
        case .choice(let nodes):
            var entry: Int?
            for node in nodes.reversed() {
                let way = try add(node, next: next)
                if let other = entry { entry = try append(.split(way, other)) } else { entry = way }
            }
            return entry ?? next
        case .repeated(let node, let least, let most):
            var next = next
            if let most {
                let end = next
                for _ in least..<most {
                    let way = try add(node, next: next)
                    next = try append(.split(way, end))
                }
            } else {
                let loop = try append(.split(next, next))
                let way = try add(node, next: loop)
                program[loop] = .split(way, next)
                next = loop
            }
            for _ in 0..<least {
                let behind = next
                next = try add(node, next: behind)
                // What is empty once is so a thousand times, and could be so within itself.
                if next == behind { break }
            }
            return next
        }
    }

    /// Whether the pattern is found anywhere in the text.
    func matches(_ text: String) -> Bool {
        var states = States(count: program.count)
        var following = States(count: program.count)
        var before: Unicode.Scalar?
        var rest = text.unicodeScalars[...]
        while true {
            let scalar = rest.first
            if follow(start, between: before, and: scalar, into: &states) { return true }
            guard let scalar else { return false }
            rest.removeFirst()
            following.removeAll()
            let behind = rest.first
            for state in states.members {
                guard case .set(let set, let next) = program[state], sets[set].contains(scalar) else { continue }
                if follow(next, between: scalar, and: behind, into: &following) { return true }
            }
            swap(&states, &following)
            before = scalar
        }
    }

    /// Adds a state and all to which nothing has to be read; true where the pattern has matched.
    private func follow(
        _ state: Int, between before: Unicode.Scalar?, and behind: Unicode.Scalar?, into states: inout States
    ) -> Bool {
        var open = [state]
        while let state = open.popLast() {
            guard states.insert(state) else { continue }
            switch program[state] {
            case .match: return true
            case .set: break
            case .split(let one, let other):
                open.append(other)
                open.append(one)
            case .assertion(let assertion, let next):
                if assertion.holds(between: before, and: behind) { open.append(next) }
            }
        }
        return false
    }

    /// A set of states that is emptied at no cost.
    private struct States {
        private(set) var members: [Int] = []
        private var marks: [Int]
        private var mark = 1

        init(count: Int) {
            marks = Array(repeating: 0, count: count)
        }

        mutating func insert(_ state: Int) -> Bool {
            guard marks[state] != mark else { return false }
            marks[state] = mark
            members.append(state)
            return true
        }

        mutating func removeAll() {
            members.removeAll(keepingCapacity: true)
            mark += 1
        }
    }
}
