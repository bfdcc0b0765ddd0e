import DiscoveryModel

/// Puts two histories of one cluster together by time, as if one store had recorded all of their crawls.
///
/// A history is thinned, so crawls alone do not tell it; but an interval begins and ends where there was a crawl. All
/// these times are gone through in order, and at each the cluster is what the history that has it says. What is not
/// current there has the resources that either history last saw.
struct HistoryMerge {
    /// The intervals, in order; an interval that one of the histories began has its number.
    private(set) var snapshots: [ClusterHistory.Snapshot] = []
    /// The times in which a group version was not current.
    private(set) var conditions: [ClusterHistory.Condition] = []
    /// The crawls of both, in order, each with the position of the snapshot that it saw.
    private(set) var crawls: [(crawl: ClusterHistory.Crawl, snapshot: Int?)] = []

    private var origins: [Origin]
    private var open: [GroupVersion: ClusterHistory.Condition] = [:]
    /// What was last seen of each group version, and when it was last seen good.
    private var known: [GroupVersion: (content: StoredGroup.Content, asOf: String?)] = [:]
    private var last: (sight: Sight, current: [GroupVersion], time: String)?

    /// What one history says at a time.
    private struct Sight: Equatable {
        var origin: Int
        var snapshot: Int
        var conditions: [GroupVersion: ClusterHistory.Condition]
    }

    /// Merges; the contents of both are those of one database.
    init(_ ours: ClusterHistory, _ theirs: ClusterHistory) {
        origins = [Origin(ours), Origin(theirs)]
        var events: [(time: String, origin: Int)] = []
        for origin in origins.indices { events += origins[origin].times.map { ($0, origin) } }
        events.sort { $0.time == $1.time ? $0.origin < $1.origin : $0.time < $1.time }
        for event in events {
            origins[event.origin].advance(to: event.time)
            observe(event.origin, at: event.time)
        }
        conditions += open.values
        addConditions(before: events.first?.time ?? "")
        conditions.sort { $0.since == $1.since ? $0.groupVersion < $1.groupVersion : $0.since < $1.since }
        addCrawls()
    }

    private mutating func observe(_ index: Int, at time: String) {
        guard let position = origins[index].snapshot else { return }
        defer { origins[index].saw(run: snapshots.count - 1, at: time) }
        let sight = Sight(origin: index, snapshot: position, conditions: origins[index].active)
        guard sight != last?.sight else {
            last?.time = time
            return
        }
        settle()
        var seen = origins[index].history.snapshots[position]
        let current = complete(&seen, conditions: sight.conditions, at: time)
        replaceConditions(with: sight.conditions, at: time)
        append(seen, of: origins[index], at: time)
        last = (sight, current, time)
    }

    /// Notes until when the group versions that were current were seen so.
    private mutating func settle() {
        guard let last else { return }
        for groupVersion in last.current { known[groupVersion]?.asOf = last.time }
    }

    /// Gives what is not current the resources that were last seen, and returns what is current.
    private mutating func complete(
        _ seen: inout ClusterHistory.Snapshot, conditions: [GroupVersion: ClusterHistory.Condition], at time: String
    ) -> [GroupVersion] {
        var current: [GroupVersion] = []
        for group in seen.groups.indices {
            for version in seen.groups[group].versions.indices {
                let groupVersion = GroupVersion(
                    group: seen.groups[group].name, version: seen.groups[group].versions[version].version)
                let content = seen.groups[group].versions[version].content
                if let condition = conditions[groupVersion] {
                    let isOlder = (condition.asOf ?? "") <= (known[groupVersion]?.asOf ?? "")
                    if let content, known[groupVersion] == nil || !isOlder {
                        known[groupVersion] = (content, condition.asOf)
                    }
                } else if let content {
                    known[groupVersion] = (content, time)
                    current.append(groupVersion)
                }
                seen.groups[group].versions[version].content = known[groupVersion]?.content
            }
        }
        return current
    }

    private mutating func replaceConditions(
        with conditions: [GroupVersion: ClusterHistory.Condition], at time: String
    ) {
        for (groupVersion, condition) in conditions {
            if let open = open[groupVersion], open.isLike(condition) { continue }
            end(groupVersion, at: time)
            var condition = condition
            // Before the first time of all nobody knows better.
            if last != nil { condition.since = time }
            condition.until = nil
            if let asOf = known[groupVersion]?.asOf, asOf > condition.asOf ?? "" { condition.asOf = asOf }
            open[groupVersion] = condition
        }
        for groupVersion in open.keys where conditions[groupVersion] == nil { end(groupVersion, at: time) }
    }

    private mutating func end(_ groupVersion: GroupVersion, at time: String) {
        guard var condition = open.removeValue(forKey: groupVersion), condition.since < time else { return }
        condition.until = time
        conditions.append(condition)
    }

    /// Goes on with the last interval, or begins one.
    private mutating func append(_ seen: ClusterHistory.Snapshot, of origin: Origin, at time: String) {
        var seen = seen
        if let latest = snapshots.last {
            seen.storageVersionHashes = seen.storageVersionHashes ?? latest.storageVersionHashes
            seen.serverVersion = seen.serverVersion ?? latest.serverVersion
            let isApart =
                origin.beganAnotherAlike && origin.run == snapshots.count - 1 && latest.firstSeenAt < time
            if seen.isLike(latest), !isApart { return }
        }
        seen.firstSeenAt = time
        snapshots.append(seen)
    }

    /// What ended before the first interval that is left is kept as it is.
    private mutating func addConditions(before first: String) {
        var seen = Set<ClusterHistory.Condition>()
        for condition in origins.flatMap(\.history.conditions) {
            if let until = condition.until, until <= first, seen.insert(condition).inserted {
                conditions.append(condition)
            }
        }
    }

    private mutating func addCrawls() {
        var seen = Set<ClusterHistory.Crawl>()
        for origin in origins {
            for crawl in origin.history.crawls where seen.insert(crawl).inserted {
                let run = crawl.isOK ? origin.runs[crawl.observedAt] : nil
                if crawl.isOK == (run != nil) { crawls.append((crawl, run)) }
            }
        }
        let order = crawls.indices.sorted { one, other in
            let (left, right) = (crawls[one].crawl.observedAt, crawls[other].crawl.observedAt)
            return left == right ? one < other : left < right
        }
        crawls = order.map { crawls[$0] }
    }
}

extension ClusterHistory.Condition {
    /// Whether another is the same trouble, whenever it was.
    fileprivate func isLike(_ other: Self) -> Bool {
        state == other.state && httpStatus == other.httpStatus && message == other.message
    }
}

extension ClusterHistory.Snapshot {
    /// Whether another says the same, whenever it was.
    func isLike(_ other: Self) -> Bool {
        groups.map(\.digested) == other.groups.map(\.digested) && order == other.order
            && storageVersionHashes == other.storageVersionHashes
            && serverVersion == other.serverVersion
    }
}
