/// The codes that a sender may use for one dimension, found by their bytes without making a string.
///
/// Only leaves, and never `_T`, `_U` or `_O`: those are the tally's words, not the sender's.
struct CodeLookup: Sendable {
    /// Bytes of all codes, end to end, and for each slot of a hash table which code lies there.
    private let bytes: [UInt8]
    private let slots: [Slot]

    private struct Slot: Sendable {
        var start: Int32 = 0
        var count: Int32 = 0
        /// An index into the code list; -1 for an empty slot.
        var leaf: Int32 = -1
    }

    init(_ codelist: Codelist) {
        let reserved = [Codelist.totalCode, Codelist.unknownCode, Codelist.otherCode]
        let leaves = codelist.leaves.filter { !reserved.contains(codelist.entries[$0].code) }
        var bytes: [UInt8] = []
        // At most half full, so that a search ends soon and always ends.
        var slotCount = 2
        while slotCount < leaves.count * 2 { slotCount *= 2 }
        var slots = [Slot](repeating: Slot(), count: slotCount)
        for leaf in leaves {
            let code = Array(codelist.entries[leaf].code.utf8)
            var place = CodeLookup.hash(code) & (slotCount - 1)
            while slots[place].leaf >= 0 { place = (place + 1) & (slotCount - 1) }
            slots[place] = Slot(
                start: Int32(bytes.count), count: Int32(code.count), leaf: Int32(leaf))
            bytes += code
        }
        self.bytes = bytes
        self.slots = slots
    }

    /// The leaf whose code is `code`, or `nil`.
    func leaf(_ code: some Collection<UInt8>) -> Int32? {
        var place = CodeLookup.hash(code) & (slots.count - 1)
        while slots[place].leaf >= 0 {
            let slot = slots[place]
            if Int(slot.count) == code.count,
                bytes[Int(slot.start)..<Int(slot.start + slot.count)].elementsEqual(code)
            {
                return slot.leaf
            }
            place = (place + 1) & (slots.count - 1)
        }
        return nil
    }

    /// FNV-1a: the codes are the policy's, so that nobody can choose them to collide.
    private static func hash(_ code: some Sequence<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in code { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash >> 32 ^ hash)
    }
}
