"""Kernels in C++ for x86 processors, and the way to them: built by g++, bound with ctypes."""
