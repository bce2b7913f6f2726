#include "image_kernels.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <tuple>

#include "targets.h"
#include "tiles.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tolaria {

#if defined(__x86_64__)

namespace {

BEGIN_AVX512
namespace avx512 {
#define LANES 16
#include "image_kernels.inc"
#undef LANES
}  // namespace avx512
END_TARGET

BEGIN_AVX2
namespace avx2 {
#define LANES 8
#include "image_kernels.inc"
#undef LANES
}  // namespace avx2
END_TARGET

}  // namespace

const ImageKernels* GetImageKernels() {
  const Tiles* const tiles = GetTiles();
  if (tiles == nullptr) return nullptr;
  return tiles->columns == 2 * 16 ? &avx512::kImageKernels : &avx2::kImageKernels;
}

#else

const ImageKernels* GetImageKernels() { return nullptr; }

#endif

}  // namespace tolaria
