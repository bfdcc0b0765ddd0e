import Crawler
import DiscoveryModel

/// Asks for each group version by itself, and for the APIServices behind those that are not current.
struct GroupVersionWalk: Sendable {
    let probe: ServerProbe
    let discovery: DiscoveryStep

    /// - Parameter onProgress: Told how many of how many have been asked for.
    /// - Returns: In the server's order.
    func run(onProgress: @escaping @Sendable (Int, Int) -> Void) async -> [ProbedGroupVersion] {
        let (groupVersions, stale, listed) = (discovery.groupVersions, discovery.stale, discovery.listed)
        let answers = await Self.some(groupVersions, onProgress: onProgress) { await probe.resources(of: $0) }
        var rows = zip(groupVersions, answers).map { groupVersion, answer in
            ProbedGroupVersion(
                groupVersion: groupVersion, listedIn: discovery.forms(listing: groupVersion, in: listed),
                isStale: stale.contains(groupVersion), answer: answer)
        }
        let limit = SlowLimit(rows)
        for index in rows.indices where rows[index].answer.failure == nil {
            rows[index].isSlow = rows[index].answer.cost.duration > limit.seconds
        }
        let broken = rows.indices.filter { rows[$0].state != .current && !rows[$0].groupVersion.group.isEmpty }
        guard let first = broken.first else { return rows }
        rows[first].apiService = await probe.apiService(of: rows[first].groupVersion)
        // Who may not read one may not read the others.
        if rows[first].apiService?.httpStatus == 403 {
            for index in broken { rows[index].apiService = rows[first].apiService }
            return rows
        }
        let rest = broken.dropFirst()
        let services = await Self.some(rest.map { rows[$0].groupVersion }) { await probe.apiService(of: $0) }
        for (index, service) in zip(rest, services) { rows[index].apiService = service }
        return rows
    }

    /// Asks ``Diagnosis/requestsInFlight`` questions at once; the answers are in the order of the questions.
    private static func some<Question: Sendable, Answer: Sendable>(
        _ questions: [Question], onProgress: @escaping @Sendable (Int, Int) -> Void = { _, _ in },
        _ ask: @escaping @Sendable (Question) async -> Answer
    ) async -> [Answer] {
        await withTaskGroup(of: (Int, Answer).self) { group in
            var waiting = questions.enumerated().makeIterator()
            func askNext() {
                guard let (index, question) = waiting.next() else { return }
                group.addTask { (index, await ask(question)) }
            }
            for _ in 0..<Diagnosis.requestsInFlight { askNext() }
            var answers: [Int: Answer] = [:]
            while let (index, answer) = await group.next() {
                answers[index] = answer
                onProgress(answers.count, questions.count)
                askNext()
            }
            return questions.indices.compactMap { answers[$0] }
        }
    }
}
