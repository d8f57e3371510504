/// The one outer form that an envelope has: what it must say, byte for byte, and whom it names.
///
/// Nothing outside the ciphertext is authenticated by GCM here, and OpenSSL reads much more than Seuil
/// writes: other ciphers, shorter tags, weaker paddings, several encodings of one point or length. So an
/// envelope is read only in this form, and checked before a private key touches it.
///
/// Source: RFC 5083, section 2.1; RFC 5652, section 6.2; RFC 5753, section 3.1; RFC 8017, A.2.1.
struct EnvelopeForm {
    /// How each recipient is named, and how the key comes to it.
    enum Recipient: Equatable {
        /// RSA, with the recipient's IssuerAndSerialNumber in DER.
        case transport([UInt8])
        /// Elliptic curve, with the recipient's IssuerAndSerialNumber in DER.
        case agreement([UInt8])

        /// IssuerAndSerialNumber in DER.
        var issuerAndSerial: [UInt8] {
            switch self {
            case .transport(let name), .agreement(let name): name
            }
        }
    }

    /// The recipients in their order.
    let recipients: [Recipient]

    /// Reads an envelope's form; nil when it is another.
    init?(der: [UInt8]) {
        var outer = DERReader(der[...])
        guard var info = outer.reader(DER.sequence), outer.isAtEnd,
            info.skip(Self.authEnvelopedData),
            var explicit = info.reader(DER.context(0, isConstructed: true)), info.isAtEnd,
            var body = explicit.reader(DER.sequence), explicit.isAtEnd,
            body.skip(Self.integer(0)),
            var set = body.reader(DER.set),
            var content = body.reader(DER.sequence),
            body.contents(DER.octetString)?.count == SealedBox.tagByteCount, body.isAtEnd,
            Self.isContent(&content)
        else { return nil }
        var recipients: [Recipient] = []
        while !set.isAtEnd {
            let isTransport = set.nextTag == DER.sequence
            let recipient = isTransport ? Self.transport(&set) : Self.agreement(&set)
            guard let recipient else { return nil }
            recipients.append(recipient)
        }
        guard !recipients.isEmpty else { return nil }
        self.recipients = recipients
    }

    private static func isContent(_ content: inout DERReader) -> Bool {
        guard content.skip(data), var algorithm = content.reader(DER.sequence),
            algorithm.skip(aes256GCM),
            var parameters = algorithm.reader(DER.sequence), algorithm.isAtEnd,
            parameters.contents(DER.octetString)?.count == SealedBox.nonceByteCount,
            parameters.skip(integer(UInt8(SealedBox.tagByteCount))), parameters.isAtEnd,
            content.contents(DER.context(0, isConstructed: false)) != nil
        else { return false }
        return content.isAtEnd
    }

    /// KeyTransRecipientInfo.
    private static func transport(_ set: inout DERReader) -> Recipient? {
        guard var info = set.reader(DER.sequence),
            info.skip(integer(0)), let name = info.element(DER.sequence),
            info.skip(oaepSHA256(null: [])) || info.skip(oaepSHA256(null: [0x05, 0x00])),
            info.contents(DER.octetString) != nil, info.isAtEnd
        else { return nil }
        return .transport(Array(name))
    }

    /// KeyAgreeRecipientInfo, with one key in it.
    private static func agreement(_ set: inout DERReader) -> Recipient? {
        guard var info = set.reader(DER.context(1, isConstructed: true)), info.skip(integer(3)),
            var originator = info.reader(DER.context(0, isConstructed: true)),
            var publicKey = originator.reader(DER.context(1, isConstructed: true)),
            originator.isAtEnd,
            publicKey.skip(ecPublicKey), let point = publicKey.contents(DER.bitString),
            publicKey.isAtEnd, isUncompressed(point),
            info.skip(ecdhSHA256), var keys = info.reader(DER.sequence), info.isAtEnd,
            var key = keys.reader(DER.sequence), keys.isAtEnd,
            let name = key.element(DER.sequence),
            key.contents(DER.octetString)?.count == wrappedKeyByteCount, key.isAtEnd
        else { return nil }
        return .agreement(Array(name))
    }

    /// No unused bits, then a point of P-256 or P-384 in its uncompressed form.
    private static func isUncompressed(_ point: ArraySlice<UInt8>) -> Bool {
        point.starts(with: [0, 4]) && [2 + 64, 2 + 96].contains(point.count)
    }

    /// 32 bytes of key and the 8 that AES key wrap adds (RFC 3394).
    private static let wrappedKeyByteCount = 40

    private static func integer(_ value: UInt8) -> [UInt8] {
        DER.element(DER.integer, [value])
    }

    private static let authEnvelopedData = oid([
        0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17,
    ])
    private static let data = oid([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01])
    private static let aes256GCM = oid([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2e])
    private static let aes256Wrap = oid([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2d])
    private static let ecPublicKey = DER.sequence(oid([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]))
    /// dhSinglePass-stdDH-sha256kdf-scheme with the AES-256 key wrap.
    private static let ecdhSHA256 = DER.sequence(
        oid([0x2b, 0x81, 0x04, 0x01, 0x0b, 0x01]) + DER.sequence(aes256Wrap))
    /// RSAES-OAEP with SHA-256 and MGF1 with SHA-256.
    ///
    /// - Parameter null: The parameters of SHA-256, which are NULL or absent: RFC 4055, section 2.1,
    ///   has both accepted, and OpenSSL's versions differ in what they write.
    private static func oaepSHA256(null: [UInt8]) -> [UInt8] {
        let sha256 = DER.sequence(
            oid([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]) + null)
        let mgf1 = DER.sequence(
            oid([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08]) + sha256)
        return DER.sequence(
            oid([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07])
                + DER.sequence(
                    DER.element(DER.context(0, isConstructed: true), sha256)
                        + DER.element(DER.context(1, isConstructed: true), mgf1)))
    }

    private static func oid(_ contents: [UInt8]) -> [UInt8] {
        DER.element(0x06, contents)
    }
}
