// softmax(x) = exp(x - max(x)) / sum(exp(x - max(x))) of rows of whole vectors.
#pragma once

#include <limits>

#include "rows.h"

namespace tolaria {

/** What stands behind a row, so that it takes whole vectors, adds nothing. */
constexpr float kNothing = -std::numeric_limits<float>::infinity();

/**
 * exp(x) of numbers that are at most 0, and 0 below -87; NaN stays. exp(x) = 2^n exp(r) with n = round(x / ln 2), so that
 * |r| is at most ln(2) / 2 and the series to the seventh power is right to 6e-9.
 */
INLINE Lanes Exponential(const Lanes& x) {
  const Lanes least = Lanes{} - 87.0f;
  const Lanes bounded = x < least ? least : x;
  // So large a number leaves no places for a fraction: it is rounded.
  constexpr float kRound = 12582912.0f;
  const Lanes n = (bounded * 1.4426950408889634f + kRound) - kRound;
  // ln 2 in two parts: n times the first, which has 9 bits, is exact.
  const Lanes r = (bounded - n * 0.693359375f) - n * -0.00021219444005469057f;
  Lanes series = Lanes{} + 1.0f / 5040;
  series = series * r + 1.0f / 720;
  series = series * r + 1.0f / 120;
  series = series * r + 1.0f / 24;
  series = series * r + 1.0f / 6;
  series = series * r + 0.5f;
  series = series * r + 1.0f;
  series = series * r + 1.0f;
  const WholeLanes exponent = (__builtin_convertvector(n, WholeLanes) + 127) << 23;
  const Lanes power = series * reinterpret_cast<const Lanes&>(exponent);
  return x < least ? Lanes{} : power;
}

INLINE Lanes Larger(const Lanes& one, const Lanes& other) { return one > other ? one : other; }

/** The largest of lanes none of which is NaN. */
INLINE float Largest(Lanes lanes) {
  lanes = Larger(lanes, Rotated<8>(lanes));
  lanes = Larger(lanes, Rotated<4>(lanes));
  lanes = Larger(lanes, Rotated<2>(lanes));
  lanes = Larger(lanes, Rotated<1>(lanes));
  return lanes[0];
}

/** softmax(scale x) of a row of `width` numbers, a multiple of the lanes; `to` may be `x`. A row with NaN becomes NaN. */
INLINE void SoftmaxOfRow(const float* x, float scale, float* to, size_t width) {
  Lanes most = At(x) * scale;
  for (size_t at = kLanes; at < width; at += kLanes) {
    most = Larger(most, At(x + at) * scale);
  }
  const float largest = Largest(most);
  Lanes sums = {};
  for (size_t at = 0; at < width; at += kLanes) {
    const Lanes power = Exponential(At(x + at) * scale - largest);
    At(to + at) = power;
    sums += power;
  }
  const float share = 1 / Sum(sums);
  for (size_t at = 0; at < width; at += kLanes) At(to + at) *= share;
}

/** y (dy - sum(dy y)) scale, of the row y = softmax(...); `to` may be `dy`. */
INLINE void SoftmaxGradientOfRow(const float* dy, const float* y, float scale, float* to,
                                 size_t width) {
  Lanes sums = {};
  for (size_t at = 0; at < width; at += kLanes) sums += At(dy + at) * At(y + at);
  const float sum = Sum(sums);
  for (size_t at = 0; at < width; at += kLanes) {
    At(to + at) = At(y + at) * (At(dy + at) - sum) * scale;
  }
}

}  // namespace tolaria
