internal import SeuilCrypto

/// Makes a visitor's pseudonym from the members that a policy hashes; their values end here.
///
/// What is hashed is the rule's name and version, then each member in the policy's order, preceded by its
/// length, so that no two people's members run together into one text.
struct VisitorHash {
    private let rule: VisitorRule
    private let members: [Member]
    private let hash: KeyedHash
    /// Holds the members in one form for the length of one call.
    private let scratch = WipedBuffer(byteCount: 512)

    init(rule: VisitorRule, members: [Member], key: borrowing SecretBytes) {
        self.rule = rule
        self.members = members
        hash = KeyedHash(key: key)
    }

    /// Whether `visit` brings any of the hashed members.
    func isAnySent(in visit: borrowing RawVisit) -> Bool {
        for member in rule.hashed where !visit.value(member: member, request: nil).isMissing {
            return true
        }
        return false
    }

    /// The pseudonym of whom `visit` names, or `nil` when a member is missing or empty in its one form.
    func pseudonym(of visit: borrowing RawVisit) -> Pseudonym? {
        defer { scratch.wipe() }
        for byte in "seuil/1/\(rule.normalisation.rawValue)/1".utf8 { scratch.append(byte) }
        for member in rule.hashed {
            let value = visit.value(member: member, request: nil)
            guard !value.isMissing else { return nil }
            let lengthOffset = scratch.count
            scratch.append(UInt32(0))
            // Safe: the visit outlives the call.
            unsafe append(visit.bytes(of: value), of: members[member].kind)
            let length = scratch.count - lengthOffset - 4
            guard length > 0 else { return nil }
            scratch.replace(at: lengthOffset, with: UInt32(truncatingIfNeeded: length))
        }
        // Safe: the scratch is read during the call only.
        return Pseudonym(unsafe hash.code(for: scratch.bytes))
    }

    private func append(_ bytes: UnsafeRawBufferPointer, of kind: Member.Kind) {
        switch (kind, rule.normalisation) {
        case (.text, .name): unsafe NameNormaliser.append(bytes, to: scratch)
        case (.number, _):
            // 7, 7.0 and 70e-1 are one number.
            let number = unsafe Decimal6(digits: bytes)
            for byte in String(number?.millionths ?? 0).utf8 { scratch.append(byte) }
        default: unsafe scratch.append(bytes)
        }
    }
}
