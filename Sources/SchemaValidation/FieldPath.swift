/// The way from an object to a field of it; shared by all fields below, and a text only where one is wanted.
final class FieldPath: Sendable {
    private enum Step {
        case field(String)
        case element(Int)
    }

    private let above: FieldPath?
    private let step: Step?
    /// How many steps it has.
    let depth: Int

    static let root = FieldPath(above: nil, step: nil)

    private init(above: FieldPath?, step: Step?) {
        self.above = above
        self.step = step
        depth = above.map { $0.depth + 1 } ?? 0
    }

    func field(_ name: String) -> FieldPath { FieldPath(above: self, step: .field(name)) }

    func element(_ index: Int) -> FieldPath { FieldPath(above: self, step: .element(index)) }

    /// `spec.containers[0].image`.
    var text: String {
        var steps: [Step] = []
        var path: FieldPath? = self
        while let current = path, let step = current.step {
            steps.append(step)
            path = current.above
        }
        return steps.reversed().reduce(into: "") { text, step in
            switch step {
            case .field(let name): text += text.isEmpty ? name : ".\(name)"
            case .element(let index): text += "[\(index)]"
            }
        }
    }
}
