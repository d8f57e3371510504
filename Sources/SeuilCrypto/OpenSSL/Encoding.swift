import COpenSSL

// How bytes go into OpenSSL and come out of it.

/// An `i2d` function bound to its object: writes DER where the pointer points, or only measures.
typealias DEREncoder = (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32

/// The DER encoding that an `i2d` function writes, or nil when it fails.
func derEncoding(_ encode: DEREncoder) -> [UInt8]? {
    let byteCount = Int(encode(nil))
    guard byteCount > 0 else { return nil }
    var written = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, filled in
        // Safe: the first call gave the length, and the object does not change in between.
        var position = buffer.baseAddress
        unsafe written = Int(encode(&position))
        filled = written == byteCount ? byteCount : 0
    }
    return written == byteCount ? bytes : nil
}

/// A `d2i` function: reads an object from the pointer's memory and moves the pointer behind it.
typealias DERDecoder = (
    UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int
) -> OpaquePointer?

/// The object whose encoding `bytes` are from first to last, which the caller frees; nil otherwise.
func decode(
    _ bytes: [UInt8], with decoder: DERDecoder, freeing free: (OpaquePointer?) -> Void
) -> OpaquePointer? {
    unsafe bytes.withUnsafeBufferPointer { buffer in
        // Safe: OpenSSL reads within the length given and copies what it keeps.
        var position = buffer.baseAddress
        guard let object = unsafe decoder(&position, buffer.count) else {
            ERR_clear_error()
            return nil
        }
        guard unsafe position == buffer.baseAddress?.advanced(by: buffer.count) else {
            unsafe free(object)
            return nil
        }
        return unsafe object
    }
}

/// Gives `body` a BIO that reads `bytes`, and frees it afterwards.
func withReader<R>(of bytes: UnsafeRawBufferPointer, _ body: (OpaquePointer?) -> R) -> R {
    // Safe: the BIO does not outlive the buffer.
    let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
    defer { unsafe BIO_free_all(bio) }
    return unsafe body(bio)
}

/// What `body` writes into a BIO in memory, handed to `use`; nil when `body` says that it failed.
///
/// - Parameter isSecret: Keeps the BIO's memory in the locked arena.
func withWritten<R: ~Copyable>(
    isSecret: Bool = false, by body: (OpaquePointer) -> Bool,
    _ use: (UnsafeRawBufferPointer) -> R
) -> R? {
    guard let bio = unsafe BIO_new(isSecret ? BIO_s_secmem() : BIO_s_mem()) else { return nil }
    defer { unsafe BIO_free_all(bio) }
    guard unsafe body(bio) else { return nil }
    var start: UnsafePointer<UInt8>?
    let byteCount = unsafe seuil_bio_contents(bio, &start)
    // Safe: the BIO holds that many bytes and is freed only after `use`.
    return unsafe use(UnsafeRawBufferPointer(start: start, count: byteCount))
}

/// What `body` writes into a BIO in memory, as an array.
func written(by body: (OpaquePointer) -> Bool) -> [UInt8]? {
    unsafe withWritten(by: body) { unsafe Array($0) }
}

/// The bytes of an ASN.1 string; empty for null.
func contents(of string: UnsafePointer<ASN1_STRING>?) -> [UInt8] {
    // Safe: the string has that many bytes, and they are copied at once.
    unsafe Array(
        UnsafeBufferPointer(
            start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
}
