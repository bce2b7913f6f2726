/* bfloat16: the upper half of a float32, rounded to nearest, ties to even. */
#include "shim.h"
#include <string.h>

void narrow(const float *from, uint16_t *to, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, from + i, 4);
    const uint32_t rounded = bits + 0x7fff + ((bits >> 16) & 1);
    /* Rounding could carry the mantissa of a NaN into infinity. */
    const bool nan = (bits & 0x7fffffff) > 0x7f800000;
    to[i] = (uint16_t)((nan ? bits | 0x400000 : rounded) >> 16);
  }
}

void widen(const uint16_t *from, float *to, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    const uint32_t bits = (uint32_t)from[i] << 16;
    memcpy(to + i, &bits, 4);
  }
}
