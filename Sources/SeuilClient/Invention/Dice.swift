/// Random numbers that repeat themselves from a seed, for visits that nobody made.
///
/// Source: SplitMix64, in Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, the small ones more often: as with reasons, districts and regulars.
    mutating func uneven(_ bound: Int) -> Int {
        min(Int.random(in: 0..<bound, using: &self), Int.random(in: 0..<bound, using: &self))
    }

    /// Whether something that happens once in `rarity` times happens.
    mutating func once(in rarity: Int) -> Bool { Int.random(in: 0..<rarity, using: &self) == 0 }
}
