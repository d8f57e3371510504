internal import Foundation

/// The rule `name`, version 1: brings the ways in which one name is written to one form.
///
/// Compatibility decomposition (NFKD), accents and other marks dropped, case folded, ligatures and barred
/// letters written out, and every run of what is no letter (hyphen, apostrophe, space, digit) one space, none
/// at the ends: `Jean-Pierre LE GOFF` and `jean pierre le goff` are one, and so are `Lœtitia` and `Loetitia`.
/// A change of this rule is another rule: within a period it would count people twice.
/// Source: Unicode Standard Annex 15 (NFKD), Unicode Standard section 5.18 (case folding).
enum NameNormaliser {
    /// Appends the form of `name`, which is UTF-8, to `output`; nothing at all when it holds no letter.
    ///
    /// Works scalar by scalar, so that no copy of the whole name is left in memory. That gives what whole-string
    /// NFKD gives, for only the order of marks depends on neighbours, and marks are dropped.
    static func append(_ name: UnsafeRawBufferPointer, to output: WipedBuffer) {
        var words = Words(output: output)
        var decoder = UTF8()
        // Safe: the iterator stays within the buffer, whose life the caller answers for.
        var bytes = unsafe name.makeIterator()
        while case .scalarValue(let scalar) = unsafe decoder.decode(&bytes) {
            words.take(scalar)
        }
    }

    /// Letters on their way out, with one space between words.
    private struct Words {
        let output: WipedBuffer
        private var isEmpty = true
        private var isBetweenWords = false

        init(output: WipedBuffer) { self.output = output }

        mutating func take(_ scalar: Unicode.Scalar) {
            if scalar.isASCII { return takeSimple(scalar) }
            for part in String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars {
                takeSimple(part)
            }
        }

        /// Takes a scalar that does not decompose.
        private mutating func takeSimple(_ scalar: Unicode.Scalar) {
            if scalar.isASCII {
                // Setting bit 5 makes an ASCII capital small and leaves a small letter as it is.
                let lower = UInt8(scalar.value) | 0x20
                if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) {
                    append(lower)
                } else {
                    isBetweenWords = true
                }
                return
            }
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter:
                for unit in NameNormaliser.folded(scalar).utf8 { append(unit) }
            case .nonspacingMark, .spacingMark, .enclosingMark, .format: break
            default: isBetweenWords = true
            }
        }

        private mutating func append(_ unit: UInt8) {
            if isBetweenWords && !isEmpty { output.append(UInt8(ascii: " ")) }
            isBetweenWords = false
            isEmpty = false
            output.append(unit)
        }
    }

    /// `letter` without case, and in letters that a keyboard without it would use.
    private static func folded(_ letter: Unicode.Scalar) -> String {
        // Through the capital: it unites the letters that have several small forms, as σ and ς.
        let lower = letter.properties.uppercaseMapping.lowercased()
        return switch lower {
        case "œ": "oe"
        case "æ": "ae"
        case "ø": "o"
        case "ł": "l"
        case "đ", "ð": "d"
        case "þ": "th"
        case "ß": "ss"
        default: lower
        }
    }
}
