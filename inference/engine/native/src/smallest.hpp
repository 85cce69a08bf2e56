// The smallest of many small numbers, by counting: there are few levels, so nothing is sorted.
#pragma once

#include "simd.hpp"

namespace agon {

constexpr int AT_ONCE = 64;

// Which of 64 numbers are at most `limit`, one bit each.
template <class Number>
AGON_INLINE uint64_t bits_at_most(const Number* numbers, int limit) {
    if (limit < 0) return 0;
#if defined(__AVX512F__)
    if constexpr (sizeof(Number) == 1)
        return _mm512_cmple_epu8_mask(load_bytes(numbers).v,
                                      _mm512_set1_epi8(static_cast<char>(limit)));
    const __m512i limits = _mm512_set1_epi16(static_cast<int16_t>(limit));
    return _mm512_cmple_epu16_mask(load_bytes(numbers).v, limits) |
           uint64_t(_mm512_cmple_epu16_mask(load_bytes(numbers + 32).v, limits)) << 32;
#else
    uint64_t bits = 0;
    if constexpr (sizeof(Number) == 1) {
        const __m256i limits = _mm256_set1_epi8(static_cast<char>(limit));
        auto half = [&](__m256i some) {
            const __m256i is_most = _mm256_cmpeq_epi8(_mm256_max_epu8(some, limits), limits);
            return uint64_t(uint32_t(_mm256_movemask_epi8(is_most)));
        };
        const Ints some = load_bytes(numbers);
        bits = half(some.lo) | half(some.hi) << 32;
    } else {
        for (int i = 0; i < AT_ONCE; i++) bits |= uint64_t(numbers[i] <= limit) << i;
    }
    return bits;
#endif
}

// How many of the numbers are at most `limit`.
template <class Number>
inline int count_at_most(const Number* numbers, int count, int limit) {
    int total = 0, i = 0;
    for (; i + AT_ONCE <= count; i += AT_ONCE)
        total += __builtin_popcountll(bits_at_most(numbers + i, limit));
    for (; i < count; i++) total += numbers[i] <= limit;
    return total;
}

// The smallest level that at least `wanted` numbers reach; counts, never sorts.
template <class Number>
inline int level_of(const Number* numbers, int count, int most, int wanted) {
    int low = 0, high = most;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (count_at_most(numbers, count, middle) >= wanted)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

// The `wanted` indices with the smallest numbers, ascending; of equal ones the last. wanted < count.
template <class Number>
inline void smallest(const Number* numbers, int count, int most, int wanted, int32_t* indices) {
    if (wanted <= 0) return;
    const int level = level_of(numbers, count, most, wanted);
    int num_passed_over = count_at_most(numbers, count, level) - wanted;
    int n = 0, i = 0;
    for (; i + AT_ONCE <= count; i += AT_ONCE) {
        const uint64_t below = bits_at_most(numbers + i, level - 1);
        uint64_t at = bits_at_most(numbers + i, level) & ~below;
        for (; num_passed_over > 0 && at; num_passed_over--) at &= at - 1;  // the oldest do not fit
        for (uint64_t bits = below | at; bits; bits &= bits - 1) indices[n++] = i + __builtin_ctzll(bits);
    }
    for (; i < count; i++) {
        const bool passed_over = numbers[i] == level && num_passed_over > 0;
        num_passed_over -= passed_over;
        if (numbers[i] <= level && !passed_over) indices[n++] = i;
    }
}

}  // namespace agon
