/// A generator of random numbers that repeats itself from its seed, so that a failure can be repeated.
///
/// Source: SplitMix64, in Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014).
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// A generator with a fresh seed, which is printed.
    public static func printed(_ test: String = #function) -> SeededGenerator {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of \(test): \(seed)")
        return SeededGenerator(seed: seed)
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
