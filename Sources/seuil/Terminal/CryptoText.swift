import Foundation
import SeuilCrypto

/// Cryptographic failures in a person's words.
enum CryptoText {
    static func message(_ error: CryptoError) -> String { error.description }

    /// The UTC day of `date`.
    static func day(_ date: Date) -> String {
        String(date.ISO8601Format().prefix(10))
    }
}
