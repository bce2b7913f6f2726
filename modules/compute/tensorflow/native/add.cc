// Sums of two tensors.

#include <algorithm>

#include "thread_pool.h"
#include "functions.h"
#include "lanes.h"

namespace tolaria {

namespace {

/** Minimum numbers per thread. */
constexpr size_t kAtOnce = size_t{1} << 15;

TARGET_CLONES void Add(const float* a, const float* b, float* to, size_t count) {
  size_t at = 0;
  for (; at + kLanes <= count; at += kLanes) {
    At(to + at) = At(a + at) + At(b + at);
  }
  for (; at < count; at++) to[at] = a[at] + b[at];
}

}  // namespace

int32_t AddTensors(const Call& call) {
  const Tensor a = call.FloatsAt(0);
  const Tensor b = call.FloatsAt(1);
  const std::vector<int64_t> shape = ShapeOf(a);
  const std::vector<int64_t> last = ShapeOf(b);
  if (last.size() > shape.size() || !std::equal(last.rbegin(), last.rend(), shape.rbegin())) {
    Fail("extents that are not the last ones");
  }
  const Tensor sum = Allocate(TF_FLOAT, shape);
  const size_t size = CountOf(b);
  const size_t times = size == 0 ? 0 : CountOf(a) / size;
  // Either several repetitions of the shorter one, or a part of it.
  const size_t each = std::max(size_t{1}, kAtOnce / std::max(size_t{1}, size));
  const size_t pieces = each > 1 ? 1 : (size + kAtOnce - 1) / kAtOnce;
  ParallelFor((times + each - 1) / each * pieces, [&](size_t part) {
    const size_t from = part % pieces * kAtOnce;
    const size_t count = pieces == 1 ? size : std::min(kAtOnce, size - from);
    const size_t end = std::min(times, (part / pieces + 1) * each);
    for (size_t place = part / pieces * each; place < end; place++) {
      const size_t at = place * size + from;
      Add(DataOf(a) + at, DataOf(b) + from, DataOf(sum) + at, count);
    }
  });
  return call.Add(sum);
}

}  // namespace tolaria
