// Sixteen lanes of floats or integers, in one AVX-512 register or two AVX2 registers.
//
// Every kernel is written once on these types and compiled once for each level of processor.
// Within a level a function gives the same bits wherever it is called from.
#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

#define AGON_INLINE inline __attribute__((always_inline))

namespace agon {

constexpr int LANES = 16;

#if defined(__AVX512F__)

struct Floats {
    __m512 v;
};
struct Ints {
    __m512i v;
};

AGON_INLINE Floats zeros() { return {_mm512_setzero_ps()}; }
AGON_INLINE Ints int_zeros() { return {_mm512_setzero_si512()}; }
AGON_INLINE Floats all(float x) { return {_mm512_set1_ps(x)}; }
AGON_INLINE Ints int_all(int32_t x) { return {_mm512_set1_epi32(x)}; }
AGON_INLINE Floats load(const float* p) { return {_mm512_loadu_ps(p)}; }
AGON_INLINE void store(float* p, Floats a) { _mm512_storeu_ps(p, a.v); }
AGON_INLINE Ints load_bytes(const void* p) { return {_mm512_loadu_si512(p)}; }
AGON_INLINE void store_bytes(void* p, Ints a) { _mm512_storeu_si512(p, a.v); }
AGON_INLINE Floats add(Floats a, Floats b) { return {_mm512_add_ps(a.v, b.v)}; }
AGON_INLINE Floats sub(Floats a, Floats b) { return {_mm512_sub_ps(a.v, b.v)}; }
AGON_INLINE Floats mul(Floats a, Floats b) { return {_mm512_mul_ps(a.v, b.v)}; }
AGON_INLINE Floats quotient(Floats a, Floats b) { return {_mm512_div_ps(a.v, b.v)}; }
AGON_INLINE Floats larger(Floats a, Floats b) { return {_mm512_max_ps(a.v, b.v)}; }
AGON_INLINE Floats smaller(Floats a, Floats b) { return {_mm512_min_ps(a.v, b.v)}; }
AGON_INLINE Floats magnitude(Floats a) { return {_mm512_abs_ps(a.v)}; }
AGON_INLINE Floats fma(Floats a, Floats b, Floats c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
AGON_INLINE Floats nearest(Floats a) { return {_mm512_roundscale_ps(a.v, 8)}; }
AGON_INLINE Floats to_floats(Ints a) { return {_mm512_cvtepi32_ps(a.v)}; }
AGON_INLINE Ints to_ints(Floats a) { return {_mm512_cvtps_epi32(a.v)}; }
AGON_INLINE Ints int_add(Ints a, Ints b) { return {_mm512_add_epi32(a.v, b.v)}; }
AGON_INLINE Ints bits_and(Ints a, Ints b) { return {_mm512_and_si512(a.v, b.v)}; }
AGON_INLINE Ints bits_or(Ints a, Ints b) { return {_mm512_or_si512(a.v, b.v)}; }
AGON_INLINE Ints bits_xor(Ints a, Ints b) { return {_mm512_xor_si512(a.v, b.v)}; }
template <int N>
AGON_INLINE Ints shift_left(Ints a) { return {_mm512_slli_epi32(a.v, N)}; }
template <int N>
AGON_INLINE Ints shift_right(Ints a) { return {_mm512_srli_epi32(a.v, N)}; }
template <int N>
AGON_INLINE Ints shift_right_signed(Ints a) { return {_mm512_srai_epi32(a.v, N)}; }
AGON_INLINE Floats as_floats(Ints a) { return {_mm512_castsi512_ps(a.v)}; }
AGON_INLINE Ints as_ints(Floats a) { return {_mm512_castps_si512(a.v)}; }
AGON_INLINE Floats from_half(const uint16_t* p) {
    return {_mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
}
AGON_INLINE float sum(Floats a) { return _mm512_reduce_add_ps(a.v); }
AGON_INLINE float first_lane(Floats a) { return _mm512_cvtss_f32(a.v); }
// The largest lane, in all lanes.
AGON_INLINE Floats spread_largest(Floats a) {
    __m512 x = _mm512_max_ps(a.v, _mm512_shuffle_f32x4(a.v, a.v, 0x4e));
    x = _mm512_max_ps(x, _mm512_shuffle_f32x4(x, x, 0xb1));
    x = _mm512_max_ps(x, _mm512_permute_ps(x, 0x4e));
    return {_mm512_max_ps(x, _mm512_permute_ps(x, 0xb1))};
}
AGON_INLINE int32_t int_sum(Ints a) { return _mm512_reduce_add_epi32(a.v); }
AGON_INLINE Floats times_power_of_two(Floats a, Floats n) { return {_mm512_scalef_ps(a.v, n.v)}; }
// Lanes beyond the first n become x.
AGON_INLINE Floats keep_first(Floats a, int n, float x) {
    return {_mm512_mask_mov_ps(_mm512_set1_ps(x), static_cast<__mmask16>((1u << n) - 1), a.v)};
}
AGON_INLINE void store_low_bytes(int8_t* p, Ints a) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(a.v));
}
AGON_INLINE Ints from_low_bytes(const int8_t* p) {
    return {_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
}
// Sixteen-bit words of 32 signed bytes, in order.
AGON_INLINE Ints widen_bytes(const int8_t* p) {
    return {_mm512_cvtepi8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
}
AGON_INLINE void store_low_words(uint16_t* p, Ints a) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtepi32_epi16(a.v));
}
AGON_INLINE Ints from_low_words(const uint16_t* p) {
    return {_mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
}
AGON_INLINE Ints interleave_low_words(Ints a, Ints b) { return {_mm512_unpacklo_epi16(a.v, b.v)}; }
AGON_INLINE Ints interleave_high_words(Ints a, Ints b) { return {_mm512_unpackhi_epi16(a.v, b.v)}; }

// acc + four products in each lane: unsigned bytes of w (0 to 15) times the four signed bytes of x.
AGON_INLINE Ints dot_nibbles(Ints acc, Ints w, int32_t x) {
    return {_mm512_dpbusd_epi32(acc.v, w.v, _mm512_set1_epi32(x))};
}
// The same for signed weights that are stored with 128 added; the caller takes 128 * sum(x) off.
constexpr int BYTE_OFFSET = 128;
AGON_INLINE Ints dot_bytes(Ints acc, Ints w, int32_t x) { return dot_nibbles(acc, w, x); }

#else  // AVX2

struct Floats {
    __m256 lo, hi;
};
struct Ints {
    __m256i lo, hi;
};

AGON_INLINE Floats zeros() { return {_mm256_setzero_ps(), _mm256_setzero_ps()}; }
AGON_INLINE Ints int_zeros() { return {_mm256_setzero_si256(), _mm256_setzero_si256()}; }
AGON_INLINE Floats all(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
AGON_INLINE Ints int_all(int32_t x) { return {_mm256_set1_epi32(x), _mm256_set1_epi32(x)}; }
AGON_INLINE Floats load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
AGON_INLINE void store(float* p, Floats a) {
    _mm256_storeu_ps(p, a.lo);
    _mm256_storeu_ps(p + 8, a.hi);
}
AGON_INLINE Ints load_bytes(const void* p) {
    auto q = static_cast<const __m256i*>(p);
    return {_mm256_loadu_si256(q), _mm256_loadu_si256(q + 1)};
}
AGON_INLINE void store_bytes(void* p, Ints a) {
    auto q = static_cast<__m256i*>(p);
    _mm256_storeu_si256(q, a.lo);
    _mm256_storeu_si256(q + 1, a.hi);
}
#define AGON_BOTH(TYPE, NAME, OP)                                  \
    AGON_INLINE TYPE NAME(TYPE a, TYPE b) {                        \
        return {OP(a.lo, b.lo), OP(a.hi, b.hi)};                   \
    }
AGON_BOTH(Floats, add, _mm256_add_ps)
AGON_BOTH(Floats, sub, _mm256_sub_ps)
AGON_BOTH(Floats, mul, _mm256_mul_ps)
AGON_BOTH(Floats, quotient, _mm256_div_ps)
AGON_BOTH(Floats, larger, _mm256_max_ps)
AGON_BOTH(Floats, smaller, _mm256_min_ps)
AGON_BOTH(Ints, int_add, _mm256_add_epi32)
AGON_BOTH(Ints, bits_and, _mm256_and_si256)
AGON_BOTH(Ints, bits_or, _mm256_or_si256)
AGON_BOTH(Ints, bits_xor, _mm256_xor_si256)
AGON_BOTH(Ints, interleave_low_words, _mm256_unpacklo_epi16)
AGON_BOTH(Ints, interleave_high_words, _mm256_unpackhi_epi16)
#undef AGON_BOTH
AGON_INLINE Floats as_floats(Ints a) {
    return {_mm256_castsi256_ps(a.lo), _mm256_castsi256_ps(a.hi)};
}
AGON_INLINE Ints as_ints(Floats a) {
    return {_mm256_castps_si256(a.lo), _mm256_castps_si256(a.hi)};
}
AGON_INLINE Floats magnitude(Floats a) {
    return as_floats(bits_and(as_ints(a), int_all(0x7fffffff)));
}
AGON_INLINE Floats fma(Floats a, Floats b, Floats c) {
    return {_mm256_fmadd_ps(a.lo, b.lo, c.lo), _mm256_fmadd_ps(a.hi, b.hi, c.hi)};
}
AGON_INLINE Floats nearest(Floats a) {
    return {_mm256_round_ps(a.lo, 8), _mm256_round_ps(a.hi, 8)};
}
AGON_INLINE Floats to_floats(Ints a) {
    return {_mm256_cvtepi32_ps(a.lo), _mm256_cvtepi32_ps(a.hi)};
}
AGON_INLINE Ints to_ints(Floats a) { return {_mm256_cvtps_epi32(a.lo), _mm256_cvtps_epi32(a.hi)}; }
template <int N>
AGON_INLINE Ints shift_left(Ints a) {
    return {_mm256_slli_epi32(a.lo, N), _mm256_slli_epi32(a.hi, N)};
}
template <int N>
AGON_INLINE Ints shift_right(Ints a) {
    return {_mm256_srli_epi32(a.lo, N), _mm256_srli_epi32(a.hi, N)};
}
template <int N>
AGON_INLINE Ints shift_right_signed(Ints a) {
    return {_mm256_srai_epi32(a.lo, N), _mm256_srai_epi32(a.hi, N)};
}
AGON_INLINE Floats from_half(const uint16_t* p) {
    auto q = reinterpret_cast<const __m128i*>(p);
    return {_mm256_cvtph_ps(_mm_loadu_si128(q)), _mm256_cvtph_ps(_mm_loadu_si128(q + 1))};
}
AGON_INLINE float sum(Floats a) {
    __m256 s = _mm256_add_ps(a.lo, a.hi);
    __m128 t = _mm_add_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
    t = _mm_add_ps(t, _mm_movehl_ps(t, t));
    return _mm_cvtss_f32(_mm_add_ss(t, _mm_shuffle_ps(t, t, 1)));
}
AGON_INLINE float first_lane(Floats a) { return _mm256_cvtss_f32(a.lo); }
AGON_INLINE Floats spread_largest(Floats a) {
    __m256 x = _mm256_max_ps(a.lo, a.hi);
    x = _mm256_max_ps(x, _mm256_permute2f128_ps(x, x, 1));
    x = _mm256_max_ps(x, _mm256_permute_ps(x, 0x4e));
    x = _mm256_max_ps(x, _mm256_permute_ps(x, 0xb1));
    return {x, x};
}
AGON_INLINE int32_t int_sum(Ints a) {
    alignas(32) int32_t x[8];
    _mm256_store_si256(reinterpret_cast<__m256i*>(x), _mm256_add_epi32(a.lo, a.hi));
    int32_t total = 0;
    for (int32_t one : x) total += one;
    return total;
}
AGON_INLINE Floats times_power_of_two(Floats a, Floats n) {
    Ints exponent = to_ints(larger(n, all(-126.f)));
    Ints bits = shift_left<23>(int_add(exponent, int_all(127)));
    return mul(a, as_floats(bits));
}
AGON_INLINE Floats keep_first(Floats a, int n, float x) {
    const __m256i low = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i high = _mm256_add_epi32(low, _mm256_set1_epi32(8));
    const __m256i limit = _mm256_set1_epi32(n);
    const __m256 other = _mm256_set1_ps(x);
    return {_mm256_blendv_ps(other, a.lo, _mm256_castsi256_ps(_mm256_cmpgt_epi32(limit, low))),
            _mm256_blendv_ps(other, a.hi, _mm256_castsi256_ps(_mm256_cmpgt_epi32(limit, high)))};
}
AGON_INLINE void store_low_bytes(int8_t* p, Ints a) {
    alignas(32) int32_t x[LANES];
    store_bytes(x, a);
    for (int i = 0; i < LANES; i++) p[i] = static_cast<int8_t>(x[i]);
}
AGON_INLINE Ints from_low_bytes(const int8_t* p) {
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    return {_mm256_cvtepi8_epi32(bytes), _mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8))};
}
AGON_INLINE Ints widen_bytes(const int8_t* p) {
    auto q = reinterpret_cast<const __m128i*>(p);
    return {_mm256_cvtepi8_epi16(_mm_loadu_si128(q)), _mm256_cvtepi8_epi16(_mm_loadu_si128(q + 1))};
}
AGON_INLINE void store_low_words(uint16_t* p, Ints a) {
    __m256i packed = _mm256_packus_epi32(_mm256_and_si256(a.lo, _mm256_set1_epi32(0xffff)),
                                         _mm256_and_si256(a.hi, _mm256_set1_epi32(0xffff)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm256_permute4x64_epi64(packed, 0xd8));
}
AGON_INLINE Ints from_low_words(const uint16_t* p) {
    auto q = reinterpret_cast<const __m128i*>(p);
    return {_mm256_cvtepu16_epi32(_mm_loadu_si128(q)),
            _mm256_cvtepu16_epi32(_mm_loadu_si128(q + 1))};
}
AGON_INLINE __m256i dot_half(__m256i acc, __m256i unsigned_bytes, __m256i signed_bytes) {
    __m256i pairs = _mm256_maddubs_epi16(unsigned_bytes, signed_bytes);
    return _mm256_add_epi32(acc, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
AGON_INLINE Ints dot_nibbles(Ints acc, Ints w, int32_t x) {
    __m256i xs = _mm256_set1_epi32(x);
    return {dot_half(acc.lo, w.lo, xs), dot_half(acc.hi, w.hi, xs)};
}
// |x| * sign(x) * w: two products of at most 127 * 127 fit into 16 bits.
constexpr int BYTE_OFFSET = 0;
AGON_INLINE Ints dot_bytes(Ints acc, Ints w, int32_t x) {
    const __m256i flip = _mm256_set1_epi8(static_cast<char>(0x80));
    __m256i xs = _mm256_set1_epi32(x), size = _mm256_abs_epi8(xs);
    return {dot_half(acc.lo, size, _mm256_sign_epi8(_mm256_xor_si256(w.lo, flip), xs)),
            dot_half(acc.hi, size, _mm256_sign_epi8(_mm256_xor_si256(w.hi, flip), xs))};
}

#endif

AGON_INLINE float largest(Floats a) { return first_lane(spread_largest(a)); }

// bfloat16, rounded to nearest even, in the low half of each lane.
AGON_INLINE Ints to_bfloat(Floats a) {
    Ints bits = as_ints(a);
    Ints odd = bits_and(shift_right<16>(bits), int_all(1));
    return shift_right<16>(int_add(bits, int_add(odd, int_all(0x7fff))));
}
AGON_INLINE Floats from_bfloat(Ints low_words) { return as_floats(shift_left<16>(low_words)); }
AGON_INLINE Floats low_of_pair(Ints pairs) { return as_floats(shift_left<16>(pairs)); }
AGON_INLINE Floats high_of_pair(Ints pairs) {
    return as_floats(bits_and(pairs, int_all(static_cast<int32_t>(0xffff0000))));
}
// 32 signed bytes as words of bfloat16, in order.
AGON_INLINE Ints to_bfloat_words(const int8_t* p) {
#if defined(__AVX512BF16__)
    const Floats low = to_floats(from_low_bytes(p)), high = to_floats(from_low_bytes(p + LANES));
    return {reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(high.v, low.v))};
#else
    const Ints pairs = widen_bytes(p);
    const Ints low = as_ints(to_floats(shift_right_signed<16>(shift_left<16>(pairs))));
    const Ints high = as_ints(to_floats(shift_right_signed<16>(pairs)));
    return bits_or(shift_right<16>(low), bits_and(high, int_all(static_cast<int32_t>(0xffff0000))));
#endif
}
// acc + low * low + high * high in each lane, of pairs of bfloat16.
AGON_INLINE Floats dot_pairs(Floats acc, Ints a, Ints b) {
#if defined(__AVX512BF16__)
    return {_mm512_dpbf16_ps(acc.v, reinterpret_cast<__m512bh>(a.v),
                             reinterpret_cast<__m512bh>(b.v))};
#else
    return fma(high_of_pair(a), high_of_pair(b), fma(low_of_pair(a), low_of_pair(b), acc));
#endif
}

// 2^x to 2 units in the last place for -126 < x < 127; smaller x give 0 within 1e-37.
// Cephes' exp2f: x = n + f, a polynomial of degree 6 in f.
AGON_INLINE Floats power_of_two(Floats x) {
    const Floats n = nearest(x), f = sub(x, n);
    Floats y = fma(all(1.535336188319500e-4f), f, all(1.339887440266574e-3f));
    y = fma(y, f, all(9.618437357674640e-3f));
    y = fma(y, f, all(5.550332471162809e-2f));
    y = fma(y, f, all(2.402264791363012e-1f));
    y = fma(y, f, all(6.931472028550421e-1f));
    return times_power_of_two(fma(y, f, all(1.f)), n);
}

// e^x to 2 units in the last place for -87 < x < 88; smaller x give 0 within 1e-37.
// Cephes' expf: x = n ln 2 + r, a polynomial of degree 5 in r.
AGON_INLINE Floats exponential(Floats x) {
    x = larger(smaller(x, all(88.f)), all(-87.f));
    Floats n = nearest(mul(x, all(1.44269504088896341f)));
    Floats r = fma(n, all(-0.693359375f), x);
    r = fma(n, all(2.12194440e-4f), r);
    Floats y = fma(all(1.9875691500e-4f), r, all(1.3981999507e-3f));
    y = fma(y, r, all(8.3334519073e-3f));
    y = fma(y, r, all(4.1665795894e-2f));
    y = fma(y, r, all(1.6666665459e-1f));
    y = fma(y, r, all(5.0000001201e-1f));
    y = add(fma(y, mul(r, r), r), all(1.f));
    return times_power_of_two(y, n);
}

}  // namespace agon
