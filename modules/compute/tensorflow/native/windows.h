// Sliding windows over images, channels last, of pools and convolutions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "call.h"

namespace tolaria {

/**
 * An axis: window `at` begins at `at * stride - before` and has `taps` positions, `dilation` apart.
 */
struct Axis {
  size_t in;
  size_t out;
  ptrdiff_t taps;
  ptrdiff_t stride;
  ptrdiff_t dilation;
  ptrdiff_t before;

  /** Position of tap 0 of a window; negative outside the image. */
  ptrdiff_t Begin(size_t at) const { return ptrdiff_t(at) * stride - before; }

  /** Range of the taps inside the image. */
  std::pair<ptrdiff_t, ptrdiff_t> Inside(size_t at) const {
    const ptrdiff_t begin = Begin(at);
    if (begin >= 0 && begin + (taps - 1) * dilation < ptrdiff_t(in)) return {0, taps};
    const ptrdiff_t first = begin < 0 ? (-begin + dilation - 1) / dilation : 0;
    const ptrdiff_t left = ptrdiff_t(in) - begin;
    const ptrdiff_t end = left <= 0 ? 0 : std::min(taps, (left + dilation - 1) / dilation);
    return {std::min(first, end), end};
  }
};

/** Images and their windows. */
struct Windows {
  size_t batch;
  Axis rows;
  Axis columns;

  /** Decodes `numbersOf()` of kernels/windows.ts. */
  static Windows At(const Call& call, size_t argument);

  /** Whether a tensor has this number of images, of this size. */
  bool AreOn(const std::vector<int64_t>& shape) const;

  /** Shapes of the images before and after. */
  std::vector<int64_t> In(size_t channels) const;
  std::vector<int64_t> Out(size_t channels) const;
};

}  // namespace tolaria
