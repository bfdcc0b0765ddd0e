// swift-tools-version: 6.2
import PackageDescription

/// `make check` wants no warning in our own sources; whoever builds with a later compiler may get some.
let settings: [SwiftSetting] =
    Context.environment["CRAWLCTL_WARNINGS_AS_ERRORS"] == "1" ? [.treatAllWarnings(as: .error)] : []

let package = Package(
    name: "crawlctl",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "crawlctl", targets: ["crawlctl"]),
        .executable(name: "crawlctl-serve", targets: ["crawlctl-serve"]),
        .executable(name: "fake-api-server", targets: ["fake-api-server"]),
        .library(name: "DiscoveryModel", targets: ["DiscoveryModel"]),
        .library(name: "DiscoveryStore", targets: ["DiscoveryStore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .target(
            name: "DiscoveryModel",
            dependencies: [.product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(name: "DiscoveryWire", dependencies: ["DiscoveryModel"]),
        .target(
            name: "OpenAPIModel",
            dependencies: ["DiscoveryModel", .product(name: "Crypto", package: "swift-crypto")]
        ),
        .target(name: "CCurl"),
        .target(name: "Manifests", dependencies: ["Yams"]),
        .target(name: "SchemaValidation", dependencies: ["Manifests", "OpenAPIModel"]),
        .systemLibrary(
            name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .target(
            name: "Kubeconfig",
            dependencies: ["Yams", .product(name: "Subprocess", package: "swift-subprocess")]),
        .target(
            name: "Crawler",
            dependencies: [
                "CCurl", "DiscoveryModel", "DiscoveryWire", "OpenAPIModel",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(
            name: "DiscoveryStore",
            dependencies: [
                "CZstd", "DiscoveryModel", "OpenAPIModel", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            resources: [
                .embedInCode("schema.sql"), .embedInCode("migrations/to-2.sql"),
                .embedInCode("migrations/to-3.sql"), .embedInCode("migrations/to-4.sql"),
            ]
        ),
        .target(
            name: "UpstreamBaselines",
            dependencies: ["DiscoveryModel"],
            exclude: ["Tables/README.md", "Tables/defaults.txt"],
            resources: (31...36).map { .embedInCode("Tables/kubernetes-1.\($0).txt") }
        ),
        .executableTarget(
            name: "crawlctl",
            dependencies: [
                "Crawler", "DiscoveryModel", "DiscoveryStore", "DiscoveryWire", "Kubeconfig", "Manifests",
                "OpenAPIModel", "SchemaValidation", "UpstreamBaselines", "Yams",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            resources: [.embedInCode("Report/page.css"), .embedInCode("Report/page.js")]
        ),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "DiscoveryServer",
            dependencies: [
                "CZlib", "DiscoveryModel", "DiscoveryStore", "DiscoveryWire", "UpstreamBaselines", "Yams",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "crawlctl-serve",
            dependencies: [
                "DiscoveryServer", "DiscoveryStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .target(
            name: "FakeAPIServer",
            dependencies: [
                "DiscoveryModel", "DiscoveryWire",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "fake-api-server",
            dependencies: [
                "DiscoveryModel", "FakeAPIServer", "UpstreamBaselines",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "watchable-resources", dependencies: ["DiscoveryModel", "DiscoveryStore"],
            path: "Examples/watchable-resources"),
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"]),
        .testTarget(name: "DiscoveryModelTests", dependencies: ["DiscoveryModel"]),
        .testTarget(name: "DiscoveryWireTests", dependencies: ["DiscoveryModel", "DiscoveryWire", "TestSupport"]),
        .testTarget(
            name: "DiscoveryServerTests",
            dependencies: [
                "DiscoveryModel", "DiscoveryServer", "DiscoveryStore", "FakeAPIServer", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .testTarget(name: "OpenAPIModelTests", dependencies: ["DiscoveryModel", "OpenAPIModel", "TestSupport"]),
        .testTarget(name: "KubeconfigTests", dependencies: ["Kubeconfig", "TestSupport"]),
        .testTarget(name: "ManifestsTests", dependencies: ["Manifests", "TestSupport"]),
        .testTarget(
            name: "SchemaValidationTests",
            dependencies: ["Manifests", "OpenAPIModel", "SchemaValidation", "TestSupport"]),
        .testTarget(
            name: "CrawlerTests",
            dependencies: ["Crawler", "DiscoveryModel", "DiscoveryWire", "FakeAPIServer", "TestSupport"]),
        .testTarget(
            name: "DiscoveryStoreTests",
            dependencies: ["DiscoveryModel", "DiscoveryStore", "OpenAPIModel", "TestSupport"]
        ),
        .testTarget(
            name: "UpstreamBaselinesTests",
            dependencies: ["DiscoveryModel", "DiscoveryWire", "TestSupport", "UpstreamBaselines"]),
        .testTarget(
            name: "FakeAPIServerTests",
            dependencies: [
                "DiscoveryModel", "DiscoveryWire", "FakeAPIServer", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "crawlctlTests",
            dependencies: [
                "DiscoveryModel", "DiscoveryStore", "FakeAPIServer", "Manifests", "OpenAPIModel", "TestSupport",
                "UpstreamBaselines", "crawlctl", "crawlctl-serve",
                .product(name: "Crypto", package: "swift-crypto"), "watchable-resources",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.name != "CCurl" && target.type != .system {
    target.swiftSettings = settings
}
