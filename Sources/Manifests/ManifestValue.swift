/// A value of a manifest as kubectl sends it to a server, with the lines where it and what is in it begin.
///
/// YAML becomes JSON as kubectl's reader has it: `yes` is a truth, `0x10` a number, `"1"` a text, the key `1` the text `1`,
/// and merge keys are followed.
public struct ManifestValue: Sendable {
    /// What it is.
    public indirect enum Content: Sendable {
        /// Null, written out or not.
        case null
        /// A truth.
        case bool(Bool)
        /// A number.
        case number(ManifestNumber)
        /// A text.
        case string(String)
        /// A list.
        case list([ManifestValue])
        /// An object.
        case object(ManifestMembers)
    }

    /// The line where it begins, from 1.
    public var line: Int
    /// What it is.
    public var content: Content

    /// Makes a value of its parts.
    public init(line: Int, content: Content) {
        self.line = line
        self.content = content
    }

    /// Reads JSON, all of which is taken to stand in one line; `nil` where the text is none.
    public init?(json: String, line: Int) {
        var reader = JSONReader(Array(json.utf8)[...], depthLimit: ManifestLimits().depth)
        guard let node = try? reader.next(),
            let value = ManifestNode(value: .json(node)).contents()
        else { return nil }
        self = value.on(line: line)
    }

    private func on(line: Int) -> ManifestValue {
        var value = self
        value.line = line
        switch content {
        case .list(let items): value.content = .list(items.map { $0.on(line: line) })
        case .object(var members):
            members.members = members.members.map { .init(key: $0.key, line: line, value: $0.value.on(line: line)) }
            value.content = .object(members)
        default: break
        }
        return value
    }
}

/// The members of an object, each key once.
public struct ManifestMembers: Sendable {
    /// A member.
    public struct Member: Sendable {
        /// Its name.
        public var key: String
        /// The line of the name.
        public var line: Int
        /// Its value.
        public var value: ManifestValue

        /// Makes a member of its parts.
        public init(key: String, line: Int, value: ManifestValue) {
            self.key = key
            self.line = line
            self.value = value
        }
    }

    /// A key that is there again, of which the last one counts.
    public struct Repeated: Hashable, Sendable {
        /// The key.
        public var key: String
        /// The line where it is there again.
        public var line: Int
    }

    /// Those that count, in order.
    public var members: [Member]
    /// The keys that are there again, each time that they are.
    public var repeated: [Repeated]

    /// Makes an object's members of its parts.
    public init(_ members: [Member], repeated: [Repeated] = []) {
        self.members = members
        self.repeated = repeated
    }
}
