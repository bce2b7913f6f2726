// Pools over images.
#pragma once

#include <vector>

#include "windows.h"

namespace tolaria {

struct Pools {
  Windows windows;
  size_t channels;

  /** Numbers per image, before and after. */
  size_t in() const { return windows.rows.in * windows.columns.in * channels; }
  size_t out() const { return windows.rows.out * windows.columns.out * channels; }
};

/** Offsets of a window's taps inside the image. */
class Taps {
 public:
  explicit Taps(const Pools& pools)
      : pools_(pools), at_(pools.windows.rows.taps * pools.windows.columns.taps) {}

  /** Moves to a window. */
  void Move(size_t y, size_t x) {
    const auto& [_, rows, columns] = pools_.windows;
    const auto [top, bottom] = rows.Inside(y);
    const auto [left, right] = columns.Inside(x);
    count_ = 0;
    for (ptrdiff_t row = top; row < bottom; row++) {
      const ptrdiff_t first = (rows.Begin(y) + row * rows.dilation) * columns.in;
      for (ptrdiff_t column = left; column < right; column++) {
        const ptrdiff_t place = first + columns.Begin(x) + column * columns.dilation;
        at_[count_++] = place * pools_.channels;
      }
    }
  }

  const ptrdiff_t* begin() const { return at_.data(); }
  const ptrdiff_t* end() const { return at_.data() + count_; }

 private:
  const Pools& pools_;
  std::vector<ptrdiff_t> at_;
  size_t count_ = 0;
};

}  // namespace tolaria
