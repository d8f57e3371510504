import COpenSSL

/// Overwrites `bytes` with zeros in a way that the compiler does not remove.
///
/// Only this array's storage: a storage that is shared with another copy is left as it is there.
public func wipe(_ bytes: inout [UInt8]) {
    // Safe: the array lends exactly its own bytes.
    unsafe bytes.withUnsafeMutableBytes { unsafe wipe($0) }
}

/// Overwrites memory with zeros in a way that the compiler does not remove.
public func wipe(_ memory: UnsafeMutableRawBufferPointer) {
    // Safe: the caller owns the memory for the length that it gives.
    unsafe OPENSSL_cleanse(memory.baseAddress, memory.count)
}
