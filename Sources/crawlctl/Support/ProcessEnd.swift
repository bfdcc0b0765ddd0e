import Foundation

/// The end of the process.
enum ProcessEnd {
    /// Ends at once, without the handlers that libraries want run at exit: OpenSSL's take away what the transport's
    /// thread may be making at that moment, and the process would end with a crash in place of its exit code.
    static func now(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }
}
