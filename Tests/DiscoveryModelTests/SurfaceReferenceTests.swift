import DiscoveryModel
import Foundation
import Testing

@Suite struct SurfaceReferenceTests {
    private let now = Date(timeIntervalSince1970: 1_700_000_000)

    @Test(arguments: [
        ("latest", SurfaceMoment.latest), ("previous", .previous), ("id:12", .snapshot(12)),
        ("-7d", .at(Date(timeIntervalSince1970: 1_700_000_000 - 7 * 86400))),
        ("-12h", .at(Date(timeIntervalSince1970: 1_700_000_000 - 12 * 3600))),
        ("2023-11-14", .at(Date(timeIntervalSince1970: 1_699_920_000))),
        ("2023-11-14T22:13:20Z", .at(Date(timeIntervalSince1970: 1_700_000_000))),
        ("2023-11-15T00:13:20+02:00", .at(Date(timeIntervalSince1970: 1_700_000_000))),
        ("2023-11-14T22:13:20.500Z", .at(Date(timeIntervalSince1970: 1_700_000_000.5))),
    ])
    func readsMoments(text: String, moment: SurfaceMoment) {
        #expect(SurfaceMoment(text, now: now) == moment)
        #expect(SurfaceReference("prod@\(text)", now: now).dated?.name == "prod")
    }

    @Test(arguments: ["kubernetes", "id:0", "id:-1", "-7", "-d", "2023-02-30", "2023-13-01", "7d", "", "id:x", "--7d"])
    func leavesOtherTextsAlone(text: String) {
        #expect(SurfaceMoment(text, now: now) == nil)
        #expect(SurfaceReference("kubernetes-admin@\(text)", now: now).dated == nil)
    }

    @Test func splitsAtTheLastAt() {
        let reference = SurfaceReference("admin@prod@previous", now: now)
        #expect(reference.dated?.name == "admin@prod")
        #expect(reference.dated?.moment == .previous)
    }

    @Test func whatIsBuiltInIsToldByItsBeginning() {
        func read(_ text: String) -> SurfaceReference { SurfaceReference(text, now: Date()) }
        #expect(read("fleet:common").fleetName == "common")
        #expect(read("upstream:1.36").upstreamName == "1.36")
        #expect(read("my-fleet:common").fleetName == nil)
        #expect(read("upstream:1.36").fleetName == nil)
    }
}
