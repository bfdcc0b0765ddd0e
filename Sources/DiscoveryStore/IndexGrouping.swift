/// The indices of equal keys together: what a dictionary of arrays says, in two arrays. Keys are small numbers from 0 on.
struct IndexGrouping {
    private var starts: [Int32]
    private var indices: [Int32]

    /// - Parameter count: All keys are below.
    init(_ keys: [Int32], count: Int) {
        starts = Array(repeating: 0, count: count + 1)
        indices = Array(repeating: 0, count: keys.count)
        for key in keys { starts[Int(key) + 1] += 1 }
        for key in 1..<starts.count { starts[key] += starts[key - 1] }
        var next = starts
        for (index, key) in keys.enumerated() {
            indices[Int(next[Int(key)])] = Int32(index)
            next[Int(key)] += 1
        }
    }

    /// The indices of a key, ascending.
    subscript(key: Int32) -> ArraySlice<Int32> {
        guard key >= 0, Int(key) + 1 < starts.count else { return [] }
        return indices[Int(starts[Int(key)])..<Int(starts[Int(key) + 1])]
    }
}
