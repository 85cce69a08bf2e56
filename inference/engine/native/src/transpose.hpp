// Sixteen rows of sixteen 32-bit words to sixteen columns.
#pragma once

#include "simd.hpp"

namespace agon {

#if defined(__AVX512F__)

AGON_INLINE void transpose(Ints (&rows)[LANES]) {
    __m512i a[16], b[16];
    for (int i = 0; i < 16; i += 2) {
        a[i] = _mm512_unpacklo_epi32(rows[i].v, rows[i + 1].v);
        a[i + 1] = _mm512_unpackhi_epi32(rows[i].v, rows[i + 1].v);
    }
    for (int i = 0; i < 16; i += 4) {
        b[i] = _mm512_unpacklo_epi64(a[i], a[i + 2]);
        b[i + 1] = _mm512_unpackhi_epi64(a[i], a[i + 2]);
        b[i + 2] = _mm512_unpacklo_epi64(a[i + 1], a[i + 3]);
        b[i + 3] = _mm512_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    for (int i = 0; i < 16; i += 8)
        for (int j = 0; j < 4; j++) {
            a[i + j] = _mm512_shuffle_i32x4(b[i + j], b[i + j + 4], 0x88);
            a[i + j + 4] = _mm512_shuffle_i32x4(b[i + j], b[i + j + 4], 0xdd);
        }
    for (int j = 0; j < 4; j++) {
        rows[j].v = _mm512_shuffle_i32x4(a[j], a[j + 8], 0x88);
        rows[j + 8].v = _mm512_shuffle_i32x4(a[j], a[j + 8], 0xdd);
        rows[j + 4].v = _mm512_shuffle_i32x4(a[j + 4], a[j + 12], 0x88);
        rows[j + 12].v = _mm512_shuffle_i32x4(a[j + 4], a[j + 12], 0xdd);
    }
}

#else

AGON_INLINE void transpose_8(__m256i (&r)[8]) {
    __m256i a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
        a[i] = _mm256_unpacklo_epi32(r[i], r[i + 1]);
        a[i + 1] = _mm256_unpackhi_epi32(r[i], r[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        b[i] = _mm256_unpacklo_epi64(a[i], a[i + 2]);
        b[i + 1] = _mm256_unpackhi_epi64(a[i], a[i + 2]);
        b[i + 2] = _mm256_unpacklo_epi64(a[i + 1], a[i + 3]);
        b[i + 3] = _mm256_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    for (int j = 0; j < 4; j++) {
        r[j] = _mm256_permute2x128_si256(b[j], b[j + 4], 0x20);
        r[j + 4] = _mm256_permute2x128_si256(b[j], b[j + 4], 0x31);
    }
}

AGON_INLINE void transpose(Ints (&rows)[LANES]) {
    __m256i quarter[2][2][8];  // [lower rows or upper][left columns or right]
    for (int i = 0; i < 8; i++) {
        quarter[0][0][i] = rows[i].lo;
        quarter[0][1][i] = rows[i].hi;
        quarter[1][0][i] = rows[i + 8].lo;
        quarter[1][1][i] = rows[i + 8].hi;
    }
    for (auto& half : quarter)
        for (auto& one : half) transpose_8(one);
    for (int i = 0; i < 8; i++) {
        rows[i] = {quarter[0][0][i], quarter[1][0][i]};
        rows[i + 8] = {quarter[0][1][i], quarter[1][1][i]};
    }
}

#endif

}  // namespace agon
