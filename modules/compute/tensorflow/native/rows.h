// Parallel work on the rows of a tensor, all axes but the last.
#pragma once

#include <algorithm>
#include <cstdint>

#include "call.h"
#include "lanes.h"

namespace tolaria {

/**
 * Minimum numbers per part, and maximum number of parts; the sums of a part depend on the shape
 * alone.
 */
constexpr size_t kAtOnce = size_t{1} << 14;
constexpr size_t kMostParts = 64;

/** Rows of `width` numbers, in parts. */
struct Rows {
  size_t count;
  size_t width;
  size_t each;
  size_t parts;

  explicit Rows(const Tensor& tensor) {
    const int last = TF_NumDims(tensor.get()) - 1;
    width = TF_Dim(tensor.get(), last);
    count = 1;
    for (int axis = 0; axis < last; axis++) count *= TF_Dim(tensor.get(), axis);
    each = std::max({size_t{1}, kAtOnce / std::max(size_t{1}, width),
                     (count + kMostParts - 1) / kMostParts});
    parts = (count + each - 1) / each;
  }
  size_t First(size_t part) const { return part * each; }
  size_t End(size_t part) const { return std::min(count, (part + 1) * each); }
};

typedef int32_t WholeLanes __attribute__((vector_size(64)));

/** Lane i gets lane i + `by`, cyclically. */
template <int by>
INLINE Lanes Rotated(const Lanes& lanes) {
#if defined(__clang__)
  return __builtin_shufflevector(
      lanes, lanes, by, by + 1, by + 2, by + 3, by + 4, by + 5, by + 6, by + 7, (by + 8) % 16,
      (by + 9) % 16, (by + 10) % 16, (by + 11) % 16, (by + 12) % 16, (by + 13) % 16, (by + 14) % 16,
      (by + 15) % 16);
#else
  const WholeLanes places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  // Indices wrap around.
  return __builtin_shuffle(lanes, places + by);
#endif
}

/** Sum of the lanes, in the same order on every processor. */
INLINE float Sum(Lanes lanes) {
  lanes += Rotated<8>(lanes);
  lanes += Rotated<4>(lanes);
  lanes += Rotated<2>(lanes);
  lanes += Rotated<1>(lanes);
  return lanes[0];
}

}  // namespace tolaria
