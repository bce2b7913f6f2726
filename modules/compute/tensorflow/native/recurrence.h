// Recurrent cells: activations, layout and products of a few examples at a time.
#pragma once

#include <vector>

#include "softmax.h"

namespace tolaria {

/** As in _shared/kernels/recurrence_codes.ts. */
enum class Cell { kSimple, kGru, kLstm };
enum class Activation { kLinear, kTanh, kSigmoid, kRelu, kHardSigmoid };

/** Examples that go through all steps together, with their states in the cache. */
constexpr size_t kTogether = 4;

constexpr size_t GatesOf(Cell cell) {
  return cell == Cell::kLstm ? 4 : cell == Cell::kGru ? 3 : 1;
}

INLINE Lanes Size(const Lanes& x) { return x < 0 ? -x : x; }

/** 1 / (1 + exp(-x)). */
INLINE Lanes Sigmoid(const Lanes& x) {
  const Lanes power = Exponential(-Size(x));
  const Lanes share = 1 / (1 + power);
  return x < 0 ? power * share : share;
}

/**
 * (1 - e) / (1 + e) with e = exp(-2 |x|), and below 1/4, where that loses digits, the series to the
 * ninth power, accurate to 8e-9.
 */
INLINE Lanes Tanh(const Lanes& x) {
  const Lanes size = Size(x);
  const Lanes power = Exponential(size * -2);
  const Lanes large = (1 - power) / (1 + power);
  const Lanes square = x * x;
  Lanes series = square * (62.0f / 2835) - 17.0f / 315;
  series = series * square + 2.0f / 15;
  series = series * square - 1.0f / 3;
  series = series * square + 1;
  const Lanes value = size < 0.25f ? series * size : large;
  return x < 0 ? -value : value;
}

INLINE Lanes Activate(Activation kind, const Lanes& x) {
  const Lanes zero = {}, one = zero + 1;
  switch (kind) {
    case Activation::kTanh:
      return Tanh(x);
    case Activation::kSigmoid:
      return Sigmoid(x);
    case Activation::kRelu:
      return x < 0 ? zero : x;
    case Activation::kHardSigmoid: {
      const Lanes line = x * 0.2f + 0.5f;
      return line < 0 ? zero : line > 1 ? one : line;
    }
    default:
      return x;
  }
}

/** The derivative of an activation, from what it returned. */
INLINE Lanes Slope(Activation kind, const Lanes& y) {
  const Lanes zero = {}, one = zero + 1;
  switch (kind) {
    case Activation::kTanh:
      return 1 - y * y;
    case Activation::kSigmoid:
      return y * (1 - y);
    case Activation::kRelu:
      return y > 0 ? one : zero;
    case Activation::kHardSigmoid: {
      const Lanes below = y < 1 ? zero + 0.2f : zero;
      return y > 0 ? below : zero;
    }
    default:
      return one;
  }
}

/** Sizes of a recurrence. Each gate of a row is filled up to whole vectors. */
struct Layout {
  size_t batch;
  size_t steps;
  size_t units;
  size_t gates;
  Activation act;
  Activation gate;

  /** Units of a gate, filled up. */
  size_t Padded() const { return (units + kLanes - 1) / kLanes * kLanes; }
  /** Numbers of a filled-up row of gates. */
  size_t Wide() const { return gates * Padded(); }
};

/** Spreads a row of gates. */
INLINE void Spread(const Layout& layout, const float* from, float* to) {
  for (size_t gate = 0; gate < layout.gates; gate++) {
    std::copy_n(from + gate * layout.units, layout.units, to + gate * layout.Padded());
  }
}

INLINE void Gather(const Layout& layout, const float* from, float* to) {
  for (size_t gate = 0; gate < layout.gates; gate++) {
    std::copy_n(from + gate * layout.Padded(), layout.units, to + gate * layout.units);
  }
}

/**
 * c = c + a b for the examples that go together; columns are whole vectors. Each number is one sum
 * in the order of the depth.
 */
INLINE void AddProduct(const float* a, size_t aRow, const float* b, size_t bRow, float* c,
                       size_t cRow, size_t depth, size_t columns) {
  for (size_t column = 0; column < columns; column += kLanes) {
    Lanes sums[kTogether];
    for (size_t row = 0; row < kTogether; row++) sums[row] = At(c + row * cRow + column);
    const float* right = b + column;
    for (size_t at = 0; at < depth; at++, right += bRow) {
      const Lanes numbers = At(right);
      for (size_t row = 0; row < kTogether; row++) sums[row] += a[row * aRow + at] * numbers;
    }
    for (size_t row = 0; row < kTogether; row++) At(c + row * cRow + column) = sums[row];
  }
}

}  // namespace tolaria
