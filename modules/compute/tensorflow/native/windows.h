// Windows that pass over images, channels last, as pools and convolutions have them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "call.h"

namespace tolaria {

/** One axis of images and windows: window `at` begins at `at * stride - before`, and has `taps` places `dilation` apart. */
struct Axis {
  size_t in;
  size_t out;
  ptrdiff_t taps;
  ptrdiff_t stride;
  ptrdiff_t dilation;
  ptrdiff_t before;

  /** Where tap 0 of a window lies; outside of the image where it is less than 0. */
  ptrdiff_t Begin(size_t at) const { return ptrdiff_t(at) * stride - before; }

  /** The first tap inside the image, and the first past those that are. */
  std::pair<ptrdiff_t, ptrdiff_t> Inside(size_t at) const {
    const ptrdiff_t begin = Begin(at);
    if (begin >= 0 && begin + (taps - 1) * dilation < ptrdiff_t(in)) return {0, taps};
    const ptrdiff_t first = begin < 0 ? (-begin + dilation - 1) / dilation : 0;
    const ptrdiff_t left = ptrdiff_t(in) - begin;
    const ptrdiff_t end = left <= 0 ? 0 : std::min(taps, (left + dilation - 1) / dilation);
    return {std::min(first, end), end};
  }
};

/** Images and the windows on them. */
struct Windows {
  size_t batch;
  Axis rows;
  Axis columns;

  /** From what `numbersOf()` of kernels/windows.ts writes. */
  static Windows At(const Call& call, size_t argument);

  /** Whether a tensor has as many images, and of this size. */
  bool AreOn(const std::vector<int64_t>& shape) const;

  /** Shape of the images that they pass over, and of what comes out. */
  std::vector<int64_t> In(size_t channels) const;
  std::vector<int64_t> Out(size_t channels) const;
};

}  // namespace tolaria
