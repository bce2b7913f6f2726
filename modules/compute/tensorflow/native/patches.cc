#include "patches.h"

namespace tolaria {

TapOffsets::TapOffsets(const Axis& axis, size_t unit)
    : in(axis.in), out(axis.out), taps(axis.taps), unit(unit), step(axis.stride * ptrdiff_t(unit)) {
  for (size_t window = 0; window < out; window++) {
    for (ptrdiff_t tap = 0; tap < axis.taps; tap++) {
      const ptrdiff_t place = axis.Begin(window) + tap * axis.dilation;
      at.push_back(place < 0 || place >= ptrdiff_t(in) ? -1 : place * ptrdiff_t(unit));
    }
  }
}

}  // namespace tolaria
