/// Lets only a few tests run at once, whatever target they are in.
///
/// Swift Testing starts all of them together. With hundreds of servers and programs on two cores, some are not served
/// for so long that their clients' time limits end them.
package actor Turns {
    /// The turns of the whole process.
    package static let shared = Turns(width: 8)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private init(width: Int) {
        free = width
    }

    /// Runs `body` when it is its turn.
    package func during<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        await take()
        do {
            let value = try await body()
            giveBack()
            return value
        } catch {
            giveBack()
            throw error
        }
    }

    private func take() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
