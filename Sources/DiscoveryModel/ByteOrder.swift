extension String {
    /// Whether a text comes before another by the bytes of their UTF-8, the one order of texts that every tool, locale
    /// and platform shares: Go's, SQLite's and `LC_ALL=C sort`'s.
    package func precedes(_ other: String) -> Bool {
        let fast = utf8.withContiguousStorageIfAvailable { bytes in
            other.utf8.withContiguousStorageIfAvailable { bytes.lexicographicallyPrecedes($0) }
        }
        return (fast ?? nil) ?? utf8.lexicographicallyPrecedes(other.utf8)
    }
}
