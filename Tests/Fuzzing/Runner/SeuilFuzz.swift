import FuzzTargets
import Foundation

// Built twice: with libFuzzer, whose own `main` calls the function below for every input that it makes up, and
// without, as a program that reads the files of its arguments.

#if SEUIL_FUZZING

/// What ``SEUIL_FUZZ_TARGET`` says is fuzzed.
private let target = environmentTarget()

private func environmentTarget() -> FuzzTarget {
    let name = ProcessInfo.processInfo.environment["SEUIL_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fatalError("SEUIL_FUZZ_TARGET is policy, note or cms")
    }
    return target
}

/// What libFuzzer calls once, before it looks at the clock.
///
/// Source: https://llvm.org/docs/LibFuzzer.html#startup-initialization
@c(LLVMFuzzerInitialize)
public func initialize(
    _ argumentCount: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    target.prepare()
    return 0
}

/// libFuzzer's entry point.
///
/// Source: https://llvm.org/docs/LibFuzzer.html
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ byteCount: Int) -> Int32 {
    // Safe: libFuzzer passes its buffer with its length, and the bytes are copied.
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: byteCount))
    do throws(BrokenPromise) {
        try target.check(bytes)
    } catch {
        fatalError(error.description)
    }
    return 0
}

#else

/// `seuil-fuzz TARGET FILE…`: reads each file once, to look at one that the fuzzer has found.
/// `seuil-fuzz seeds FOLDER`: writes what the fuzzer of the CMS reader begins with.
@main
struct SeuilFuzz {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "seeds", let folder = arguments.dropFirst().first {
            for seed in CMSSeeds.files {
                try Data(seed.bytes).write(to: URL(filePath: folder).appending(path: seed.name))
            }
            return
        }
        guard let target = arguments.first.flatMap(FuzzTarget.init), arguments.count > 1 else {
            FileHandle.standardError.write(Data("usage: seuil-fuzz policy|note|cms FILE…\n".utf8))
            exit(64)
        }
        var broken = 0
        for path in arguments.dropFirst() {
            guard let data = FileManager.default.contents(atPath: path) else {
                print("\(path): cannot be read")
                exit(66)
            }
            do throws(BrokenPromise) {
                try target.check(Array(data))
            } catch {
                print("\(path): \(error)")
                broken += 1
            }
        }
        exit(broken == 0 ? 0 : 1)
    }
}

#endif
