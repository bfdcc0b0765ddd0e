import DiscoveryModel
import Foundation
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        "1970-01-01T00:00:00.000Z", "2000-02-28T23:59:59.999Z", "2024-02-29T12:00:00.001Z", "2023-03-01T00:00:00.500Z",
        "2026-11-24T10:01:17.123Z", "2026-12-31T23:59:59.999Z", "1999-12-31T00:00:00.000Z", "2100-03-01T00:00:00.000Z",
    ])
    func whatTheDatabaseHoldsIsReadAsFoundationReadsIt(text: String) throws {
        let date = try #require(Timestamp.date(rfc3339: text))
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        #expect(abs(date.timeIntervalSince(try Date(text, strategy: style))) < 0.0001)
        #expect(Timestamp.milliseconds(date) == text)
    }

    @Test func everyDayOfThreeCenturiesIsWrittenAsFoundationWritesIt() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in stride(from: -40_000, to: 70_000, by: 1) {
            let date = Date(timeIntervalSince1970: Double(day) * 86400 + 3723.25)
            let text = Timestamp.milliseconds(date)
            #expect(Timestamp.date(rfc3339: text) == date)
            // Foundation takes its time.
            guard day.isMultiple(of: 73) else { continue }
            #expect(text == date.formatted(style))
            #expect(Timestamp.seconds(date) == date.formatted(.iso8601))
        }
    }

    @Test func everyMillisecondIsReadBack() {
        for millisecond in 0..<1000 {
            let text = "2026-11-24T10:01:17.\(String(1000 + millisecond).dropFirst())Z"
            #expect(Timestamp.date(rfc3339: text).map(Timestamp.milliseconds) == text)
        }
    }

    @Test(arguments: [
        "2023-02-29T00:00:00.000Z", "2023-13-01T00:00:00.000Z", "2023-00-01T00:00:00.000Z", "2023-01-01T24:00:00.000Z",
        "2023-01-01T00:60:00.000Z", "2023-01-01 00:00.00.000Z", "2023-01-01T00:00:00.00aZ", "", "2023-01-01T00:00:00",
        "2023-01-01T00:00:00.Z", "2023-01-01T00:00:00+24:00", "2023-01-01T00:00:00ZZ", "2023-02-30", "23-02-01",
        "2023-2-1",
        "2023-01-01T", "2100-02-29", "２０２３-01-01", "9999-12-31T23:59:59-01:00", "9999-12-31T23:59:60Z",
        "0000-01-01T00:00:00+01:00",
    ])
    func whatIsNoTimeIsNotRead(text: String) {
        #expect(Timestamp.date(rfc3339: text) == nil)
    }

    @Test(arguments: ["0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])
    func theFirstAndTheLastMomentAreReadBack(text: String) {
        #expect(Timestamp.date(rfc3339: text).map(Timestamp.milliseconds) == text)
    }

    @Test(arguments: [
        ("2026-11-24T10:01:17Z", 0), ("2026-11-24T12:01:17+02:00", 0), ("2026-11-24T15:31:17+05:30", 0),
        ("2026-11-24T06:31:17-03:30", 0), ("2026-11-25T00:01:17+14:00", 0), ("2026-11-24t10:01:17z", 0),
        ("2026-11-24T10:01:17.250+00:00", 0.25), ("2026-11-24", -36077), ("2026-11-24T10:01:17.5-00:00", 0.5),
        ("2026-11-24T05:01:17-0500", 0), ("2026-11-23T23:59:60-10:01", -17),
    ])
    func zonesAreReadWhereverOneIs(text: String, offset: Double) {
        let date = Date(timeIntervalSince1970: 1_795_514_477)
        #expect(Timestamp.date(rfc3339: text) == date.addingTimeInterval(offset))
    }
}
