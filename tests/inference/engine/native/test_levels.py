"""Which kernels a processor gets, by what Linux says of it."""

from itertools import pairwise

import pytest

from inference.engine.native.levels import LEVELS, processor_flags, usable_levels

HASWELL = (
    "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse"
    " sse2 ss ht syscall nx pdpe1gb rdtscp lm constant_tsc rep_good nopl xtopology pni pclmulqdq"
    " ssse3 fma cx16 pcid sse4_1 sse4_2 x2apic movbe popcnt aes xsave avx f16c rdrand hypervisor"
    " lahf_lm abm fsgsbase bmi1 avx2 smep bmi2 erms invpcid xsaveopt"
)
SKYLAKE_SERVER = (
    HASWELL + " avx512f avx512dq rdseed adx smap clflushopt clwb avx512cd avx512bw avx512vl"
)
CASCADE_LAKE = SKYLAKE_SERVER + " arch_capabilities avx512_vnni"
ICE_LAKE = CASCADE_LAKE + " avx512ifma sha_ni avx512vbmi avx512_vbmi2 gfni vaes avx512_vpopcntdq"
COOPER_LAKE = CASCADE_LAKE + " avx512_bf16"
ZEN_4 = ICE_LAKE + " sse4a misalignsse topoext avx512_bf16 clzero avx512_bitalg rdpid fsrm"
SANDY_BRIDGE = HASWELL.replace(" fma", "").replace(" avx2", "").replace(" bmi2", "")


def cpuinfo(flags, name="A processor"):
    """Two processors, as Linux lists them on x86."""
    one = f"processor\t: 0\nmodel name\t: {name}\nflags\t\t: {flags}\nbugs\t\t: none\n"
    return one + "\n" + one.replace("processor\t: 0", "processor\t: 1")


ARM = """processor\t: 0
BogoMIPS\t: 243.75
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm bf16 i8mm
CPU implementer\t: 0x41
CPU part\t: 0xd0c
"""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (cpuinfo(ZEN_4, "AMD EPYC 9654 96-Core Processor"), ["avx512bf16", "avx512vnni", "avx2"]),
        (cpuinfo(ICE_LAKE), ["avx512vnni", "avx2"]),
        (cpuinfo(COOPER_LAKE), ["avx512vnni", "avx2"]),
        (cpuinfo(CASCADE_LAKE), ["avx512vnni", "avx2"]),
        (cpuinfo(SKYLAKE_SERVER), ["avx2"]),
        (cpuinfo(HASWELL), ["avx2"]),
        (cpuinfo(SANDY_BRIDGE), []),
        (cpuinfo("", "avx2 fma f16c bmi2"), []),
        (ARM, []),
        ("", []),
        ("flags\n: avx2\nflags", []),
    ],
    ids=[
        *("Zen 4", "Ice Lake", "Cooper Lake", "Cascade Lake", "Skylake", "Haswell"),
        *("Sandy Bridge", "flags in a name", "ARM", "nothing", "torn"),
    ],
)
def test_a_processor_gets_the_levels_that_it_can_run_best_first(text, names):
    assert [level.name for level in usable_levels(processor_flags(text))] == names


def test_a_flag_is_a_whole_word():
    """avx512f is no avx512fp16; avx2 is in no other name."""
    assert not usable_levels(processor_flags(cpuinfo("avx22 xavx2 fma f16c bmi2")))


def test_each_level_needs_more_than_the_next():
    for better, worse in pairwise(LEVELS):
        assert better.needs > worse.needs
        assert set(better.options) >= set(worse.options)
