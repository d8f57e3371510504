/// Indices to be looked at, each once, the least first.
struct IndexQueue: Sendable {
    private var heap: [Int]
    private var members: Set<Int>

    init(_ indices: Range<Int> = 0..<0) {
        // Ascending numbers are a heap already.
        heap = Array(indices)
        members = Set(indices)
    }

    var first: Int? { heap.first }

    mutating func insert(_ index: Int) {
        guard members.insert(index).inserted else { return }
        heap.append(index)
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    @discardableResult
    mutating func popFirst() -> Int? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        members.remove(first)
        if heap.isEmpty { return first }
        heap[0] = last
        var place = 0
        while 2 * place + 1 < heap.count {
            var least = 2 * place + 1
            if least + 1 < heap.count, heap[least + 1] < heap[least] { least += 1 }
            if heap[place] <= heap[least] { break }
            heap.swapAt(place, least)
            place = least
        }
        return first
    }
}
