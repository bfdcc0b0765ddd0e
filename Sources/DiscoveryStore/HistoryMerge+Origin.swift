import DiscoveryModel

extension HistoryMerge {
    /// One of the histories, and how far it was gone through.
    struct Origin {
        let history: ClusterHistory
        /// The position of the snapshot at that time.
        private(set) var snapshot: Int?
        /// What is not current at that time.
        private(set) var active: [GroupVersion: ClusterHistory.Condition] = [:]
        /// Whether the snapshot is another one than the time before and says the same: one between them was pruned.
        private(set) var beganAnotherAlike = false
        /// The merged interval that it was seen in the time before.
        private(set) var run: Int?
        /// The merged interval of each time.
        private(set) var runs: [String: Int] = [:]
        private var nextCondition = 0

        init(_ history: ClusterHistory) {
            self.history = history
        }

        /// When there was a crawl, as far as that is known.
        var times: Set<String> {
            var times = Set(history.snapshots.map(\.firstSeenAt))
            let first = history.snapshots.first?.firstSeenAt ?? ""
            times.formUnion(history.crawls.lazy.filter(\.isOK).map(\.observedAt))
            for condition in history.conditions {
                times.formUnion([condition.since, condition.until ?? first].filter { $0 >= first })
            }
            return history.snapshots.isEmpty ? [] : times
        }

        mutating func advance(to time: String) {
            let before = snapshot
            while let next = history.snapshots.dropFirst((snapshot ?? -1) + 1).first, next.firstSeenAt <= time {
                snapshot = (snapshot ?? -1) + 1
            }
            beganAnotherAlike = false
            if let before, let snapshot, before != snapshot {
                beganAnotherAlike = history.snapshots[before].isLike(history.snapshots[snapshot])
            }
            while nextCondition < history.conditions.count, history.conditions[nextCondition].since <= time {
                active[history.conditions[nextCondition].groupVersion] = history.conditions[nextCondition]
                nextCondition += 1
            }
            active = active.filter { $1.until.map { $0 > time } ?? true }
        }

        mutating func saw(run: Int, at time: String) {
            self.run = run
            runs[time] = run
        }
    }
}
